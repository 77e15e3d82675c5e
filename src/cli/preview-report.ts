import type { PreviewView } from '../admin/api/preview.ts';
import type { Json } from '../base/json.ts';

type OutputKey = PreviewView['keys'][number];
type MatchKey = NonNullable<PreviewView['identity']>['keys'][number];

/** An event's way through an integration, for people: a block for each step. */
export function previewReport(view: PreviewView): string {
  const blocks = [
    headLines(view),
    consentLines(view),
    filterLines(view),
    view.keys.length === 0 ? [] : ['Output keys', ...view.keys.flatMap(outputKeyLines)],
    identityLines(view),
    ...view.deliveries.map(deliveryLines),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function headLines(shown: PreviewView) {
  const { messageId, event, integration, of, pipeline, section, country, withheld, notKept = [], ...view } = shown;
  const what = typeof of === 'number' ? `revision ${of}` : of === 'draft' ? 'its draft' : 'an unsaved draft';
  const variables = pipeline === undefined ? '' : `, with the variables of ${pipeline}`;
  const count = view.deliveries.length;
  const conversions = `${count} ${count === 1 ? 'conversion' : 'conversions'}`;
  return [
    `${messageId}  ${event}  (${integration}, ${what}${variables})`,
    view.drop === undefined ? `mapped: ${conversions}` : `dropped: ${reasonOf(view.drop)}`,
    ...(notKept.length === 0 ? [] : [`of its copy, not kept: ${notKept.join(', ')}`]),
    ...withheld.map((drop) => `not sent of it: ${reasonOf(drop)}`),
    ...(section === undefined
      ? []
      : [`section: ${section.kind === 'event' ? section.name : 'Default'}, together with Global`]),
    ...(country === undefined
      ? []
      : [`country: ${country.code}${country.note === undefined ? '' : ` (${country.note})`}`]),
  ];
}

function reasonOf({ reason, detail }: { readonly reason: string; readonly detail?: string }): string {
  return detail === undefined ? reason : `${reason} (${detail})`;
}

function consentLines({ consent }: PreviewView): string[] {
  if (consent === undefined) return [];
  const { country, needed, signs, otherCategories, verdict, basis, limited, detail } = consent;
  return [
    `Consent: ${verdict.replace('_', ' ')}, by ${basis}${limited ? '; marked LIMITED_DATA_USE' : ''}`,
    `  an event from ${country} ${needed ? 'needs a sign of consent' : 'needs none'}`,
    ...signs.map(({ sign, says, what }) => `  ${sign}: ${says}${what === undefined ? '' : ` (${what})`}`),
    ...(signs.length === 0 ? ['  no sign was found'] : []),
    ...(otherCategories === 0 ? [] : [`  ${otherCategories} more categories, which decide nothing here`]),
    ...(detail === undefined ? [] : [`  ${detail}`]),
  ];
}

function filterLines({ filters, switchedOff }: PreviewView): string[] {
  if (filters.length === 0 && !switchedOff) return [];
  return [
    'Filters',
    ...(switchedOff ? ['  the event’s own "integrations" switches this one off'] : []),
    ...filters.map(
      ({ kind, text, result, passes }) => `  ${kind} ${text}: ${result}${passes ? '' : ', so it is dropped'}`,
    ),
  ];
}

function outputKeyLines({ key, kind, section, layer, sources, defaulted, value, sent }: OutputKey): string[] {
  const gives = value === undefined ? 'no value' : text(value);
  const sending = sent === undefined || text(sent) === gives ? '' : `, sent as ${text(sent)}`;
  return [
    `  ${key}: ${gives}${sending}  (${kind} of ${section}, from the ${layer})`,
    ...sources.flatMap(({ text: from, state, found, changes }) => [
      `    ${from}: ${state === 'not tried' ? state : found === undefined ? 'nothing there' : text(found)}`,
      ...changes.map(
        ({ modifier, gives }) => `      ${name(modifier)}: ${gives === undefined ? 'no value' : text(gives)}`,
      ),
    ]),
    ...(defaulted ? ['    the default is used'] : []),
  ];
}

function name(modifier: OutputKey['sources'][number]['changes'][number]['modifier']): string {
  return typeof modifier === 'string' ? modifier : JSON.stringify(modifier);
}

function identityLines({ identity }: PreviewView): string[] {
  if (identity === undefined) return [];
  const next = identity.next === undefined ? 'none is wanting' : identity.next;
  return ['Match keys', ...identity.keys.flatMap(matchKeyLines), `  the next best key: ${next}`];
}

function matchKeyLines({ type, state, why, values, sent }: MatchKey): string[] {
  return [
    `  ${type}: ${state}${sent === undefined ? '' : ` ${sent}`}${why === undefined ? '' : ` (${why})`}`,
    ...values.map(({ at, state: use, given, wasHashed, normal, by }) => {
      const steps = [given, wasHashed ? 'a digest already' : undefined, normal].filter((step) => step !== undefined);
      return `    ${at}: ${steps.join(' -> ')}, ${use}${by.length === 0 ? '' : ` (${by.join(', ')})`}`;
    }),
  ];
}

function deliveryLines({ target, wire, masked, notes }: PreviewView['deliveries'][number]): string[] {
  return [
    `Would go to Amazon${target === '' ? '' : ` for ${target}`}${masked.length === 0 ? '' : ` (masked here: ${masked.join(', ')})`}`,
    ...JSON.stringify(wire, null, 2)
      .split('\n')
      .map((line) => `  ${line}`),
    ...notes.map(({ code, detail }) => `  note: ${detail} (${code})`),
  ];
}

function text(value: Json): string {
  return JSON.stringify(value);
}
