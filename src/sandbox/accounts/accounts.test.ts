import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { type Answer, ask, CLIENT_ID, dspHeaders } from '../testing/client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

function get(path: string, headers: Record<string, string | undefined> = {}): Promise<Answer> {
  return ask(sandbox, path, { headers: { ...dspHeaders(sandbox), ...headers } });
}

describe('GET /v2/profiles', () => {
  test('lists the profiles of the region: agencies, a vendor, a seller, and an attribution profile', async () => {
    const { status, json } = await get('/v2/profiles');
    expect(status).toBe(200);
    const kinds = json.map((it: { accountInfo: { type: string; subType?: string } }) => it.accountInfo);
    expect(kinds.map((it: { type: string }) => it.type)).toEqual(['agency', 'vendor', 'seller', 'agency']);
    expect(kinds.at(-1).subType).toBe('AMAZON_ATTRIBUTION');
  });

  test('writes ids above 2^53 as bare integers', async () => {
    const { text } = await get('/v2/profiles');
    expect(text).toContain('"profileId":9007199254740993,');
  });

  test('filters by type, and refuses what is not a type', async () => {
    const { json } = await get('/v2/profiles?profileTypeFilter=vendor,seller&accessLevel=edit&apiProgram=campaign');
    expect(json).toHaveLength(2);
    expect((await get('/v2/profiles?profileTypeFilter=admin')).status).toBe(400);
    expect((await get('/v2/profiles?accessLevel=all')).json).toMatchObject({ code: 'BAD_REQUEST' });
  });

  test('gives single profiles, and 404 for those of another region', async () => {
    const { text } = await get('/v2/profiles/9007199254740993');
    expect(text).toMatch(/^\{"profileId":9007199254740993,/);
    expect((await get('/v2/profiles/9111111111111111101')).status).toBe(404);
  });

  test('knows three regions, and says UK where events say GB', async () => {
    expect((await get('/eu/v2/profiles')).json[0].countryCode).toBe('UK');
    expect((await get('/fe/v2/profiles')).json[0].countryCode).toBe('JP');
    expect((await get('/na/v2/profiles')).text).toBe((await get('/v2/profiles')).text);
  });

  test.each([
    ['a token', { authorization: undefined }],
    ['a bearer token', { authorization: 'Basic YTpi' }],
    ['a token given out here', { authorization: 'Bearer Atza|forged' }],
    ['a client id', { 'amazon-advertising-api-clientid': undefined }],
    ['the client id of the token', { 'amazon-advertising-api-clientid': 'other' }],
    [
      'the client id header of this family',
      { 'amazon-advertising-api-clientid': undefined, 'amazon-ads-clientid': CLIENT_ID },
    ],
  ])('refuses without %s', async (_, headers) => {
    const answer = await get('/v2/profiles', headers);
    expect(answer).toMatchObject({ status: 401, json: { code: 'UNAUTHORIZED', details: expect.any(String) } });
    expect(answer.headers.get('x-amzn-requestid')).not.toBeNull();
  });
});

test('a user without profiles in a region has an empty list there, and may use none of them', async () => {
  const elsewhere = await startSandbox({ profileRegions: ['EU'] });
  const headers = { ...dspHeaders(elsewhere), 'amazon-advertising-api-scope': '9007199254740993' };
  expect(await ask(elsewhere, '/na/v2/profiles', { headers })).toMatchObject({ status: 200, json: [] });
  expect((await ask(elsewhere, '/eu/v2/profiles', { headers })).json).toHaveLength(2);
  expect((await ask(elsewhere, '/v2/profiles/9007199254740993', { headers })).status).toBe(404);
  await elsewhere.close();
});

describe('GET /dsp/advertisers', () => {
  const scope = { 'amazon-advertising-api-scope': '9007199254740993' };

  test('lists the advertisers of the region, page by page', async () => {
    const { json } = await get('/dsp/advertisers?startIndex=1&count=1', scope);
    expect(json.totalResults).toBe(2);
    expect(json.response).toEqual([
      {
        advertiserId: '1234567891',
        name: 'Acme Outdoor Canada',
        currency: 'CAD',
        country: 'CA',
        timezone: 'America/Toronto',
        url: 'https://acme-outdoor.example/ca',
      },
    ]);
  });

  test('filters by id, and gives single advertisers', async () => {
    const { json } = await get('/dsp/advertisers?advertiserIdFilter=1234567890,1', scope);
    expect(json.response).toHaveLength(1);
    expect((await get('/dsp/advertisers/1234567890', scope)).json.name).toBe('Acme Outdoor US');
    expect((await get('/dsp/advertisers/1', scope)).status).toBe(404);
  });

  test.each(['startIndex=29901', 'startIndex=-1', 'count=0', 'count=101', 'count=x'])('refuses %s', async (query) => {
    expect((await get(`/dsp/advertisers?${query}`, scope)).status).toBe(400);
  });

  test.each([
    [undefined, 'Scope header is missing'],
    ['profile', 'Not authorized to access scope'],
    ['4201337000000001', 'No matching advertiser found for scope'],
    ['4201337000000003', 'No matching advertiser found for scope'],
  ])('refuses the scope %s', async (given, message) => {
    const answer = await get('/dsp/advertisers', { 'amazon-advertising-api-scope': given });
    expect(answer).toMatchObject({ status: 401, json: { message } });
  });

  test('has pages of 100 at most, of advertisers that were added, too', async () => {
    const large = await startSandbox();
    const headers = { ...dspHeaders(large), ...scope };
    for (let i = 1; i <= 120; i++) {
      large.advertisers.add({ region: 'NA', name: `Shop ${i}`, currency: 'USD', country: 'US' });
    }
    const second = await ask(large, '/dsp/advertisers?startIndex=100&count=100', { headers });
    expect(second.json.totalResults).toBe(122);
    expect(second.json.response).toHaveLength(22);
    expect(second.json.response.at(-1)).toMatchObject({ advertiserId: '8000000120', name: 'Shop 120' });
    const accounts = await ask(large, '/adsApi/v1/query/advertiserAccounts', { headers, body: {} });
    expect(accounts.json.advertiserAccounts).toHaveLength(100);
    large.reset();
    expect((await ask(large, '/dsp/advertisers', { headers })).json.totalResults).toBe(2);
    await large.close();
  });

  test('takes any number as a profile, unless profiles are strict', async () => {
    const strict = await startSandbox({ profiles: 'strict' });
    const headers = { ...dspHeaders(strict), 'amazon-advertising-api-scope': '42' };
    expect((await ask(strict, '/dsp/advertisers', { headers })).status).toBe(401);
    expect((await get('/dsp/advertisers', { 'amazon-advertising-api-scope': '42' })).status).toBe(200);
    await strict.close();
  });
});

describe('POST /adsApi/v1/query/advertiserAccounts', () => {
  const query = (body: unknown): Promise<Answer> =>
    ask(sandbox, '/adsApi/v1/query/advertiserAccounts', { headers: dspHeaders(sandbox), body });

  test('lists accounts with the advertiser id of each region', async () => {
    const { status, json } = await query({ isGlobalAccountFilter: { include: [true] } });
    expect(status).toBe(200);
    expect(json.advertiserAccounts).toHaveLength(1);
    expect(json.advertiserAccounts[0].alternateIds).toEqual([
      expect.objectContaining({ region: 'NA', dspAdvertiserId: '1234567890', profileId: '9007199254740993' }),
      expect.objectContaining({ region: 'EU', dspAdvertiserId: '2234567890', entityId: 'ENTITYSANDBOXUK1' }),
      expect.objectContaining({ region: 'FE', dspAdvertiserId: '3234567890' }),
    ]);
  });

  test('filters by account id', async () => {
    const { json } = await query({ advertiserAccountIdFilter: { include: ['amzn1.ads-account.g.sandboxcanada'] } });
    expect(json.advertiserAccounts.map((it: { displayName: string }) => it.displayName)).toEqual([
      'Acme Outdoor Canada',
    ]);
  });

  test.each([
    [[]],
    [{ maxResults: 9 }],
    [{ maxResults: '50' }],
    [{ nextToken: 'x' }],
    [{ filters: [] }],
    [{ isGlobalAccountFilter: true }],
  ])('refuses %j', async (body) => {
    expect(await query(body)).toMatchObject({ status: 400, json: { code: 'BAD_REQUEST' } });
  });
});
