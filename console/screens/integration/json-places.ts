import { jsonLanguage } from '@codemirror/lang-json';

type SyntaxNode = ReturnType<typeof jsonLanguage.parser.parse>['topNode'];

/** Where something stands in a text: characters from and to, and the line, from 1. */
export interface TextPlace {
  readonly from: number;
  readonly to: number;
  readonly line: number;
}

/** What a text of JSON is made of. */
export interface JsonPlaces {
  /** By the path from the top, as the gateway writes paths: `events.Order Completed.value`, `list[0]`. The top is at ``. */
  readonly places: ReadonlyMap<string, TextPlace>;
  /** Where it stops being JSON; undefined where all of it is. */
  readonly broken: TextPlace | undefined;
  /** Keys that an object has twice, of which all but the last would be lost. */
  readonly twice: readonly (TextPlace & { readonly path: string })[];
}

/** Finds everything in a text of JSON. Total: of what is no JSON it finds what it can. */
export function placesIn(text: string): JsonPlaces {
  const tree = jsonLanguage.parser.parse(text);
  const places = new Map<string, TextPlace>();
  const twice: (TextPlace & { readonly path: string })[] = [];
  let broken: TextPlace | undefined;
  const breaks = [...text.matchAll(/\n/g)].map(({ index }) => index);
  const at = ({ from, to }: { readonly from: number; readonly to: number }): TextPlace => {
    return { from, to, line: 1 + breaksBefore(breaks, from) };
  };
  const walk = (node: SyntaxNode, path: string): void => {
    places.set(path, at(node));
    let i = 0;
    for (let child = node.firstChild; child !== null; child = child.nextSibling) {
      if (child.name === 'Property') {
        const [name, value] = [child.firstChild, child.lastChild];
        if (name === null || name.name !== 'PropertyName') continue;
        const inner = `${path === '' ? '' : `${path}.`}${keyOf(text.slice(name.from, name.to))}`;
        if (places.has(inner)) twice.push({ ...at(name), path: inner });
        if (value !== null && value !== name) walk(value, inner);
        // Of a problem the key is shown: a value may go over many lines.
        places.set(inner, at(name));
      } else if (node.name === 'Array' && !child.type.isError && child.name.length > 1) {
        walk(child, `${path}[${i}]`);
        i += 1;
      }
    }
  };
  const top = tree.topNode.firstChild;
  if (top !== null) walk(top, '');
  tree.iterate({
    enter: (node) => {
      if (node.type.isError) broken ??= at(node);
    },
  });
  if (top === null) broken ??= at({ from: 0, to: text.length });
  return { places, broken, twice };
}

/** The place that a path leads to, or as far as there is something on the way. */
export function placeOf({ places }: JsonPlaces, path: string): TextPlace | undefined {
  let found = '';
  for (const key of places.keys()) {
    const leads = path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`);
    if (leads && key.length > found.length) found = key;
  }
  return places.get(found);
}

/** How many of the breaks, which are in their order, come before a place. */
function breaksBefore(breaks: readonly number[], place: number): number {
  let [low, high] = [0, breaks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((breaks[middle] ?? place) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function keyOf(quoted: string): string {
  try {
    const key = JSON.parse(quoted) as string;
    return key === '' ? '""' : key;
  } catch {
    return quoted;
  }
}
