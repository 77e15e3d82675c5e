import { CONVERSION_TYPES, type ConversionType, PURCHASE } from '../amazon/conversion.ts';
import { DEFINITION_PLACEHOLDER, type Kit } from '../kits/kit.ts';
import { overlay } from '../playbook/overlay.ts';
import type { InputConfig, PlaybookConfig, SectionConfig } from '../playbook/schema.ts';
import type { Definition, NewDefinition } from './definitions.ts';

/** An event of a playbook, for which a definition is needed. */
export interface EventToSend {
  readonly event: string;
  /** The type that the playbook says; `OTHER` where it says none. */
  readonly type: ConversionType;
}

/** The events of a kit's playbook with an integration's own laid over it, those too that it has taken away. */
export function eventsToSend(kit: Kit, playbook: PlaybookConfig): readonly EventToSend[] {
  const sections = { ...kit.playbook.events, ...overlay(kit.playbook, playbook).events };
  return Object.entries(sections).map(([event, section]) => ({ event, type: typeIn(section) ?? 'OTHER' }));
}

/** The conversion type that a section says outright. */
export function typeIn(section: SectionConfig | null | undefined): ConversionType | undefined {
  const type = constantIn(section, 'conversionType');
  return CONVERSION_TYPES.find((known) => known === type);
}

/** The definition that a section names outright; undefined while the placeholder is there. */
export function definitionIn(section: SectionConfig | null | undefined): string | undefined {
  const id = constantIn(section, 'conversionDefinitionId');
  return id === DEFINITION_PLACEHOLDER ? undefined : id;
}

function constantIn(section: SectionConfig | null | undefined, key: string): string | undefined {
  const input = section?.[key] as InputConfig | null | undefined;
  return typeof input?.enrichment === 'string' ? input.enrichment : undefined;
}

const LABEL = 'dspatch - ';
const TEST_LABEL = `TEST ${LABEL}`;
/** What a person does once: it counts once a day. */
const ONCE: ReadonlySet<ConversionType> = new Set([
  ...(['APPLICATION', 'CONTACT', 'LEAD', 'MOBILE_APP_FIRST_START', 'SIGN_UP', 'SUBSCRIBE'] as const),
]);

/** A definition to be made for an event. Amazon has no test mode: one that is labelled as a test keeps what is tried apart. */
export function proposalFor({ event, type }: EventToSend, test: boolean = false): NewDefinition {
  return {
    name: `${test ? TEST_LABEL : LABEL}${event}`.slice(0, 256),
    type,
    countingMethod: ONCE.has(type) ? 'FIRST' : 'EVERY',
    sourceType: 'WEBSITE',
    // A purchase without a value is worth nothing that is known; of the others each counts as one.
    value: type === PURCHASE ? 0 : 1,
  };
}

/** How alike two names must be, 0 to 1, for one to be suggested for the other. */
const ALIKE = 0.6;

/**
 * The definition that is probably meant for each event: that of the most similar name, each for one event alone. Those for tests are
 * not suggested, nor is one for purchases for what is none.
 */
export function suggestionsFor(
  events: readonly EventToSend[],
  definitions: readonly Definition[],
): ReadonlyMap<string, string> {
  const pairs = events
    .flatMap((event) => definitions.filter((one) => mayMean(event, one)).map((one) => pairOf(event, one)))
    .filter(({ likeness }) => likeness >= ALIKE)
    .sort((a, b) => b.likeness - a.likeness);
  const suggested = new Map<string, string>();
  const taken = new Set<string>();
  for (const { event, id } of pairs) {
    if (suggested.has(event) || taken.has(id)) continue;
    suggested.set(event, id);
    taken.add(id);
  }
  return suggested;
}

function mayMean({ type }: EventToSend, definition: Definition): boolean {
  const isTest = /^\s*test\b/i.test(definition.name);
  return definition.usable && !isTest && (definition.type === PURCHASE) === (type === PURCHASE);
}

function pairOf(
  { event, type }: EventToSend,
  { id, name, type: its }: Definition,
): { event: string; id: string; likeness: number } {
  // Of two with equal names, the one of the event's type.
  return { event, id, likeness: likenessOf(event, name) + (its === type ? 0.01 : 0) };
}

/** The share of words that two names have in common; 1 for the same, whatever their case, their signs and our label. */
function likenessOf(a: string, b: string): number {
  const [one, other] = [wordsOf(a), wordsOf(b)];
  const common = [...one].filter((word) => other.has(word)).length;
  return common / Math.max(1, one.size + other.size - common);
}

function wordsOf(name: string): ReadonlySet<string> {
  const bare = name.replace(/^\s*dspatch\b/i, '').replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
  const words = bare.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  // Products Searched, Product Search: the endings differ.
  return new Set(words.filter(Boolean).map((word) => word.replace(/(ed|es|e|s)$/, '')));
}
