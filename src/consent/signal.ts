import { toBoolean } from '../base/boolean.ts';
import { isObject, type Json, type JsonObject, memberOf, own } from '../base/json.ts';
import { squash } from '../base/problem.ts';
import type { Event } from '../event/event.ts';

/** What an event says of its person's consent. What cannot be read is not in it: nothing is taken for consent by mistake. */
export interface ConsentSignal {
  /** By category: agreed to or not. Segment's `categoryPreferences`, and MetaRouter's `optOut`, where a refusal wins. */
  readonly categories: ReadonlyMap<string, boolean>;
  /** A TCF string, not yet decoded. */
  readonly tcf: string | undefined;
  /** A GPP string, not yet decoded. */
  readonly gpp: string | undefined;
  /** Amazon's own signal: use of personal data, use of cookies. */
  readonly userData: boolean | undefined;
  readonly adStorage: boolean | undefined;
}

const NO_CATEGORIES: ReadonlyMap<string, boolean> = new Map();
const NOTHING: ConsentSignal = {
  ...{ categories: NO_CATEGORIES, tcf: undefined, gpp: undefined, userData: undefined, adStorage: undefined },
};

/** What a member of `context.consent` (where they may also nest), `context` or `properties` may say. */
type Kind = 'tcf' | 'gpp' | 'amazon' | 'userData' | 'adStorage' | 'none';

/** Names, without case and separators. */
const NAMES: Readonly<Record<Exclude<Kind, 'none'>, string>> = {
  tcf: 'tcf tcfstring tcstring tcfconsent gdprconsent iabtcf iabtcftcstring',
  gpp: 'gpp gppstring iabgpp iabgpphdrgppstring',
  amazon: 'amazon amazonconsent amznconsent',
  userData: 'amznuserdata aduserdata userdata',
  adStorage: 'amznadstorage adstorage',
};
/** Of these, the one that is consent among its like alone: elsewhere it holds a person's data. */
const ONLY_IN_CONSENT = 'userdata';

const KIND_OF: ReadonlyMap<string, Kind> = new Map(
  Object.entries(NAMES).flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind as Kind])),
);
const LONGEST_NAME = 40;
const kinds = new Map<string, Kind>();
const KINDS_KEPT = 1_000;

/** What a member of this name may say; remembered by spelling, as in identity/sources.ts. */
function kindOf(key: string): Kind {
  let kind = kinds.get(key);
  if (kind === undefined) {
    if (key.length > LONGEST_NAME) return 'none';
    kind = KIND_OF.get(squash(key)) ?? 'none';
    if (kinds.size >= KINDS_KEPT) kinds.clear();
    kinds.set(key, kind);
  }
  return kind;
}

/** Whether a member of this name may say something of consent: of `context.consent`, or of what it may stand beside. */
export function saysConsent(key: string, inConsent: boolean): boolean {
  return kindOf(key) !== 'none' && (inConsent || squash(key) !== ONLY_IN_CONSENT);
}

/** The longest string that is decoded: real ones have some hundred characters. */
const LONGEST = 8_192;

/**
 * Gathers what an event says: `context.consent`, then `context`, then `properties`. Of strings the first wins; of Amazon's signal a refusal,
 * wherever it stands. Never throws.
 */
export function readSignal(event: Event): ConsentSignal {
  const context = objectOf(event.fields, 'context');
  const consent = context === undefined ? undefined : objectOf(context, 'consent');
  const found: Mutable<ConsentSignal> = { ...NOTHING };
  if (consent !== undefined) {
    found.categories = categoriesOf(consent);
    look(consent, found, true);
  }
  if (context !== undefined) look(context, found, false);
  const properties = objectOf(event.fields, 'properties');
  if (properties !== undefined) look(properties, found, false);
  return found;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads what is said in an object; most have nothing of the kind. */
function look(object: JsonObject, found: Mutable<ConsentSignal>, isConsent: boolean): void {
  for (const key in object) {
    // All names begin with one of these letters.
    const first = key.charCodeAt(0) | 32;
    if (first !== 97 && first !== 116 && first !== 103 && first !== 105 && first !== 117) continue;
    const kind = kindOf(key);
    if (kind === 'none' || (!isConsent && squash(key) === ONLY_IN_CONSENT)) continue;
    read(kind, memberOf(object, key), found);
  }
}

function read(kind: Kind, value: Json | undefined, found: Mutable<ConsentSignal>): void {
  if (kind === 'tcf') found.tcf ??= stringOf(value, 'string', 'tcString', 'tcstring');
  else if (kind === 'gpp') found.gpp ??= stringOf(value, 'string', 'gppString', 'gppstring');
  else if (kind === 'userData') found.userData = both(found.userData, said(value));
  else if (kind === 'adStorage') found.adStorage = both(found.adStorage, said(value));
  else if (kind === 'amazon' && isObject(value)) {
    for (const key of Object.keys(value)) {
      const member = kindOf(key);
      if (member === 'userData' || member === 'adStorage') read(member, value[key], found);
    }
  }
}

/** What two places say together: a refusal in one of them is one. */
function both(one: boolean | undefined, other: boolean | undefined): boolean | undefined {
  return one === false || other === false ? false : (one ?? other);
}

/** Segment's preferences, by category; a category that MetaRouter's opt-outs name is refused, whatever else is said. */
function categoriesOf(consent: JsonObject): ReadonlyMap<string, boolean> {
  const preferences = objectOf(consent, 'categoryPreferences');
  const optOut = own(consent, 'optOut');
  if (preferences === undefined && optOut === undefined) return NO_CATEGORIES;
  const categories = new Map<string, boolean>();
  for (const [code, value] of Object.entries(preferences ?? {})) {
    const agreed = said(value);
    if (agreed !== undefined) categories.set(code, agreed);
  }
  for (const [code, refused] of optOuts(optOut)) {
    if (refused || !categories.has(code)) categories.set(code, !refused);
  }
  return categories;
}

function optOuts(optOut: Json | undefined): readonly (readonly [string, boolean])[] {
  if (Array.isArray(optOut)) return optOut.filter((code) => typeof code === 'string').map((code) => [code, true]);
  if (!isObject(optOut)) return [];
  return Object.entries(optOut).flatMap(([code, value]) => {
    const refused = said(value);
    return refused === undefined ? [] : [[code, refused] as const];
  });
}

/** Yes or no; an empty text says neither. */
function said(value: Json | undefined): boolean | undefined {
  return typeof value === 'string' && value.trim() === '' ? undefined : toBoolean(value);
}

function stringOf(value: Json | undefined, ...members: readonly string[]): string | undefined {
  const text = isObject(value) ? members.map((member) => own(value, member)).find((one) => one !== undefined) : value;
  if (typeof text !== 'string') return undefined;
  const trimmed = text.trim();
  return trimmed === '' || trimmed.length > LONGEST ? undefined : trimmed;
}

function objectOf(object: JsonObject, key: string): JsonObject | undefined {
  const value = own(object, key);
  return isObject(value) ? value : undefined;
}
