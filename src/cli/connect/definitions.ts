import type {
  ConnectionView,
  Definition,
  DefinitionChoices,
  DefinitionOrder,
  EventChoice,
} from '../../admin/api/connect.ts';
import { DspatchError } from '../../base/errors.ts';
import { didYouMean } from '../../base/problem.ts';
import type { AdminClient } from '../admin-client.ts';
import { need } from './findings.ts';
import { named } from './named.ts';
import type { Questions } from './questions.ts';

/** How events come to their definitions. */
export const DEFINITION_WAYS = ['keep', 'missing', 'existing', 'new', 'test'] as const;
export type DefinitionWay = (typeof DEFINITION_WAYS)[number];

/** What the options say of definitions. */
export interface DefinitionOptions {
  readonly definitions?: DefinitionWay;
  /** By event: a definition's name or id, `new`, `test`, or `none` for an event that is not to be sent. */
  readonly definition: Readonly<Record<string, string>>;
  readonly sourceType?: DefinitionOrder['sourceType'];
}

/** What becomes of an event: a definition's id, one to be made, or not sent; undefined leaves it open. */
type Plan = { readonly id: string } | 'new' | 'test' | 'none' | undefined;

/** What came of it. */
export interface ChosenDefinitions {
  /** Names of definitions that were made. */
  readonly made: readonly string[];
  /** Definitions that could not be made, each with why. */
  readonly failed: readonly { readonly event: string; readonly name: string; readonly error: string }[];
}

/** Chooses a definition for each event of the playbook by name, and makes those that are to be made. */
export async function chooseDefinitions(
  { id }: ConnectionView,
  options: DefinitionOptions,
  admin: AdminClient,
  questions: Questions,
): Promise<ChosenDefinitions> {
  const params = { connection: id };
  const choices = need(await admin.call('GET /api/connect/:connection/definitions', { params }));
  const plans = await planFor(choices, options, questions);
  const picked: Record<string, string | null> = {};
  for (const [event, plan] of plans) {
    if (plan === 'none') picked[event] = null;
    else if (typeof plan === 'object') picked[event] = plan.id;
  }
  if (Object.keys(picked).length > 0) {
    need(await admin.call('PUT /api/connect/:connection/definitions', { params, body: { definitions: picked } }));
  }
  const outcomes = [
    ...(await make(eventsWith(plans, 'new'), false, options, params, admin)),
    ...(await make(eventsWith(plans, 'test'), true, options, params, admin)),
  ];
  const failed = outcomes.flatMap((one) => ('error' in one ? [one] : []));
  for (const { name, error } of failed) questions.warn(`"${name}" was not made: ${error}`);
  return { made: outcomes.flatMap((one) => ('id' in one ? [one.name] : [])), failed };
}

function eventsWith(plans: ReadonlyMap<string, Plan>, plan: 'new' | 'test'): readonly string[] {
  return [...plans].flatMap(([event, its]) => (its === plan ? [event] : []));
}

type Outcome = { readonly event: string; readonly name: string } & (
  | { readonly id: string }
  | { readonly error: string }
);

async function make(
  events: readonly string[],
  test: boolean,
  { sourceType }: DefinitionOptions,
  params: { readonly connection: string },
  admin: AdminClient,
): Promise<readonly Outcome[]> {
  if (events.length === 0) return [];
  const definitions = events.map((event) => ({ event, ...(sourceType === undefined ? {} : { sourceType }) }));
  const body = { definitions, test };
  return need(await admin.call('POST /api/connect/:connection/definitions', { params, body })).made;
}

async function planFor(
  { definitions, events }: DefinitionChoices,
  { definitions: way, definition }: DefinitionOptions,
  questions: Questions,
): Promise<ReadonlyMap<string, Plan>> {
  const usable = definitions.filter((one) => one.usable);
  const said = new Map(
    Object.entries(definition).map(([event, name]) => [knownEvent(event, events), planOf(name, usable)]),
  );
  const open = events.filter(({ event }) => !said.has(event));
  if (way !== undefined) return plansBy(way, open, said);
  // Whoever names a definition for some events names all that are to be sent.
  if (!questions.interactive && said.size > 0) return plansBy('keep', open, said);
  const ways = waysFor(open).map((one) => ({ ...one, as: one.value }));
  const chosen = await questions.choose('How do the events of your shop count at Amazon?', ways, {
    option: '--definitions',
  });
  if (chosen !== 'each') return plansBy(chosen, open, said);
  const plans = new Map<string, Plan>(said);
  for (const event of open) plans.set(event.event, await askFor(event, usable, questions));
  return plans;
}

