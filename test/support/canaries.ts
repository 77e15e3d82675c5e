import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A text that is looked for: part of canaries, and of nothing else. `what` is for people. */
export interface Mark {
  readonly what: string;
  readonly text: string;
}

/** Bytes that may not hold a mark. */
export interface Searched {
  readonly where: string;
  readonly bytes: Buffer;
}

/** A mark that was found, with what stands around it. */
export interface Leak {
  readonly where: string;
  readonly what: string;
  readonly encoding: string;
  readonly around: string;
}

type Encoding = readonly [name: string, encode: (text: string) => readonly Buffer[]];

const escaped = (text: string, of: (unit: number) => string): Buffer =>
  Buffer.from(Array.from({ length: text.length }, (_, i) => of(text.charCodeAt(i))).join(''));
const hex = (unit: number, digits: number): string => unit.toString(16).padStart(digits, '0');

/** How a text may be written. Each gives what is found of it wherever it stands in a longer text that is written so. */
const ENCODINGS: readonly Encoding[] = [
  ['as it is', (text) => [Buffer.from(text)]],
  ['UTF-16', (text) => [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]],
  [
    'hex',
    (text) =>
      [Buffer.from(text).toString('hex'), Buffer.from(text).toString('hex').toUpperCase()].map((it) => Buffer.from(it)),
  ],
  [
    'URL',
    (text) => [
      Buffer.from(encodeURIComponent(text)),
      Buffer.from(new URLSearchParams({ _: text }).toString().slice(2)),
      escaped(text, (unit) => `%${hex(unit, 2)}`),
      escaped(text, (unit) => `%${hex(unit, 2).toUpperCase()}`),
    ],
  ],
  ['JSON', (text) => [Buffer.from(JSON.stringify(text).slice(1, -1)), escaped(text, (unit) => `\\u${hex(unit, 4)}`)]],
  ['HTML', (text) => [escaped(text, (unit) => `&#${unit};`)]],
  ['base64', (text) => [0, 1, 2].flatMap((place) => base64At(text, place))],
];

/** The characters that a text gives in base64 whatever stands around it, where it begins at a place of a group of three bytes. */
function base64At(text: string, place: number): readonly Buffer[] {
  const whole = Buffer.concat([Buffer.alloc(place), Buffer.from(text)]);
  const last = Math.floor((whole.length * 8) / 6);
  return (['base64', 'base64url'] as const).map((alphabet) =>
    Buffer.from(whole.toString(alphabet).slice(Math.ceil((place * 8) / 6), last)),
  );
}

/** Finds every mark, in capitals or not, in every encoding. */
export function leaksIn(searched: readonly Searched[], marks: readonly Mark[]): Leak[] {
  const needles = marks.flatMap(({ what, text }) => needlesOf(text).map((needle) => ({ what, ...needle })));
  return searched
    .filter(({ bytes }) => !bytes.equals(Buffer.alloc(bytes.length)))
    .flatMap(({ where, bytes }) => {
      const lowered = Buffer.from(
        bytes.toString('latin1').replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
        'latin1',
      );
      return needles.flatMap(({ what, encoding, needle, exact }) => {
        const at = (exact ? bytes : lowered).indexOf(needle);
        if (at < 0) return [];
        const around = bytes.subarray(Math.max(0, at - 80), at + needle.length + 80).toString('latin1');
        return [{ where, what, encoding, around }];
      });
    });
}

interface Needle {
  readonly encoding: string;
  readonly needle: Buffer;
  /** Whether its letters' case counts: in base64 it makes them others. */
  readonly exact: boolean;
}

function needlesOf(text: string): readonly Needle[] {
  const found = new Map<string, Needle>();
  const add = (encoding: string, needle: Buffer, exact: boolean): void => {
    const key = `${exact} ${needle.toString('latin1')}`;
    if (!found.has(key)) found.set(key, { encoding, needle, exact });
  };
  for (const [encoding, encode] of ENCODINGS) {
    const exact = encoding === 'base64';
    const spellings = exact ? [text, text.toLowerCase(), text.toUpperCase()] : [text.toLowerCase(), text.toUpperCase()];
    for (const spelling of spellings) {
      for (const needle of encode(spelling)) {
        add(encoding, exact ? needle : Buffer.from(needle.toString('latin1').toLowerCase(), 'latin1'), exact);
      }
    }
  }
  return [...found.values()];
}

/** A text in every encoding, as it would stand among others, for proving that the search finds it. */
export function written(text: string): readonly Searched[] {
  return ENCODINGS.flatMap(([encoding, encode]) =>
    ['', '.', '..'].flatMap((before) => {
      if (encoding === 'base64') {
        const bytes = Buffer.from(Buffer.from(`${before}${text}...`).toString('base64'));
        return [{ where: encoding, bytes }];
      }
      return encode(text).map((bytes) => ({
        where: encoding,
        bytes: Buffer.concat([Buffer.from(before), bytes, Buffer.from('...')]),
      }));
    }),
  );
}

/** Every file below a folder, whole. */
export function filesBelow(folder: string): Searched[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ where: path.slice(folder.length + 1), bytes: readFileSync(path) }));
}
