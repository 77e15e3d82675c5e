import type { Call, Endpoint } from '../http/call.ts';
import { refusal } from '../http/refusal.ts';
import { json, type Reply } from '../http/reply.ts';
import { admit } from '../login/admit.ts';
import { checkScope } from './profiles.ts';
import type { Advertiser } from './seeds.ts';

/**
 * `GET /dsp/advertisers` (`startIndex` 0-29900, `count` 1-100, `advertiserIdFilter`) and `GET /dsp/advertisers/{id}`:
 * the DSP advertisers behind a profile (fact sheet 5.3). Needs the client id and the scope header.
 */
export const advertisers: Endpoint = {
  name: 'advertisers',
  errors: 'dsp',
  answers: 'application/json',
  handle(call, world) {
    const refused = admit(call, world, ['amazon-advertising-api-clientid']) ?? checkScope(call, world, 'required');
    if (refused) return refused;
    const here = world.advertisers.in(call.region);
    const [id] = call.params;
    return id === undefined ? list(call, here) : single(call, here, id);
  },
};

function list(call: Call, here: readonly Advertiser[]): Reply {
  const start = wholeNumber(call, 'startIndex', 0, 0, 29_900);
  const count = wholeNumber(call, 'count', 100, 1, 100);
  if (start === undefined || count === undefined) {
    const message = 'startIndex must be a whole number from 0 to 29900, count from 1 to 100';
    return refusal(call.endpoint, call.requestId, 400, { message });
  }
  const ids = call.query.get('advertiserIdFilter')?.split(',');
  const found = ids === undefined ? here : here.filter((it) => ids.includes(it.advertiserId));
  return json(200, { totalResults: found.length, response: found.slice(start, start + count).map(publicFields) });
}

function single(call: Call, here: readonly Advertiser[], id: string): Reply {
  const found = here.find((it) => it.advertiserId === id);
  if (found) return json(200, publicFields(found));
  return refusal(call.endpoint, call.requestId, 404, { message: `Advertiser ${id} was not found` });
}

function publicFields({ region: _, account: __, ...rest }: Advertiser): object {
  return rest;
}

function wholeNumber(call: Call, name: string, fallback: number, least: number, most: number): number | undefined {
  const given = call.query.get(name);
  if (given === null) return fallback;
  const value = Number(given);
  return /^\d{1,9}$/.test(given) && value >= least && value <= most ? value : undefined;
}
