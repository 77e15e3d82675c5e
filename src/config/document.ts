import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type YAMLParseError } from 'yaml';
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
  if (document.errors.length > 0) return { ok: false, problems: document.errors.map(fromYaml) };

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
    if (!isNode(place) || !place.range) return NOWHERE;
    const { line, col } = lines.linePos(place.range[0]);
    return { line, column: col };
  };

  try {
    return { ok: true, value: document.toJS() ?? {}, positionOf };
  } catch (error) {
    // An alias of nothing, or of too much.
    return { ok: false, problems: [{ path: [], message: messageOf(error), ...NOWHERE }] };
  }
}

const NOWHERE: Position = { line: undefined, column: undefined };

/** What the YAML reader says, less the place, which stands beside it, and what is meant for programmers. */
function fromYaml({ code, message, linePos }: YAMLParseError): PlacedProblem {
  const at = linePos?.[0];
  const text =
    code === 'MULTIPLE_DOCS'
      ? 'a second document begins here (---): a file holds one'
      : message.replace(/ at line \d+, column \d+:\s[\s\S]*$/, '');
  return { path: [], message: text, line: at?.line, column: at?.col };
}
