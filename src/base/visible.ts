/**
 * What does something to a terminal, or to the order in which a line is read, instead of being read: control characters (C0, DEL, C1), line
 * and paragraph separators, bidirectional embeddings, overrides and isolates (Unicode UAX 9), and halves of surrogate pairs.
 */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;
/** The same, line feeds left alone. */
const UNSEEN_IN_LINES = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;

/** A text from outside as one line that shows all it has: control characters become their pictures (`␛`), the rest `�`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, pictureOf);
}

/** The same for text of several lines, which stay lines. */
export function visibleLines(text: string): string {
  return text.replace(UNSEEN_IN_LINES, pictureOf);
}

/** Whether a text has something that `visible` would replace. */
export function hasUnseen(text: string): boolean {
  return text.search(UNSEEN) >= 0;
}

/** JSON whose texts do nothing to a terminal: what JSON lets stand as it is, is escaped as well. The values stay the same. */
export function visibleJson(value: unknown, indent?: number): string {
  return visibleEscapes(JSON.stringify(value, null, indent));
}

function visibleEscapes(json: string): string {
  return json.replace(UNSEEN_IN_LINES, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const PICTURES = 0x2400;
const PICTURE_OF_DELETE = '\u2421';

function pictureOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(PICTURES + code);
  return code === 0x7f ? PICTURE_OF_DELETE : '\ufffd';
}
