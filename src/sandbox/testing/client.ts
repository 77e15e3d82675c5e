import type { Sandbox } from '../sandbox.ts';

/** An answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any;
}

/** A request; a body that is not text is sent as JSON. */
export interface Ask {
  readonly method?: string;
  readonly headers?: Record<string, string | undefined>;
  readonly body?: unknown;
}

export const CLIENT_ID = 'amzn1.application-oa2-client.test';
export const IMPORT_TYPE = 'application/vnd.dspconversioneventimport.v1+json';
export const ADVERTISER = '1234567890';

/** Sends one request to a sandbox. Headers that are undefined are left out. */
export async function ask(sandbox: Sandbox, path: string, { method, headers = {}, body }: Ask = {}): Promise<Answer> {
  const given = Object.entries(headers).filter((it): it is [string, string] => it[1] !== undefined);
  const response = await fetch(sandbox.url + path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: Object.fromEntries(given),
    redirect: 'manual',
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A token request. */
export function askToken(sandbox: Sandbox, form: Record<string, string>, headers?: Ask['headers']): Promise<Answer> {
  return ask(sandbox, '/auth/o2/token', {
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form).toString(),
  });
}

/** Headers of a caller who is in order with the older endpoints. */
export function dspHeaders(sandbox: Sandbox): Record<string, string> {
  return {
    authorization: `Bearer ${sandbox.login.accessToken(CLIENT_ID)}`,
    'amazon-advertising-api-clientid': CLIENT_ID,
  };
}

/** Headers of a caller who is in order with the Ads API v1. */
export function adsHeaders(sandbox: Sandbox): Record<string, string> {
  return {
    authorization: `Bearer ${sandbox.login.accessToken(CLIENT_ID)}`,
    'amazon-ads-clientid': CLIENT_ID,
    'amazon-ads-accountid': ADVERTISER,
    'content-type': 'application/json',
  };
}

/** Imports events by `dsp_v1`; members of `ask` override what is right. */
export function importEvents(sandbox: Sandbox, eventData: readonly unknown[], over: Ask = {}): Promise<Answer> {
  return ask(sandbox, `/accounts/${ADVERTISER}/dsp/conversionDefinitions/eventData`, {
    body: { source: 'SERVER_TO_SERVER', eventData },
    ...over,
    headers: { ...dspHeaders(sandbox), 'content-type': IMPORT_TYPE, ...over.headers },
  });
}

/** Creates events by `ads_v1`; members of `ask` override what is right. */
export function createEvents(sandbox: Sandbox, events: readonly unknown[], over: Ask = {}): Promise<Answer> {
  return ask(sandbox, '/adsApi/v1/create/events', {
    body: { events },
    ...over,
    headers: { ...adsHeaders(sandbox), ...over.headers },
  });
}
