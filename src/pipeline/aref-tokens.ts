import type { Note } from '../amazon/conversion.ts';
import { personalIn } from '../event/safe.ts';

/** A token, with or without its time: what travels in an address unchanged, or as base64. */
const TOKEN = /^[A-Za-z0-9._~=+/-]{1,512}$/;
const WITH_TIME = /^.+\.\d{12,14}$/;

/** The most tokens that are sent, the latest first to be kept: a browser that clicks many ads gathers them. */
const MOST = 10;

/**
 * Measurement tokens of ad clicks as ads_v1 takes them: `token.epochMilliseconds`, several joined by `|` (fact sheet section 1.3).
 * One that comes as the landing page has it, without its time, gets the event's, in epoch milliseconds. What is no token, such as an
 * e-mail address in the wrong place, stays behind.
 */
export function arefTokens(text: string | undefined, time: number, notes: Note[]): string | undefined {
  const given = (text ?? '')
    .split('|', 100)
    .map((token) => token.trim())
    .filter((token) => token !== '');
  const tokens = given.filter((token) => TOKEN.test(token) && personalIn(token) === undefined);
  if (tokens.length < given.length) {
    const detail = 'arefMeasurementTokens: what is no token of an ad click is left out';
    notes.push({ code: 'measurement_token_unusable', detail });
  }
  if (tokens.length === 0) return undefined;
  return tokens
    .slice(-MOST)
    .map((token) => (WITH_TIME.test(token) ? token : `${token}.${time}`))
    .join('|');
}
