/** The gateway's words begin small, since they follow a colon elsewhere: here they stand alone. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The same with a full stop, where nothing else ends it. */
export function sentence(text: string): string {
  return /[.!?)]$/.test(text) ? capitalized(text) : `${capitalized(text)}.`;
}
