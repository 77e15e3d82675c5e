import { numberText } from '../base/exact-json.ts';
import { isObject, type Json, own } from '../base/json.ts';
import type { Event } from '../event/event.ts';
import { personalIn } from '../event/safe.ts';
import { isSealed, rawInSealed } from '../identity/sealed-value.ts';
import { slotOf } from '../identity/sources.ts';
import { maskedOf } from './mask.ts';

/** Members of a call, or of its context, that are about its person alone. */
const PERSONAL = new Set([
  ...['userId', 'anonymousId', 'previousId', 'groupId', 'traits', 'ip', 'userAgent', 'device', 'location', 'network'],
  ...['externalIds', 'amazon'],
]);

/** What ties an event to a visit, wherever it stands. */
const MEASUREMENT = new Set(['aref', 'arefMeasurementTokens', 'adEventKey']);

/** A country is no person’s, wherever it stands. */
const IMPERSONAL = /^country/i;

/** Shorter texts stand in too many others. */
const SHORTEST = 4;
const MOST_TEXTS = 2_000;

/** Knows what of one event is personal, wherever a playbook takes it. */
export class Personal {
  /** Letters and digits of every personal text, in lower case. */
  readonly #texts = new Set<string>();

  readonly #event: Event;

  constructor(event: Event) {
    this.#event = event;
    const { fields } = event;
    for (const [key, value] of Object.entries(fields)) {
      const isContext = key === 'context' && isObject(value);
      if (!isContext) this.#gather(value, PERSONAL.has(key) || isSlot(key));
      else for (const [name, one] of Object.entries(value)) this.#gather(one, PERSONAL.has(name) || isSlot(name));
    }
  }

  /** Whether a text is personal: it looks like that, or holds what the event says of its person. */
  isIn(text: string): boolean {
    if (personalIn(text) !== undefined) return true;
    const letters = lettersOf(text);
    for (const known of this.#texts) if (letters.includes(known)) return true;
    return false;
  }

  /** A personal text as it may be seen. */
  masked(text: string): string {
    return maskedOf(this.#event, text);
  }

  #gather(value: Json | undefined, personal: boolean): void {
    if (this.#texts.size >= MOST_TEXTS) return;
    if (Array.isArray(value)) for (const item of value) this.#gather(item, personal);
    else if (isObject(value)) {
      for (const key of Object.keys(value)) {
        this.#gather(own(value, key), (personal || isSlot(key)) && !IMPERSONAL.test(key));
      }
    } else if (personal) {
      // Of what is sealed, what is kept as it is sent is known by itself too.
      if (this.#event.sealed === true && isSealed(value)) for (const raw of rawInSealed(value)) this.#note(raw);
      this.#note(typeof value === 'number' ? (numberText(value) ?? '') : typeof value === 'string' ? value : '');
    }
  }

  #note(text: string): void {
    const letters = lettersOf(text);
    if (letters.length >= SHORTEST) this.#texts.add(letters);
  }
}

/** Whether a path of a playbook leads to what is about a person. */
export function isPersonalPath(path: string): boolean {
  const [root = '', ...rest] = path.split(/[.[\]"']+/).filter(Boolean);
  const [first = ''] = rest;
  return PERSONAL.has(root) || (root === 'context' && PERSONAL.has(first)) || rest.some(isSlot);
}

function isSlot(key: string): boolean {
  return slotOf(key).type !== undefined || MEASUREMENT.has(key);
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
