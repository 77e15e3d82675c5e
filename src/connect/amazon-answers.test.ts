import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackServer, type Received, serve } from '../../test/support/loopback-server.ts';
import { Egress } from '../amazon/egress.ts';
import { systemClock } from '../base/clock.ts';
import { Secret } from '../vault/secret.ts';
import { listAdvertiserAccounts, listAdvertisers, listProfiles } from './accounts.ts';
import { AdsApi } from './ads-api.ts';
import { listDefinitions, makeDefinitions, mayEditEvents, type NewDefinition } from './definitions.ts';

// Answers that the sandbox does not give: odd ones, and those of other families.

const TOKEN = 'Atza|canary-access-token';
const SCOPE = { advertiserId: '1', profileId: '2' };

let amazon: LoopbackServer;
let answer: (request: Received, out: ServerResponse) => unknown;
let api: AdsApi;
let egress: Egress;
beforeEach(async () => {
  amazon = await serve((request, out) => answer(request, out));
  egress = new Egress([amazon.url]);
  const login = { token: async () => ({ ok: true, value: new Secret(TOKEN) }) as const, discard: () => {} };
  api = new AdsApi({ baseUrl: `${amazon.url}/`, clientId: 'c', login, egress, clock: systemClock });
});
afterEach(async () => {
  await egress.close();
  await amazon.close();
});

