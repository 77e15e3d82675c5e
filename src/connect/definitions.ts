import type { ConversionType } from '../amazon/conversion.ts';
import { isObject, type Json, own } from '../base/json.ts';
import { listOf, text } from './accounts.ts';
import type { AdsApi } from './ads-api.ts';
import type { Found } from './finding.ts';

/** A conversion definition of an advertiser, as a person chooses it. */
export interface Definition {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly source: string;
  /** When Amazon last got an event for it, as Amazon writes it. */
  readonly lastActivity: string | undefined;
}

/** A definition to be made. */
export interface NewDefinition {
  readonly name: string;
  readonly type: ConversionType;
  /** Every conversion, or one a day of each person. */
  readonly countingMethod: 'EVERY' | 'FIRST';
  readonly sourceType: 'WEBSITE' | 'ANDROID' | 'IOS' | 'FIRE_TV' | 'FIRE_TABLET' | 'OFFLINE';
  /** What a conversion is worth that comes without a value. */
  readonly value: number;
}

/** What became of one definition to be made. */
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

/** All definitions of an advertiser that server events may count for, newest activity first. */
export async function listDefinitions(api: AdsApi, scope: AdvertiserScope): Promise<Found<readonly Definition[]>> {
  const found: Definition[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await api.ask({
      method: 'POST',
      path: `${pathOf(scope)}/list`,
      headers: { ...headersOf(scope), 'content-type': MEDIA_V1, accept: MEDIA_V2 },
      body: { maxResults: PAGE, ...(nextToken === undefined ? {} : { nextToken }) },
      what: 'conversion definitions',
      refused:
        'The user may not see the advertiser’s events. An administrator of the advertiser grants "Events Manager: view and edit".',
    });
    if (!answer.ok) return answer;
    const { body } = answer.value;
    const definitions = listOf(isObject(body) ? own(body, 'conversionDefinitions') : undefined);
    for (const definition of definitions) {
      if (text(definition, 'source') === 'AMAZON_AD_TAG') continue;
      found.push({
        id: text(definition, 'conversionDefinitionId') ?? '',
        name: text(definition, 'name') ?? '',
        type: text(definition, 'conversionType') ?? '',
        source: text(definition, 'sourceType') ?? '',
        lastActivity: text(definition, 'lastActivityTime'),
      });
    }
    nextToken = isObject(body) ? text(body, 'nextToken') : undefined;
    if (nextToken === undefined || definitions.length === 0) break;
  }
  return { ok: true, value: found.sort((a, b) => (b.lastActivity ?? '').localeCompare(a.lastActivity ?? '')) };
}

/** Makes definitions, ten a request. Each has its id or the words it was refused with; none is made twice by itself. */
export async function makeDefinitions(
  api: AdsApi,
  scope: AdvertiserScope,
  definitions: readonly NewDefinition[],
): Promise<Found<readonly Made[]>> {
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
      refused:
        'The user may not change the advertiser’s events. An administrator of the advertiser grants "Events Manager: view and edit".',
    });
    if (!answer.ok) return answer;
    made.push(...madeOf(answer.value.body, some));
  }
  return { ok: true, value: made };
}

/** Items are counted from 1. */
function madeOf(body: Json, asked: readonly NewDefinition[]): Made[] {
  const [success, error] = isObject(body) ? [listOf(own(body, 'success')), listOf(own(body, 'error'))] : [[], []];
  return asked.map(({ name }, i): Made => {
    const good = success.find((entry) => own(entry, 'index') === i + 1);
    const id = good === undefined ? undefined : text(good, 'conversionDefinitionId');
    if (id !== undefined) return { name, id };
    const bad = error.find((entry) => own(entry, 'index') === i + 1);
    const words = bad === undefined ? undefined : [text(bad, 'code'), text(bad, 'message')].filter(Boolean).join(': ');
    return { name, error: words || 'Amazon’s answer does not name it' };
  });
}
