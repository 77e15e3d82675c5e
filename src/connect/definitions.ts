import type { ConversionType } from '../amazon/conversion.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { AdsApi, Question } from './ads-api.ts';
import { listOf, memberOf, plain, textOf } from './answer.ts';
import type { Finding, Found } from './finding.ts';

/** A conversion definition of an advertiser, as a person chooses it. */
export interface Definition {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** Where its events come from: `WEBSITE`, `ANDROID` ... */
  readonly sourceType: string;
  readonly countingMethod: string;
  /** When Amazon last got an event for it, as Amazon writes it. */
  readonly lastActivity?: string | undefined;
  /** Whether server events may count for it. */
  readonly usable: boolean;
  /** Why not, where they may not. */
  readonly why?: string | undefined;
}

/** How conversions are counted: every one, or one a day of each person. */
export const COUNTING_METHODS = ['EVERY', 'FIRST'] as const;
export type CountingMethod = (typeof COUNTING_METHODS)[number];

/** Where the events of a definition come from (fact sheet section 3.2). */
export const SOURCE_TYPES = ['WEBSITE', 'ANDROID', 'IOS', 'FIRE_TV', 'FIRE_TABLET', 'OFFLINE'] as const;
export type SourceType = (typeof SOURCE_TYPES)[number];

/** A definition to be made. */
export interface NewDefinition {
  readonly name: string;
  readonly type: ConversionType;
  readonly countingMethod: CountingMethod;
  readonly sourceType: SourceType;
  /** What a conversion is worth that comes without a value. */
  readonly value: number;
}

/** What became of one definition to be made: its id, or why there is none. */
export type Made = { readonly name: string; readonly id: string } | { readonly name: string; readonly error: string };

const MEDIA_V1 = 'application/vnd.dspconversiondefinition.v1+json';
const MEDIA_V2 = 'application/vnd.dspconversiondefinition.v2+json';
/** The most that one request takes (fact sheet section 3.1). */
const MOST_MADE = 10;
const PAGE = 100;
/** An end to paging, whatever the other side says: 10,000 definitions. */
const MOST_PAGES = 100;

/** Which advertiser is meant. */
export interface AdvertiserScope {
  readonly advertiserId: string;
  readonly profileId?: string | undefined;
}

function headersOf({ advertiserId, profileId }: AdvertiserScope): Record<string, string> {
  return {
    'Amazon-Ads-AccountId': advertiserId,
    ...(profileId === undefined ? {} : { 'Amazon-Advertising-API-Scope': profileId }),
  };
}

function pathOf({ advertiserId }: AdvertiserScope): string {
  return `/accounts/${encodeURIComponent(advertiserId)}/dsp/conversionDefinitions`;
}

/** All definitions of an advertiser: those that server events may count for first, each kind by its last activity. */
export async function listDefinitions(api: AdsApi, scope: AdvertiserScope): Promise<Found<readonly Definition[]>> {
  const found: Definition[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await api.ask({
      method: 'POST',
      path: `${pathOf(scope)}/list`,
      headers: { ...headersOf(scope), 'content-type': MEDIA_V1, accept: MEDIA_V2 },
      body: { maxResults: PAGE, ...(nextToken === undefined ? {} : { nextToken }) },
      what: 'permission to read definitions',
      refused:
        'The user may not see the advertiser’s events. An administrator of the advertiser grants "Events Manager: view and edit".',
    });
    if (!answer.ok) return answer;
    found.push(...listOf(memberOf(answer.value, 'conversionDefinitions')).flatMap(definitionOf));
    const next = memberOf(answer.value, 'nextToken');
    if (typeof next !== 'string' || next === '' || next === nextToken) break;
    nextToken = next;
  }
  const newest = (a: Definition, b: Definition): number => (b.lastActivity ?? '').localeCompare(a.lastActivity ?? '');
  return { ok: true, value: found.sort((a, b) => Number(b.usable) - Number(a.usable) || newest(a, b)) };
}

function definitionOf(definition: JsonObject): Definition[] {
  const id = textOf(definition, 'conversionDefinitionId');
  if (id === undefined) return [];
  const why = whyNot(textOf(definition, 'source'));
  return [
    {
      id,
      name: textOf(definition, 'name') ?? '(no name)',
      type: textOf(definition, 'conversionType') ?? '',
      sourceType: textOf(definition, 'sourceType') ?? '',
      countingMethod: textOf(definition, 'countingMethod') ?? '',
      lastActivity: textOf(definition, 'lastActivityTime'),
      usable: why === undefined,
      why,
    },
  ];
}

