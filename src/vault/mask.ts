const MASK = '[redacted]';
/** The fewest first characters of a value that are looked for at the end of a text. */
const LEAST = 4;

/**
 * A text of somebody else's without values that are not to be seen in it, such as secrets that were sent to them: each becomes
 * `[redacted]`, as it is and as JSON and forms write it, also where the text's end cuts it short.
 */
export function masked(text: string, values: readonly string[]): string {
  let rest = text;
  const forms = new Set(values.filter((value) => value !== '').flatMap(formsOf));
  // The longest first: one value may be part of another.
  for (const form of [...forms].sort((a, b) => b.length - a.length)) {
    rest = withoutCutOff(rest.replaceAll(form, MASK), form);
  }
  return rest;
}

function formsOf(value: string): readonly string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const form = new URLSearchParams([['', value]]).toString().slice(1);
  return [value, json, json.replaceAll('/', '\\/'), form, encodeURIComponent(value)];
}

function withoutCutOff(text: string, form: string): string {
  for (let length = Math.min(form.length - 1, text.length); length >= LEAST; length--) {
    if (text.endsWith(form.slice(0, length))) return text.slice(0, -length) + MASK;
  }
  return text;
}
