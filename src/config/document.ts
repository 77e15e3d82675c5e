import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLParseError,
} from 'yaml';
import { messageOf } from '../base/errors.ts';
import type { Problem } from '../base/problem.ts';

/** Where something stands in a file, from 1; undefined where that is nowhere in particular. */
export interface Position {
  readonly line: number | undefined;
  readonly column: number | undefined;
}

/** A problem with its place in the file. */
export interface PlacedProblem extends Problem, Position {}

/** A file's value, and where its parts stand. */
export type ReadDocument =
  | { readonly ok: true; readonly value: unknown; positionOf(path: Problem['path']): Position }
  | { readonly ok: false; readonly problems: readonly PlacedProblem[] };

/** Reads YAML. Takes any text, never throws. An empty file is an empty map. */
export function readDocument(text: string): ReadDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true });
  if (document.errors.length > 0) return { ok: false, problems: firstOfEachLine(document.errors.map(fromYaml)) };

  const placeOf = (node: Node): Position => {
    if (!node.range) return NOWHERE;
    const { line, col } = lines.linePos(node.range[0]);
    return { line, column: col };
  };

  const badAliases: PlacedProblem[] = [];
  visit(document, {
    Alias: (_key, alias, above) => {
      const { source } = alias;
      const meant = alias.resolve(document);
      if (meant === undefined) {
        badAliases.push({ path: [], message: `there is no "&${source}" before this "*${source}"`, ...placeOf(alias) });
      } else if (above.includes(meant)) {
        badAliases.push({ path: [], message: `"*${source}" stands within its own "&${source}"`, ...placeOf(alias) });
      }
    },
  });
  if (badAliases.length > 0) return { ok: false, problems: badAliases };

  /** The key that a path ends in, or the item of a list; or the nearest above it that is there. */
  const positionOf = (path: Problem['path']): Position => {
    let value: unknown = document.contents;
    let place: unknown;
    for (const key of path) {
      const holder: unknown = isAlias(value) ? value.resolve(document) : value;
      if (isMap(holder)) {
        const pair = holder.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
        if (pair === undefined) break;
        [place, value] = [pair.key, pair.value];
      } else if (isSeq(holder) && typeof key === 'number' && holder.items[key] !== undefined) {
        place = value = holder.items[key];
      } else break;
    }
    return isNode(place) ? placeOf(place) : NOWHERE;
  };

  try {
    return { ok: true, value: document.toJS() ?? {}, positionOf };
  } catch (error) {
    // Aliases of aliases, which would grow beyond measure.
    return { ok: false, problems: [{ path: [], message: messageOf(error), ...NOWHERE }] };
  }
}

/** Nowhere in particular. */
export const NOWHERE: Position = { line: undefined, column: undefined };

/** What comes after the first mistake of a line mostly follows from it. */
function firstOfEachLine(problems: readonly PlacedProblem[]): PlacedProblem[] {
  return problems.filter(({ line }, i) => problems.findIndex((other) => other.line === line) === i);
}

/** What the YAML reader says in words that tell little to those who do not know it. */
const IN_WORDS: readonly (readonly [says: RegExp, words: string])[] = [
  [/^Flow map .*end with a }/, 'a map that begins with { is not closed: a } is missing before this'],
  [/^Flow sequence .*end with a \]/, 'a list that begins with [ is not closed: a ] is missing before this'],
  [/^Missing closing .quote/, 'a text in quotes is not closed: a quote is missing before this'],
  [/^Tabs are not allowed/, 'a tab stands here: indent with spaces'],
  [/^Map keys must be unique/, 'this key stands here twice: keep one'],
  [
    /^Nested mappings are not allowed/,
    'a key cannot stand here: mend the indentation, or put a text that holds ": " in quotes',
  ],
  [/^Plain value cannot start with/, 'a text cannot begin with this character: put it in quotes'],
  [/^Source contains multiple documents/, 'a second document begins here (---): a file holds one'],
];

/** What the YAML reader says, less the place, which stands beside it, and what is meant for programmers. */
function fromYaml({ message, linePos }: YAMLParseError): PlacedProblem {
  const at = linePos?.[0];
  const text = message.replace(/ at line \d+, column \d+:\s[\s\S]*$/, '');
  const words = IN_WORDS.find(([says]) => says.test(text))?.[1];
  return { path: [], message: words ?? text, line: at?.line, column: at?.col };
}
