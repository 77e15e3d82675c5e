import { isIP } from 'node:net';
import { type Json, own } from '../../base/json.ts';
import { CONSENT_COUNTRIES } from '../rules/countries.ts';
import { checkMembers } from './check-members.ts';
import type { AdsWrong } from './error-code.ts';

const FORMS = ['geo', 'amazonConsent', 'tcf', 'gpp'];
const STATES = ['GRANTED', 'DENIED'];

/**
 * Checks `consent`: an event from the EEA or the UK needs at least one of its four forms (fact sheet 6). Undefined is an
 * event without it, and `country` is undefined when the event's is not a good one.
 */
export function checkConsent(consent: Json | undefined, country: string | undefined, wrong: AdsWrong): void {
  const isGiven = consent !== undefined && checkMembers(consent, 'consent', [], FORMS, wrong);
  const given = isGiven ? FORMS.filter((form) => own(consent, form) !== undefined) : [];
  if (given.length === 0 && country !== undefined && CONSENT_COUNTRIES.has(country)) {
    wrong('FIELD_VALUE_IS_NULL', 'consent', `an event from ${country} needs one of ${FORMS.join(', ')} in consent`);
  }
  if (!isGiven) return;
  for (const form of ['tcf', 'gpp']) {
    const text = own(consent, form);
    if (text !== undefined && (typeof text !== 'string' || text === '')) {
      wrong('FIELD_VALUE_IS_INVALID', `consent.${form}`, `${form} must be a consent string`);
    }
  }
  const geo = own(consent, 'geo');
  if (geo !== undefined && checkMembers(geo, 'consent.geo', ['ipAddress'], [], wrong)) {
    const address = own(geo, 'ipAddress');
    if (address !== undefined && (typeof address !== 'string' || isIP(address) === 0)) {
      wrong('FIELD_VALUE_IS_INVALID', 'consent.geo.ipAddress', 'ipAddress must be an IP address');
    }
  }
  const signal = own(consent, 'amazonConsent');
  const members = ['amznUserData', 'amznAdStorage'];
  if (signal !== undefined && checkMembers(signal, 'consent.amazonConsent', ['amznUserData'], members, wrong)) {
    for (const member of members) {
      const state = own(signal, member);
      if (state !== undefined && (typeof state !== 'string' || !STATES.includes(state))) {
        wrong('FIELD_VALUE_IS_INVALID', `consent.amazonConsent.${member}`, `${member} must be GRANTED or DENIED`);
      }
    }
  }
}
