import type { ConnectionView } from '../../admin/api/connect.ts';
import type { AdminClient } from '../admin-client.ts';
import type { Questions } from './questions.ts';

// The names that a person gives: of the data set, the integration and the pipeline.

const DEFAULT_DATA_SET = 'Default_Events';

/** The data set of a new integration, for the kit that has one; undefined leaves it as it is. */
export async function dataSetOf(
  view: ConnectionView,
  { dataSet, again }: { readonly dataSet?: string; readonly again?: string },
  questions: Questions,
): Promise<string | undefined> {
  if (view.needsDefinitions || dataSet !== undefined) return dataSet;
  if (again !== undefined || !questions.interactive) return undefined;
  return questions.text('Data set that the events are filed under', {
    option: '--data-set',
    first: DEFAULT_DATA_SET,
    wrong: wrongDataSet,
  });
}

function wrongDataSet(name: string): string | undefined {
  return /^[A-Za-z][A-Za-z0-9_-]{4,99}$/.test(name)
    ? undefined
    : '5 to 100 letters, digits, _ or -, beginning with a letter';
}

/** The integration's name: a new one, or one that is there and is to be changed. */
export async function integrationOf(
  view: ConnectionView,
  advertiser: string,
  given: string | undefined,
  admin: AdminClient,
  questions: Questions,
): Promise<string> {
  if (given !== undefined) return given;
  if (view.integration !== undefined) return view.integration;
  const { integrations } = await admin.call('GET /api/integrations');
  const taken = new Map(integrations.map(({ name, kit }) => [name, kit]));
  for (;;) {
    const first = freeName(nameFrom(advertiser), new Set(taken.keys()));
    const name = await questions.text('Name of the integration', { option: '--integration', first, wrong: wrongName });
    const kit = taken.get(name);
    if (kit === undefined) return name;
    if (kit !== view.kit)
      questions.warn(`There is an integration "${name}" of another kit, ${kit}: choose another name.`);
    else if (await questions.agree(`There is an integration "${name}". Change it?`)) return name;
  }
}

/** The pipeline that is to run it: one that is there, a new one, or undefined for none. */
export async function pipelineOf(
  { pipeline, again }: { readonly pipeline?: string; readonly again?: string },
  admin: AdminClient,
  questions: Questions,
): Promise<string | undefined> {
  if (pipeline !== undefined) return pipeline === 'none' ? undefined : pipeline;
  // What is connected again runs on where it runs, with the new token.
  if (again !== undefined) return undefined;
  if (!questions.interactive)
    return questions.text('the pipeline that is to run it, or none', { option: '--pipeline' });
  const { pipelines } = await admin.call('GET /api/pipelines');
  const names = pipelines.map(({ name }) => name);
  const choices = [
    ...names.map((name) => ({ value: name, label: name })),
    { value: NEW, label: 'A new pipeline' },
    { value: NONE, label: 'None yet' },
  ];
  const chosen = await questions.choose('Which pipeline runs it?', choices, { option: '--pipeline' });
  if (chosen === NONE) return undefined;
  if (chosen !== NEW) return chosen;
  const wrong = (name: string): string | undefined =>
    names.includes(name) ? 'There is a pipeline of that name.' : wrongName(name);
  const first = freeName('web', new Set(names));
  return questions.text('Name of the new pipeline', { option: '--pipeline', first, wrong });
}

/** No names: these have spaces. */
const [NEW, NONE] = ['a new one', 'none yet'];

function wrongName(name: string): string | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)
    ? undefined
    : '1 to 64 letters, digits, ".", "_" or "-", beginning with a letter or digit';
}

/** A name for what is someone's: `Acme Outdoor US` gives `acme-outdoor-us`. */
function nameFrom(text: string): string {
  const plain = text.normalize('NFKD').toLowerCase();
  const name = plain
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return name.replace(/-+$/, '') || 'amazon';
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let i = 1; ; i++) {
    const one = i === 1 ? name : `${name}-${i}`;
    if (!taken.has(one)) return one;
  }
}
