import { advertiserAccounts } from '../accounts/advertiser-accounts.ts';
import { advertisers } from '../accounts/advertisers.ts';
import { profiles } from '../accounts/profiles.ts';
import { createEvents } from '../ads-v1/create-events.ts';
import { listDefinitions } from '../definitions/list-definitions.ts';
import { writeDefinitions } from '../definitions/write-definitions.ts';
import { importEventData } from '../dsp-v1/import-event-data.ts';
import { authorize } from '../login/authorize.ts';
import { token } from '../login/token.ts';
import type { Endpoint } from './call.ts';
import { refusal } from './refusal.ts';

interface Route {
  readonly methods: readonly string[];
  readonly path: RegExp;
  readonly endpoint: Endpoint;
}

/** Amazon's endpoints, as far as the sandbox plays them. Groups are the placeholders of the path. */
const ROUTES: readonly Route[] = [
  {
    methods: ['POST'],
    path: /^\/accounts\/([^/]+)\/dsp\/conversionDefinitions\/eventData$/,
    endpoint: importEventData,
  },
  { methods: ['POST'], path: /^\/adsApi\/v1\/create\/events$/, endpoint: createEvents },
  { methods: ['POST'], path: /^\/auth\/o2\/token$/, endpoint: token },
  { methods: ['GET', 'POST'], path: /^\/ap\/oa$/, endpoint: authorize },
  { methods: ['GET'], path: /^\/v2\/profiles(?:\/([^/]+))?$/, endpoint: profiles },
  { methods: ['GET'], path: /^\/dsp\/advertisers(?:\/([^/]+))?$/, endpoint: advertisers },
  { methods: ['POST'], path: /^\/adsApi\/v1\/query\/advertiserAccounts$/, endpoint: advertiserAccounts },
  { methods: ['POST'], path: /^\/accounts\/([^/]+)\/dsp\/conversionDefinitions\/list$/, endpoint: listDefinitions },
  { methods: ['POST', 'PUT'], path: /^\/accounts\/([^/]+)\/dsp\/conversionDefinitions$/, endpoint: writeDefinitions },
];

/** Any path that is not Amazon's. */
const unknown: Endpoint = {
  name: 'unknown',
  errors: 'classic',
  answers: 'application/json',
  handle: (call) => refusal(call.endpoint, call.requestId, 404, { message: 'There is no such operation' }),
};

/** A path of Amazon's with a method it does not take. */
const wrongMethod: Endpoint = {
  ...unknown,
  handle: (call) => refusal(call.endpoint, call.requestId, 405, { message: `${call.method} is not allowed here` }),
};

/** The endpoint for a request, and what the path's placeholders hold. */
export function findRoute(method: string, path: string): { endpoint: Endpoint; params: string[] } {
  for (const route of ROUTES) {
    const found = route.path.exec(path);
    if (found === null) continue;
    if (!route.methods.includes(method)) return { endpoint: wrongMethod, params: [] };
    return {
      endpoint: route.endpoint,
      params: found
        .slice(1)
        .filter((it) => it !== undefined)
        .map(decoded),
    };
  }
  return { endpoint: unknown, params: [] };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
