import type { Definition, DefinitionChoices, DefinitionOrder, EventChoice } from '../../../src/admin/api/connect.ts';

/** What becomes of an event: a definition's id, one to be made, or not sent. */
export type Plan = string;
/** No ids: those are numbers. */
export const NEW = 'new';
export const NOT_SENT = 'none';

/** What is planned for each event. */
export type Plans = Readonly<Record<string, Plan>>;

/** As it was chosen before; else the definition of a similar name; else one that is made. */
export function firstPlans({ events }: DefinitionChoices): Plans {
  return plansBy(events, ({ chosen, suggestion }) => (chosen === null ? NOT_SENT : (chosen ?? suggestion ?? NEW)));
}

/** Those of similar names, the others as `rest` says. */
export function matchedPlans({ events }: DefinitionChoices, rest: typeof NEW | typeof NOT_SENT): Plans {
  return plansBy(events, ({ suggestion }) => suggestion ?? rest);
}

/** One is made for each event. */
export function newPlans({ events }: DefinitionChoices): Plans {
  return plansBy(events, () => NEW);
}

function plansBy(events: readonly EventChoice[], plan: (event: EventChoice) => Plan): Plans {
  return Object.fromEntries(events.map((event) => [event.event, plan(event)]));
}

/** The plans as the gateway takes them: what is chosen, and what is made. */
export function ordersOf(plans: Plans): {
  readonly chosen: Readonly<Record<string, string | null>>;
  readonly made: readonly DefinitionOrder[];
} {
  const entries = Object.entries(plans);
  const made = entries.flatMap(([event, plan]) => (plan === NEW ? [{ event }] : []));
  const kept = entries.filter(([, plan]) => plan !== NEW);
  return { chosen: Object.fromEntries(kept.map(([event, plan]) => [event, plan === NOT_SENT ? null : plan])), made };
}

/** What there is to choose for an event. Of several with one name, ids tell them apart. */
export function choicesFor(
  { proposal }: EventChoice,
  definitions: readonly Definition[],
  isTest: boolean,
): readonly { readonly value: Plan; readonly label: string; readonly disabled?: boolean }[] {
  const named = ({ id, name, type }: Definition): string => {
    const isOneOfSeveral = definitions.filter((other) => other.name === name).length > 1;
    return `${name} (${type})${isOneOfSeveral ? ` ${id}` : ''}`;
  };
  return [
    { value: NEW, label: `Make “${isTest ? 'TEST ' : ''}${proposal.name}” (${proposal.type})` },
    { value: NOT_SENT, label: 'Do not send this event' },
    ...definitions.map((one) => ({
      value: one.id,
      label: one.usable ? named(one) : `${named(one)}: ${one.why}`,
      disabled: !one.usable,
    })),
  ];
}