function plansBy(
  way: DefinitionWay,
  open: readonly EventChoice[],
  said: ReadonlyMap<string, Plan>,
): ReadonlyMap<string, Plan> {
  return new Map([...open.map((event) => [event.event, planBy(way, event)] as const), ...said]);
}

function planBy(way: DefinitionWay, { suggestion, chosen }: EventChoice): Plan {
  switch (way) {
    case 'keep':
      return chosen === undefined ? 'none' : undefined;
    case 'new':
    case 'test':
      return way;
    case 'existing':
      return suggestion === undefined ? 'none' : { id: suggestion };
    case 'missing':
      return suggestion === undefined ? 'new' : { id: suggestion };
  }
}

function waysFor(
  events: readonly EventChoice[],
): readonly { readonly value: DefinitionWay | 'each'; readonly label: string; readonly hint?: string }[] {
  const alike = events.filter(({ suggestion }) => suggestion !== undefined).length;
  const missing = events.length - alike;
  const known = events.filter(({ chosen }) => chosen !== undefined).length;
  return [
    ...(known > 0 ? [{ value: 'keep', label: 'As the integration has it already' } as const] : []),
    ...(alike > 0 && missing > 0
      ? [
          {
            value: 'missing',
            label: `By the ${alike} definitions of similar names, and make the ${missing} that are missing`,
          } as const,
        ]
      : []),
    ...(alike > 0
      ? [
          {
            value: 'existing',
            label: `By the ${alike} definitions of similar names that are there`,
            ...(missing > 0 ? { hint: `${missing} events are not sent` } : {}),
          } as const,
        ]
      : []),
    { value: 'new', label: 'Make a definition for each event', hint: 'dspatch - Order Completed ...' },
    { value: 'test', label: 'Make definitions for a test', hint: 'TEST dspatch - Order Completed ...' },
    { value: 'each', label: 'Choose for each event' },
  ];
}

async function askFor(
  { event, suggestion, chosen, proposal }: EventChoice,
  usable: readonly Definition[],
  questions: Questions,
): Promise<Plan> {
  const first = typeof chosen === 'string' ? chosen : suggestion;
  const ordered = [...usable].sort((a, b) => Number(b.id === first) - Number(a.id === first));
  const existing = ordered.map((one) => ({
    value: one.id,
    label: labelOf(one, usable),
    hint: one.id === first ? 'similar name' : undefined,
  }));
  const make = { value: 'new', label: `Make "${proposal.name}" (${proposal.type})` };
  const none = { value: 'none', label: 'Do not send this event' };
  const answer = await questions.choose(
    `${event} counts as`,
    first === undefined ? [make, ...existing, none] : [...existing, make, none],
    {
      option: `--definition "${event}=NAME"`,
    },
  );
  return answer === 'new' || answer === 'none' ? answer : { id: answer };
}

/** Of several with one name, ids tell them apart. */
function labelOf({ id, name, type }: Definition, all: readonly Definition[]): string {
  const same = all.filter((other) => other.name === name).length > 1;
  return `${name} (${type})${same ? ` ${id}` : ''}`;
}

function knownEvent(event: string, events: readonly EventChoice[]): string {
  const names = events.map((one) => one.event);
  if (names.includes(event)) return event;
  const near = didYouMean(event, names);
  throw new DspatchError(
    'usage',
    `--definition: the playbook has no event "${event}"${near || `; it has ${names.join(', ')}`}`,
  );
}

function planOf(name: string, usable: readonly Definition[]): Plan {
  return name === 'new' || name === 'test' || name === 'none' ? name : { id: named('--definition', name, usable).id };
}