const says =
  (status: number, body: unknown): typeof answer =>
  (_, out) => {
    out.statusCode = status;
    out.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

describe('lists', () => {
  it('keep ids beyond 2^53 digit by digit', async () => {
    const profile = '{"countryCode":"US","accountInfo":{"type":"agency","name":"A"}';
    answer = says(200, `[${profile},"profileId":9007199254740993},${profile},"profileId":18446744073709551615}]`);
    const listed = await listProfiles(api);
    expect(listed.ok && listed.value.map(({ id }) => id)).toEqual(['9007199254740993', '18446744073709551615']);
    answer = says(200, '{"totalResults":1,"response":[{"advertiserId":9007199254740993,"name":"A"}]}');
    expect(await listAdvertisers(api, '2')).toEqual({
      ok: true,
      value: [{ id: '9007199254740993', name: 'A', country: undefined, currency: undefined }],
    });
  });

  it('leave out what has no id, and take what is no list for empty', async () => {
    answer = says(200, [{ accountInfo: { type: 'agency' } }, null, 'x', { profileId: 1 }]);
    const listed = await listProfiles(api);
    expect(listed.ok && listed.value).toEqual([
      expect.objectContaining({ id: '1', name: '(no name)', type: 'unknown', usable: false }),
    ]);
    for (const body of [{}, null, 'null', [], { response: 7, advertiserAccounts: {}, conversionDefinitions: 'x' }]) {
      answer = says(200, body ?? 'null');
      expect(await listAdvertisers(api, '2')).toEqual({ ok: true, value: [] });
      expect(await listAdvertiserAccounts(api, 'NA')).toEqual({ ok: true, value: [] });
      expect(await listDefinitions(api, SCOPE)).toEqual({ ok: true, value: [] });
    }
  });

  it('show names without what steers a terminal or turns the writing', async () => {
    answer = says(200, { totalResults: 1, response: [{ advertiserId: '1', name: 'A\u001b[2Jb\u202ec\nd' }] });
    const listed = await listAdvertisers(api, '2');
    expect(listed.ok && listed.value[0]?.name).toBe('A [2Jb c d');
  });

  it('come to an end, whatever the other side says', async () => {
    answer = says(200, { totalResults: 1e9, response: [{ advertiserId: '1', name: 'A' }] });
    expect((await listAdvertisers(api, '2')).ok).toBe(true);
    expect(amazon.received).toHaveLength(300);
    answer = says(200, { nextToken: 'same', advertiserAccounts: [], conversionDefinitions: [] });
    amazon.received.length = 0;
    await listAdvertiserAccounts(api, 'NA');
    await listDefinitions(api, SCOPE);
    expect(amazon.received).toHaveLength(4);
  });

  it('follow a token over a page that is empty', async () => {
    const pages = [
      { nextToken: '2', conversionDefinitions: [] },
      { conversionDefinitions: [{ conversionDefinitionId: '7', name: 'A', source: 'MMP' }] },
    ];
    answer = ({ body }, out) => out.end(JSON.stringify(pages[body.includes('nextToken') ? 1 : 0]));
    const listed = await listDefinitions(api, SCOPE);
    expect(listed.ok && listed.value).toMatchObject([
      { id: '7', usable: false, why: expect.stringContaining('measurement partner') },
    ]);
  });

  it('are asked for with both client headers, and profile and account where they are known', async () => {
    answer = says(200, {});
    await listDefinitions(api, SCOPE);
    await listDefinitions(api, { advertiserId: '1' });
    const [first, second] = amazon.received.map(({ headers }) => headers);
    expect(first).toMatchObject({
      ...{ authorization: `Bearer ${TOKEN}`, 'amazon-ads-clientid': 'c', 'amazon-advertising-api-clientid': 'c' },
      ...{ 'amazon-ads-accountid': '1', 'amazon-advertising-api-scope': '2' },
    });
    expect(second).not.toHaveProperty('amazon-advertising-api-scope');
  });
});

describe('refusals', () => {
  it.each([
    [403, { message: 'The advertiser has not accepted the Terms and Conditions' }, 'terms'],
    [403, { message: 'Data agreement missing' }, 'terms'],
    [403, { code: 'FORBIDDEN', details: 'not determined' }, 'forbidden'],
    [403, '<html>Forbidden</html>', 'forbidden'],
    [404, { code: 'NOT_FOUND', message: 'no such account' }, 'refused'],
    [503, '', 'unavailable'],
  ])('%s %j is %s', async (status, body, code) => {
    answer = says(status, body);
    const listed = await listDefinitions(api, SCOPE);
    expect(listed.ok ? 'ok' : listed.finding.code).toBe(code);
  });

  it('that repeat the token are told without it', async () => {
    answer = says(400, { message: `bad token ${TOKEN}` });
    const listed = await listProfiles(api);
    expect(listed.ok ? '' : listed.finding.says).toBe('400: bad token [redacted]');
  });

  it('to connect at all say what to look at', async () => {
    await amazon.close();
    const listed = await listProfiles(api);
    expect(listed.ok ? '' : listed.finding).toMatchObject({
      code: 'unreachable',
      mend: expect.stringContaining(`this machine reaches ${amazon.url}`),
    });
  });
});

describe('definitions to be made', () => {
  const wanted = (...names: string[]): NewDefinition[] =>
    names.map((name) => ({ name, type: 'OTHER', countingMethod: 'EVERY', sourceType: 'WEBSITE', value: 1 }));

  it('have each its own outcome, in whatever order they are answered', async () => {
    answer = says(207, {
      success: [
        { index: 3, conversionDefinitionId: 33 },
        { index: 1, conversionDefinitionId: '11' },
      ],
      error: [{ index: 2, code: 'X', message: 'no\u0007good' }, { index: 4 }],
    });
    const { made, finding } = await makeDefinitions(api, SCOPE, wanted('a', 'b', 'c', 'd', 'e'));
    expect(finding).toBeUndefined();
    expect(made).toEqual([
      { name: 'a', id: '11' },
      { name: 'b', error: 'X: no good' },
      { name: 'c', id: '33' },
      { name: 'd', error: 'Amazon gives no reason' },
      { name: 'e', error: expect.stringMatching(/may have been made/) },
    ]);
  });

  it.each([
    ['nonsense', says(207, 'no json'), /may have been made/],
    ['a fault of Amazon’s', says(500, {}), /may have been made/],
    ['a refusal', says(400, { message: 'bad' }), /^not made: 400: bad/],
  ])('and answered by %s are told as what they may be', async (_, how, error) => {
    answer = how;
    const { made, finding } = await makeDefinitions(api, SCOPE, wanted('a'));
    expect(finding).toBeDefined();
    expect(made).toEqual([{ name: 'a', error: expect.stringMatching(error) }]);
  });
});

describe('the permission to import', () => {
  it.each([
    ['an item refused', says(207, { success: [], error: [{ index: 1, code: 'NOT_FOUND' }] }), true],
    ['an item taken', says(207, { success: [{ index: 1, conversionDefinitionId: '0' }] }), true],
    ['an empty multi-status', says(207, {}), undefined],
    ['a request that is not understood', says(400, { message: 'invalid' }), undefined],
    ['an account without definitions', says(404, {}), undefined],
  ])('is told by %s', async (_, how, value) => {
    answer = how;
    expect(await mayEditEvents(api, SCOPE)).toEqual({ ok: true, value });
    expect(amazon.received).toMatchObject([
      { method: 'PUT', path: '/accounts/1/dsp/conversionDefinitions', body: '[{"conversionDefinitionId":"0"}]' },
    ]);
  });

  it('is refused by a 403', async () => {
    answer = says(403, { message: 'event_manager_edit is missing' });
    expect(await mayEditEvents(api, SCOPE)).toMatchObject({ ok: false, finding: { code: 'forbidden' } });
  });
});