/** Items whose definition has another source than the request are rejected (fact sheet section 1.1). */
function whyNot(source: string | undefined): string | undefined {
  switch (source) {
    case 'SERVER_TO_SERVER':
      return undefined;
    case 'AMAZON_AD_TAG':
      return 'fed by the Amazon Ad Tag in pages: Amazon refuses server events for it';
    case 'MMP':
      return 'fed by a mobile measurement partner: Amazon refuses server events for it';
    default:
      return `its source is ${source ?? 'not said'}: server events need one of source SERVER_TO_SERVER`;
  }
}

/** What the permission to write takes; importing conversions takes the same (fact sheet section 1.0). */
const MAY_EDIT =
  'The user may not change the advertiser’s events. An administrator of the advertiser grants "Events Manager: view and edit".';

/**
 * Makes definitions, ten a request. Each has its id or why there is none; none is made twice by itself. Where a request as a whole
 * fails there is a finding, and what comes after it is not tried.
 */
export async function makeDefinitions(
  api: AdsApi,
  scope: AdvertiserScope,
  definitions: readonly NewDefinition[],
): Promise<{ readonly made: readonly Made[]; readonly finding?: Finding }> {
  const made: Made[] = [];
  for (let from = 0; from < definitions.length; from += MOST_MADE) {
    const some = definitions.slice(from, from + MOST_MADE);
    const answer = await api.ask({
      method: 'POST',
      path: pathOf(scope),
      headers: { ...headersOf(scope), 'content-type': MEDIA_V2, accept: MEDIA_V1 },
      body: some.map(({ name, type, countingMethod, sourceType, value }) => ({
        ...{ name, conversionType: type, countingMethod, sourceType, value, source: 'SERVER_TO_SERVER' },
      })),
      what: 'making conversion definitions',
      refused: MAY_EDIT,
    });
    if (answer.ok) {
      made.push(...madeOf(answer.value, some));
      continue;
    }
    const { finding } = answer;
    const fate = MAY_BE_DONE.has(finding.code) ? UNSURE : `not made: ${finding.says}`;
    const rest = definitions.slice(from + MOST_MADE);
    made.push(...some.map(({ name }) => ({ name, error: fate })));
    made.push(...rest.map(({ name }) => ({ name, error: 'not tried: the request before it failed' })));
    return { made, finding };
  }
  return { made };
}

/** Failures after which Amazon may have done what was asked all the same. */
const MAY_BE_DONE = new Set(['no_answer', 'unreadable', 'unavailable']);
const UNSURE = 'it may have been made: list the definitions again before you make another';

/** Items are counted from 1. */
function madeOf(body: Json, asked: readonly NewDefinition[]): Made[] {
  const [success, error] = [listOf(memberOf(body, 'success')), listOf(memberOf(body, 'error'))];
  return asked.map(({ name }, i): Made => {
    const at = (entries: readonly JsonObject[]): JsonObject | undefined => entries.find((it) => it.index === i + 1);
    const [good, bad] = [at(success), at(error)];
    const id = good && textOf(good, 'conversionDefinitionId');
    if (id !== undefined) return { name, id };
    if (bad === undefined) return { name, error: UNSURE };
    const words = [textOf(bad, 'code'), textOf(bad, 'message')].filter(Boolean).join(': ');
    return { name, error: plain(words).slice(0, 300) || 'Amazon gives no reason' };
  });
}

/** A definition that no advertiser has. */
const NO_DEFINITION = '0';

/**
 * Whether the user may change the advertiser's events, which takes the same permission as importing (fact sheet sections 1.0 and 3.1):
 * a change of a definition that there is not. With the permission its one item is refused, without it the request; either way nothing
 * changes, and no conversion is sent. True; undefined where the answer says neither.
 */
export async function mayEditEvents(api: AdsApi, scope: AdvertiserScope): Promise<Found<true | undefined>> {
  const question: Question = {
    method: 'PUT',
    path: pathOf(scope),
    headers: { ...headersOf(scope), 'content-type': MEDIA_V2, accept: MEDIA_V1 },
    body: [{ conversionDefinitionId: NO_DEFINITION }],
    what: 'permission to import',
    refused: MAY_EDIT,
  };
  const answer = await api.ask(question);
  if (!answer.ok) return answer.finding.code === 'refused' ? { ok: true, value: undefined } : answer;
  const judged = [...listOf(memberOf(answer.value, 'success')), ...listOf(memberOf(answer.value, 'error'))];
  return { ok: true, value: judged.length > 0 ? true : undefined };
}
