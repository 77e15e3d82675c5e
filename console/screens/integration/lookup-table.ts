import type { Json } from '../../../src/base/json.ts';

// A lookup table of a playbook, as rows that somebody types or pastes.

export type LookupTable = Readonly<Record<string, Json>>;

/** A row as it is typed. */
export interface TableRow {
  readonly key: string;
  readonly value: string;
}

/** What the values of a table are. JSON: anything else that a playbook may hold. */
export type ValueKind = 'text' | 'number' | 'json';

/** What all values of a table are. */
export function kindOf(table: LookupTable): ValueKind {
  const values = Object.values(table);
  if (values.every((value) => typeof value === 'string')) return 'text';
  return values.every((value) => typeof value === 'number') ? 'number' : 'json';
}

/** The rows of a table. */
export function rowsOf(table: LookupTable): readonly TableRow[] {
  const kind = kindOf(table);
  return Object.entries(table).map(([key, value]) => ({
    ...{ key, value: kind === 'json' ? JSON.stringify(value) : String(value) },
  }));
}

/** The table that rows say; what is wrong with a row is told at its place, and such a row is not in it. Empty rows are passed over. */
export function tableOf(
  rows: readonly TableRow[],
  kind: ValueKind,
): { readonly table: LookupTable; readonly problems: ReadonlyMap<number, string> } {
  const table = new Map<string, Json>();
  const problems = new Map<number, string>();
  for (const [i, { key, value }] of rows.entries()) {
    if (key === '' && value === '') continue;
    const read = typedValue(value, kind);
    if (key === '') problems.set(i, 'has no key');
    else if (table.has(key)) problems.set(i, `the key “${key}” stands above already`);
    else if (read === undefined) problems.set(i, kind === 'number' ? `“${value}” is no number` : 'is no JSON');
    else table.set(key, read);
  }
  return { table: Object.fromEntries(table), problems };
}

/** Rows as a spreadsheet copies them: a row a line, of two cells with a tab between. What is no such line is told with its number. */
export function readPasted(text: string): { readonly rows: readonly TableRow[]; readonly problems: readonly string[] } {
  const rows: TableRow[] = [];
  const problems: string[] = [];
  for (const [i, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (line.trim() === '') continue;
    const cells = line.split('\t').map(cellOf);
    const [key = '', value = '', ...others] = cells;
    if (cells.length < 2)
      problems.push(`Line ${i + 1} has one cell: a key and a value are needed, with a tab between.`);
    else if (others.some((cell) => cell !== ''))
      problems.push(`Line ${i + 1} has ${cells.length} cells: copy two columns.`);
    else rows.push({ key, value });
  }
  return { rows, problems };
}

/** Spreadsheets put quotes around cells that hold quotes, and double these. */
function cellOf(text: string): string {
  const cell = text.trim();
  return /^".*"$/s.test(cell) && cell.length > 1 ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}

function typedValue(text: string, kind: ValueKind): Json | undefined {
  if (kind === 'text') return text;
  try {
    const value = JSON.parse(text) as Json;
    return kind === 'json' || typeof value === 'number' ? value : undefined;
  } catch {
    return undefined;
  }
}
