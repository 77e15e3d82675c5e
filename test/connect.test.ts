import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type {
  ConnectionView,
  DefinitionChoices,
  DefinitionOrder,
  Finding,
  MadeDefinitions,
} from '../src/admin/api/connect.ts';
import type { Spec } from '../src/admin/operation.ts';
import { connectSpecs } from '../src/admin/operations/connect.ts';
import { Egress } from '../src/amazon/egress.ts';
import { Login } from '../src/amazon/login.ts';
import { DAY, MINUTE } from '../src/base/durations.ts';
import { loadIntegration } from '../src/config/load.ts';
import { secretsWith } from '../src/config/secrets.ts';
import { amazonDspCapi } from '../src/kits/amazon-dsp-capi.ts';
import { readParameters } from '../src/kits/parameters.ts';
import { unconfiguredEvents } from '../src/pipeline/unconfigured.ts';
import { Secret } from '../src/vault/secret.ts';
import {
  ADVERTISERS,
  answerConsent,
  CLIENT_ID,
  CLIENT_SECRET,
  type ConnectRig,
  good,
  pageOf,
  startConnectRig,
} from './support/connect-rig.ts';

// The guided connection, over the admin API, against the sandbox and its own authorize page.

let rig: ConnectRig;
beforeEach(async () => {
  rig = await startConnectRig();
});

const ORDER = '591000000000000009';
const PAGE = '591000000000000001';
const AD_TAG = '591000000000000017';

const to = (connection: string): { readonly connection: string } => ({ connection });
const viewOf = async (id: string): Promise<ConnectionView> =>
  (await rig.call('GET /api/connect/:connection', { params: to(id) })).body;
const paste = async (id: string, address: string): Promise<Finding | ConnectionView> => {
  const { body } = await rig.call('POST /api/connect/:connection/redirected', { params: to(id), body: { address } });
  return body.ok ? body.value : body.finding;
};
const check = async (id: string): Promise<readonly Finding[]> =>
  (await rig.call('POST /api/connect/:connection/check', { params: to(id) })).body.findings;
const codes = (findings: readonly Finding[]): string[] => findings.map(({ code }) => code);
const worse = (findings: readonly Finding[]): string[] =>
  findings.filter(({ level }) => level === 'problem' || level === 'warning').map(({ code }) => code);

describe('a connection', () => {
  it('goes from the consent page to a deployed integration, choosing from lists', async () => {
    const begun = await rig.begin();
    const page = new URL(pageOf(begun));
    expect(Object.fromEntries(page.searchParams)).toMatchObject({
      ...{ client_id: CLIENT_ID, scope: 'advertising::campaign_management', response_type: 'code' },
      ...{ redirect_uri: `${rig.url}/connect/callback`, code_challenge_method: 'S256' },
    });

    const back = await fetch(await answerConsent(page.href));
    expect([back.status, await back.text()]).toEqual([200, expect.stringContaining('Amazon’s consent has come')]);
    expect((await viewOf(begun.id)).consent).toMatchObject({ state: 'given', scope: { code: 'scope', level: 'ok' } });

    const params = to(begun.id);
    const { profiles } = good(await rig.call('GET /api/connect/:connection/profiles', { params }));
    const [profile] = profiles;
    expect(profile).toMatchObject({ id: '9007199254740993', name: 'Acme Outdoor (DSP, US)', usable: true });
    const advertisers = good(
      await rig.call('GET /api/connect/:connection/advertisers', { params, query: { profile: profile?.id ?? '' } }),
    );
    expect(advertisers.map(({ name }) => name)).toEqual(['Acme Outdoor US', 'Acme Outdoor Canada']);
    const choice = { profileId: profile?.id, advertiserId: advertisers[0]?.id ?? '' };
    good(await rig.call('PUT /api/connect/:connection/advertiser', { params, body: choice }));

    const { events } = good(await rig.call('GET /api/connect/:connection/definitions', { params }));
    const suggested = Object.fromEntries(events.map(({ event, suggestion }) => [event, suggestion ?? null]));
    good(await rig.call('PUT /api/connect/:connection/definitions', { params, body: { definitions: suggested } }));

    expect(worse(await check(begun.id))).toEqual([]);
    const body = { integration: 'amazon-us', pipeline: 'web', note: 'first' };
    const finished = good(await rig.call('POST /api/connect/:connection/finish', { params, body }));
    expect(finished).toMatchObject({
      ...{ integration: 'amazon-us', made: true, revision: 1, findings: [] },
      pipeline: { pipeline: 'web', made: true, deployment: 1, writeKey: expect.stringMatching(/^[\w-]{24}$/) },
    });

    const revision = await rig.integrations.revision('amazon-us', 1);
    expect([revision.note, revision.author]).toEqual(['first', { kind: 'person', id: 'ann', name: 'ann' }]);
    expect(revision.parameters).toEqual({
      ...{ REGION: 'NA', ADVERTISER_ID: '1234567890', PROFILE_ID: '9007199254740993', CLIENT_ID },
      ...{ CLIENT_SECRET: 'vault:', REFRESH_TOKEN: 'vault:', DEFAULT_COUNTRY: 'US' },
    });
    expect(revision.playbook.events?.['Order Completed']).toEqual({ conversionDefinitionId: { enrichment: ORDER } });
    const offline = { connect: false, egress: new Egress([]), resolveSecret: () => ({ error: 'not read' }) };
    const { integration, problems } = loadIntegration('amazon-us', revision, offline);
    expect(problems).toEqual([]);
    expect(integration && unconfiguredEvents(integration.integration)).toEqual([]);
    expect((await rig.pipelines.need('web')).live?.integrations).toEqual([{ integration: 'amazon-us', revision: 1 }]);
  });

  it('keeps its secrets in the vault, where delivery finds them, and is forgotten', async () => {
    const id = await rig.connected();
    await rig.call('PUT /api/connect/:connection/definitions', {
      params: to(id),
      body: { definitions: { Page: PAGE } },
    });
    good(await rig.call('POST /api/connect/:connection/finish', { params: to(id), body: { integration: 'a' } }));
    const { parameters } = await rig.integrations.revision('a', 1);
    const secretOf = secretsWith(rig.vault, () => ({ error: 'not in the vault' }))('a');
    const { values, problems } = readParameters(amazonDspCapi.parameters, { ...parameters }, secretOf);
    expect(problems).toEqual([]);
    const [clientSecret, token] = ['CLIENT_SECRET', 'REFRESH_TOKEN'].map((name) => values.secrets.get(name) as Secret);
    expect(clientSecret?.reveal()).toBe(CLIENT_SECRET);
    const egress = new Egress([rig.sandbox.url]);
    const login = new Login(
      {
        ...{ url: `${rig.sandbox.url}/auth/o2/token`, clientId: String(values.public.CLIENT_ID) },
        ...{
          clientSecret: clientSecret as Secret,
          refreshToken: { current: () => token as Secret, replace: () => {} },
        },
      },
      egress,
      rig.clock,
    );
    expect(await login.token()).toMatchObject({ ok: true });
    await egress.close();
    expect((await rig.call('GET /api/connect/:connection', { params: to(id) })).status).toBe(404);
  });

  it('shows no secret in any answer, record or audit entry', async () => {
    const begun = await rig.begin();
    const address = await answerConsent(pageOf(begun));
    await fetch(address);
    const params = to(begun.id);
    await rig.call('PUT /api/connect/:connection/advertiser', { params, body: ADVERTISERS.NA });
    await rig.call('POST /api/connect/:connection/definitions', { params, body: { definitions: [{ event: 'Page' }] } });
    await check(begun.id);
    good(
      await rig.call('POST /api/connect/:connection/finish', { params, body: { integration: 'a', pipeline: 'web' } }),
    );
    const refreshToken = rig.vault.secret('a/REFRESH_TOKEN')?.reveal() ?? '';
    const code = new URL(address).searchParams.get('code') ?? '';
    expect(rig.audit.at(2)).toMatchObject({
      ...{ action: 'integration.connected', subject: 'integration a', caller: { id: 'ann' } },
      after: { kit: 'amazon-dsp-capi', parameters: { REFRESH_TOKEN: 'vault:' } },
    });
    const everything = JSON.stringify([await rig.records.list(''), rig.audit, rig.answered]);
    expect(rig.audit.map(({ action }) => action)).toEqual([
      ...['connection.begun', 'definitions.made', 'integration.connected', 'pipeline.deployed'],
    ]);
    for (const secret of [CLIENT_SECRET, refreshToken, code, 'Atza|', 'Atzr|']) {
      expect(secret.length).toBeGreaterThan(4);
      expect(everything).not.toContain(secret);
    }
  });

  it('is its beginner’s: nobody else can see it, go on with it or give it up', async () => {
    const id = await rig.connected();
    const params = to(id);
    expect((await rig.call('GET /api/connect/:connection', { params, as: 'bob' })).status).toBe(404);
    expect((await rig.call('POST /api/connect/:connection/check', { params, as: 'bob' })).status).toBe(404);
    expect((await rig.call('DELETE /api/connect/:connection', { params, as: 'bob' })).status).toBe(404);
    expect((await rig.call('DELETE /api/connect/:connection', { params })).status).toBe(204);
    expect((await rig.call('GET /api/connect/:connection', { params })).status).toBe(404);
  });

  it('is described by schemas that documentation can be made of', () => {
    for (const spec of Object.values(connectSpecs) as Spec[]) {
      const { params, query, body, response } = spec;
      for (const schema of [params, query, body, response]) {
        if (schema !== undefined) expect(z.toJSONSchema(schema, { io: 'input' })).toHaveProperty('$schema');
      }
    }
  });

  it('takes the permission to edit', async () => {
    for (const role of ['read_only', 'deployment_manager'] as const) {
      expect(
        (await rig.call('POST /api/connect', { body: { kit: '', region: 'NA', clientId: '', clientSecret: '' }, role }))
          .status,
      ).toBe(403);
    }
  });

  it('ends after half an hour, and its secrets with it; the consent gives it another half hour', async () => {
    const begun = await rig.begin();
    rig.clock.advance(20 * MINUTE);
    await fetch(await answerConsent(pageOf(begun)));
    rig.clock.advance(20 * MINUTE);
    expect((await viewOf(begun.id)).consent.state).toBe('given');
    rig.clock.advance(10 * MINUTE);
    expect((await rig.call('GET /api/connect/:connection', { params: to(begun.id) })).status).toBe(404);
    const late = await rig.begin();
    rig.clock.advance(30 * MINUTE);
    const page = await fetch(await answerConsent(pageOf(late)));
    expect([page.status, await page.text()]).toEqual([400, expect.stringContaining('or came too late')]);
    await rig.begin();
    rig.connections.look(rig.clock.now() + 30 * MINUTE);
    expect(rig.connections.size).toBe(0);
  });

  it('is one of at most five of one person: the oldest gives way', async () => {
    const first = await rig.begin();
    for (let i = 0; i < 5; i++) await rig.begin();
    expect(rig.connections.size).toBe(5);
    expect((await rig.call('GET /api/connect/:connection', { params: to(first.id) })).status).toBe(404);
  });

  it('is refused when a hundred are on their way', async () => {
    const body = { kit: 'amazon-dsp-capi', region: 'NA', clientId: 'c', clientSecret: 's' } as const;
    for (let i = 0; i < 100; i++) await rig.call('POST /api/connect', { body, as: `person-${i}` });
    expect(await rig.call('POST /api/connect', { body, as: 'late' })).toMatchObject({
      status: 429,
      body: { code: 'too_many_requests' },
    });
  });

  it.each([
    ['another kit', { kit: 'amazon-dsp-cap' }, /no kit "amazon-dsp-cap" \(did you mean "amazon-dsp-capi"\?\)/],
    ['a redirect address without TLS', { redirectUri: 'http://shop.example/back' }, /must be https/],
    ['a redirect address with a fragment', { redirectUri: 'https://shop.example/#x' }, /must be https/],
    ['a host that is not Amazon’s', { baseUrl: 'https://evil.example' }, /evil\.example is not one of Amazon’s hosts/],
    ['tokens from a host that is not Amazon’s', { loginUrl: 'https://evil.example/t' }, /not one of Amazon’s hosts/],
    ['a page that is not Amazon’s', { authorizeUrl: 'https://evil.example/ap/oa' }, /not one of Amazon’s hosts/],
  ])('does not begin with %s', async (_, change, says) => {
    const body = {
      kit: 'amazon-dsp-capi',
      region: 'NA',
      clientId: 'c',
      clientSecret: CLIENT_SECRET,
      ...change,
    } as const;
    const answer = await rig.call('POST /api/connect', { body });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', detail: expect.stringMatching(says) },
    });
  });
});

describe('the consent', () => {
  it('can be pasted, as the whole address of a registered https redirect', async () => {
    const begun = await rig.begin({ redirectUri: 'https://shop.example/amazon' });
    const address = await answerConsent(pageOf(begun));
    expect(address).toMatch(/^https:\/\/shop\.example\/amazon\?code=/);
    expect(await paste(begun.id, `  ${address}\n`)).toMatchObject({ consent: { state: 'given' } });
  });

  it('that was refused says so, and can be asked for again', async () => {
    const begun = await rig.begin();
    const page = await fetch(await answerConsent(pageOf(begun), 'deny'));
    expect([page.status, await page.text()]).toEqual([400, expect.stringContaining('access_denied')]);
    const refused = await viewOf(begun.id);
    expect(refused.consent).toMatchObject({
      state: 'refused',
      finding: { code: 'access_denied', mend: expect.stringContaining('press "Allow"') },
    });
    const again = await rig.call('POST /api/connect/:connection/consent', { params: to(begun.id), body: {} });
    expect(pageOf(again.body)).not.toBe(pageOf(begun));
    await fetch(await answerConsent(pageOf(again.body)));
    expect((await viewOf(begun.id)).consent.state).toBe('given');
  });

  it('counts once: an answer that comes twice is told so, and the first stays', async () => {
    const begun = await rig.begin();
    const address = await answerConsent(pageOf(begun));
    const [one, two] = await Promise.all([fetch(address), fetch(address)]);
    expect([one.status, two.status].sort()).toEqual([200, 400]);
    expect(await paste(begun.id, address)).toMatchObject({ code: 'used_already' });
    expect((await viewOf(begun.id)).consent.state).toBe('given');
    expect(rig.sandbox.requests({ endpoint: 'token' })).toHaveLength(1);
  });

  it('whose code was used elsewhere is refused by Amazon, with what to do', async () => {
    const begun = await rig.begin();
    const address = await answerConsent(pageOf(begun));
    const code = new URL(address).searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', code, redirect_uri: 'https://x.example', client_id: 'thief' };
    await fetch(`${rig.sandbox.url}/auth/o2/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...form, client_secret: 's' }).toString(),
    });
    expect(await paste(begun.id, address)).toMatchObject({
      code: 'invalid_grant',
      says: expect.stringContaining('invalid grant parameter : code'),
      mend: expect.stringMatching(/used before, is older than five minutes/),
    });
    expect((await viewOf(begun.id)).consent).toMatchObject({ state: 'refused', finding: { code: 'invalid_grant' } });
  });

  it('that comes after five minutes has expired', async () => {
    const begun = await rig.begin();
    const address = await answerConsent(pageOf(begun));
    rig.clock.advance(5 * MINUTE);
    expect(await paste(begun.id, address)).toMatchObject({ code: 'invalid_grant' });
  });

  it('of another attempt is not taken, and the one that is waited for still is', async () => {
    const [mine, other] = [await rig.begin(), await rig.begin()];
    const address = await answerConsent(pageOf(other));
    expect(await paste(mine.id, address)).toMatchObject({ code: 'wrong_state', level: 'problem' });
    expect((await viewOf(mine.id)).consent).toMatchObject({ state: 'asked', finding: { code: 'wrong_state' } });
    expect((await viewOf(other.id)).consent.state).toBe('asked');
    expect(await paste(mine.id, await answerConsent(pageOf(mine)))).toMatchObject({ consent: { state: 'given' } });
  });

  it('that nobody waits for changes nothing', async () => {
    const begun = await rig.begin();
    for (const query of ['code=abc&state=forged', 'code=abc', 'error=access_denied', 'state=', '']) {
      const page = await fetch(`${rig.url}/connect/callback?${query}`);
      expect([page.status, await page.text()]).toEqual([400, expect.stringContaining('nobody waits for this answer')]);
    }
    expect((await viewOf(begun.id)).consent).toMatchObject({ state: 'asked' });
    expect(rig.sandbox.requests({ endpoint: 'token' })).toHaveLength(0);
  });

  it('asked for anew makes the answer to the first page worthless', async () => {
    const begun = await rig.begin();
    const address = await answerConsent(pageOf(begun));
    await rig.call('POST /api/connect/:connection/consent', { params: to(begun.id), body: {} });
    expect(await paste(begun.id, address)).toMatchObject({ code: 'wrong_state' });
  });

  it.each([
    ['a word', 'hello', 'not_an_address'],
    ['an address without a code', 'https://shop.example/', 'wrong_state'],
  ])('is not read from %s, and may be pasted again', async (_, text, code) => {
    const begun = await rig.begin();
    expect(await paste(begun.id, text)).toMatchObject({ code });
    expect((await viewOf(begun.id)).consent.state).toBe('asked');
  });

  it('with a wrong client secret says to compare it, without showing it', async () => {
    const strict = await startConnectRig({ clients: [{ id: CLIENT_ID, secret: 'right' }] });
    const begun = await strict.begin();
    const page = await (await fetch(await answerConsent(pageOf(begun)))).text();
    expect(page).toContain('Client id or client secret is wrong');
    expect(strict.answered.join()).not.toContain(CLIENT_SECRET);
  });

  it('whose exchange did not get there may come again', async () => {
    const begun = await rig.begin();
    const address = await answerConsent(pageOf(begun));
    rig.sandbox.faults.set({ kind: 'reset', when: 'before_body', times: 1, match: { endpoint: 'token' } });
    expect(await paste(begun.id, address)).toMatchObject({ code: 'no_answer' });
    expect((await viewOf(begun.id)).consent).toMatchObject({ state: 'asked', finding: { code: 'no_answer' } });
    expect(await paste(begun.id, address)).toMatchObject({ consent: { state: 'given' } });
  });

  it('answered by nonsense quotes nothing of it: tokens may be in it', async () => {
    const begun = await rig.begin();
    const address = await answerConsent(pageOf(begun));
    const body = { access_token: 'Atza|canary', refresh: 'Atzr|canary' };
    rig.sandbox.faults.set({ kind: 'status', status: 200, body, match: { endpoint: 'token' } });
    const finding = await paste(begun.id, address);
    expect(finding).toMatchObject({ code: 'token_refused', says: expect.stringContaining('no refresh token') });
    expect(JSON.stringify(finding)).not.toContain('canary');
  });

  it('is shown on a page without script, which the address does not leak from', async () => {
    const page = await fetch(`${rig.url}/connect/callback?error=%3Cscript%3E&state=x`);
    const text = await page.text();
    expect(text).not.toContain('<script');
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect((await fetch(`${rig.url}/connect/callback`, { method: 'HEAD' })).status).toBe(404);
  });

  it('is needed before anything else', async () => {
    const begun = await rig.begin();
    const params = to(begun.id);
    const answers = [
      (await rig.call('GET /api/connect/:connection/profiles', { params })).body,
      (await rig.call('GET /api/connect/:connection/advertisers', { params })).body,
      (await rig.call('PUT /api/connect/:connection/advertiser', { params, body: ADVERTISERS.NA })).body,
      (await rig.call('GET /api/connect/:connection/definitions', { params })).body,
      (await rig.call('POST /api/connect/:connection/finish', { params, body: { integration: 'a' } })).body,
    ];
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, finding: { code: 'no_consent' } });
    expect(codes(await check(begun.id))).toEqual(['no_consent']);
    expect(await rig.records.list('')).toEqual([]);
  });
});

describe('profiles and advertisers', () => {
  const consented = async (r: ConnectRig, body = {}): Promise<{ readonly connection: string }> => {
    const begun = await r.begin(body);
    await fetch(await answerConsent(pageOf(begun)));
    return to(begun.id);
  };

  it('come with those of DSP first, and the others with why not', async () => {
    const params = await consented(rig);
    const { profiles } = good(await rig.call('GET /api/connect/:connection/profiles', { params }));
    expect(profiles.map(({ usable }) => usable)).toEqual([true, false, false, false]);
    expect(profiles.find(({ type }) => type === 'vendor')?.why).toMatch(/vendor account, for sponsored ads/);
    expect(profiles.find(({ name }) => name === 'Acme Attribution')?.why).toMatch(/has no DSP advertisers/);
    const body = { profileId: '4201337000000001', advertiserId: '1234567890' };
    expect((await rig.call('PUT /api/connect/:connection/advertiser', { params, body })).body).toMatchObject({
      ok: false,
      finding: { code: 'wrong_profile', mend: 'Choose a profile of type agency.' },
    });
  });

  it('in a wrong region are none, and it is told where there are some', async () => {
    const european = await startConnectRig({ profileRegions: ['EU'] });
    const params = await consented(european);
    const { profiles, finding } = good(await european.call('GET /api/connect/:connection/profiles', { params }));
    expect(profiles).toEqual([]);
    expect(finding).toMatchObject({
      code: 'no_profiles',
      says: 'the user has no profile in the region NA (North America)',
      mend: expect.stringMatching(/^There are profiles in EU: begin again with that region/),
    });
  });

  it('can be nowhere: then the advertisers are those that the user was invited to', async () => {
    const invited = await startConnectRig({ profileRegions: [] });
    const params = await consented(invited);
    const { finding } = good(await invited.call('GET /api/connect/:connection/profiles', { params }));
    expect(finding?.mend).toMatch(/NA is for US, CA, MX, BR\. A user who was invited .* go on without one/);
    const advertisers = good(await invited.call('GET /api/connect/:connection/advertisers', { params }));
    expect(advertisers).toEqual([
      { id: '1234567890', name: 'Acme Outdoor (global)', country: 'US', currency: 'USD' },
      { id: '1234567891', name: 'Acme Outdoor Canada', country: 'CA', currency: 'CAD' },
    ]);
    const body = { advertiserId: '1234567890' };
    good(await invited.call('PUT /api/connect/:connection/advertiser', { params, body }));
    const definitions = { 'Order Completed': ORDER };
    good(await invited.call('PUT /api/connect/:connection/definitions', { params, body: { definitions } }));
    good(await invited.call('POST /api/connect/:connection/finish', { params, body: { integration: 'a' } }));
    expect((await invited.integrations.need('a')).draft.parameters).not.toHaveProperty('PROFILE_ID');
  });

  it('come whole, however many pages there are', async () => {
    for (let i = 1; i <= 250; i++) {
      rig.sandbox.advertisers.add({ region: 'NA', name: `Shop ${i}`, currency: 'USD', country: 'US' });
    }
    const params = await consented(rig);
    const query = { profile: ADVERTISERS.NA.profileId };
    const behind = good(await rig.call('GET /api/connect/:connection/advertisers', { params, query }));
    expect(new Set(behind.map(({ id }) => id)).size).toBe(252);
    const invited = good(await rig.call('GET /api/connect/:connection/advertisers', { params }));
    expect(new Set(invited.map(({ id }) => id)).size).toBe(252);
    const last = { advertiserId: behind.at(-1)?.id ?? '', profileId: ADVERTISERS.NA.profileId };
    good(await rig.call('PUT /api/connect/:connection/advertiser', { params, body: last }));
  });

  it.each([
    ['ENTITYSANDBOXUS1', 'entity_id', /begins with ENTITY is the entity/],
    ['77', 'unknown_advertiser', /self-service DSP advertiser/],
  ])('refuse the advertiser id %s', async (advertiserId, code, mend) => {
    const params = await consented(rig);
    const body = { advertiserId, profileId: ADVERTISERS.NA.profileId };
    expect((await rig.call('PUT /api/connect/:connection/advertiser', { params, body })).body).toMatchObject({
      ok: false,
      finding: { code, mend: expect.stringMatching(mend) },
    });
  });

  it.each([
    ['401', { kind: 'unauthorized' } as const, 'unauthorised', /approved for the Amazon Ads API/],
    ['429', { kind: 'rate_limit' } as const, 'throttled', /again in a minute/],
    ['500', { kind: 'status', status: 500 } as const, 'unavailable', /again later/],
    ['an answer that is no JSON', { kind: 'lie', lie: 'html' } as const, 'unreadable', /again later/],
    ['a connection that breaks', { kind: 'reset', when: 'after_body' } as const, 'no_answer', /reaches http/],
  ])('that cannot be had (%s) come with a finding', async (_, fault, code, mend) => {
    const params = await consented(rig);
    rig.sandbox.faults.set({ ...fault, match: { endpoint: 'profiles' } });
    expect((await rig.call('GET /api/connect/:connection/profiles', { params })).body).toMatchObject({
      ok: false,
      finding: { code, what: 'profiles', mend: expect.stringMatching(mend) },
    });
  });

  it('come in spite of an access token that dies early', async () => {
    const params = await consented(rig);
    good(await rig.call('GET /api/connect/:connection/profiles', { params }));
    rig.sandbox.login.revokeAccessTokens();
    good(await rig.call('GET /api/connect/:connection/profiles', { params }));
  });

  it('of a user who has revoked the consent do not', async () => {
    const params = await consented(rig);
    rig.sandbox.login.revokeRefreshTokens();
    expect((await rig.call('GET /api/connect/:connection/profiles', { params })).body).toMatchObject({
      ok: false,
      finding: { code: 'login_refused', what: 'token', says: expect.stringContaining('invalid_grant') },
    });
  });
});

describe('definitions', () => {
  const listed = async (id: string): Promise<DefinitionChoices> =>
    good(await rig.call('GET /api/connect/:connection/definitions', { params: to(id) }));
  const make = async (id: string, definitions: readonly DefinitionOrder[], test = false): Promise<MadeDefinitions> =>
    good(await rig.call('POST /api/connect/:connection/definitions', { params: to(id), body: { definitions, test } }));

  it('are listed, those for server events first and the others with why not', async () => {
    const { definitions, events } = await listed(await rig.connected());
    expect(definitions).toHaveLength(17);
    expect(definitions.at(-1)).toMatchObject({
      id: AD_TAG,
      usable: false,
      why: expect.stringContaining('Amazon Ad Tag'),
    });
    expect(events.find(({ event }) => event === 'Order Completed')).toEqual({
      ...{ event: 'Order Completed', type: 'OFF_AMAZON_PURCHASES', suggestion: ORDER },
      proposal: {
        ...{ name: 'dspatch - Order Completed', type: 'OFF_AMAZON_PURCHASES', countingMethod: 'EVERY' },
        ...{ sourceType: 'WEBSITE', value: 0 },
      },
    });
  });

  it('are listed whole, however many pages there are', async () => {
    for (let i = 1; i <= 230; i++) {
      rig.sandbox.definitions.add('1234567890', {
        ...{ name: `Campaign ${i}`, conversionType: 'OTHER', source: 'SERVER_TO_SERVER', sourceType: 'WEBSITE' },
        ...{ countingMethod: 'EVERY', value: 1 },
      });
    }
    expect((await listed(await rig.connected())).definitions).toHaveLength(247);
  });

  it('are made for events in bulk, ten a request, and chosen', async () => {
    const id = await rig.connected();
    const { events } = await listed(id);
    const more = ['A', 'B', 'C'].map((letter) => ({ event: 'Page', name: `Page ${letter}` }));
    const definitions = [...events.map(({ event }) => ({ event })), ...more];
    const { made, finding } = await make(id, definitions);
    expect(finding).toBeUndefined();
    expect(made).toHaveLength(12);
    const requests = rig.sandbox.requests({ endpoint: 'definitions' });
    expect(requests.map(({ items }) => items)).toEqual([10, 2]);
    const order = made.find(({ event }) => event === 'Order Completed');
    const orderId = order !== undefined && 'id' in order ? order.id : '';
    expect(rig.sandbox.definitions.find('1234567890', orderId)).toMatchObject({
      ...{ name: 'dspatch - Order Completed', conversionType: 'OFF_AMAZON_PURCHASES', source: 'SERVER_TO_SERVER' },
      ...{ sourceType: 'WEBSITE', countingMethod: 'EVERY', value: 0 },
    });
    expect((await viewOf(id)).definitions['Order Completed']).toBe(orderId);
    expect(Object.keys((await viewOf(id)).definitions)).toHaveLength(9);
  });

  it('for tests are labelled as such, and never suggested', async () => {
    const id = await rig.connected();
    const { made } = await make(id, [{ event: 'Product Viewed', sourceType: 'IOS', value: 2.5 }], true);
    expect(made).toMatchObject([{ name: 'TEST dspatch - Product Viewed' }]);
    const { definitions, events } = await listed(id);
    const test = definitions.find(({ name }) => name.startsWith('TEST'));
    expect(test).toMatchObject({ sourceType: 'IOS', usable: true });
    expect(events.map(({ suggestion }) => suggestion)).not.toContain(test?.id);
  });

  it('that Amazon refuses one by one are told one by one', async () => {
    const id = await rig.connected();
    rig.sandbox.faults.set({
      ...{ kind: 'items', indexes: [2], code: 'TOTAL_RESOURCE_LIMIT_EXCEEDED', message: 'too many definitions' },
      match: { endpoint: 'definitions' },
    });
    const { made } = await make(id, [{ event: 'Page' }, { event: 'Cart Viewed' }, { event: 'Product Added' }]);
    expect(made).toEqual([
      { event: 'Page', name: 'dspatch - Page', id: expect.any(String) },
      {
        ...{ event: 'Cart Viewed', name: 'dspatch - Cart Viewed' },
        error: 'TOTAL_RESOURCE_LIMIT_EXCEEDED: too many definitions',
      },
      { event: 'Product Added', name: 'dspatch - Product Added', id: expect.any(String) },
    ]);
    expect(Object.keys((await viewOf(id)).definitions).sort()).toEqual(['Page', 'Product Added']);
  });

  it('are not made a second time under the same name', async () => {
    const id = await rig.connected();
    await make(id, [{ event: 'Page' }]);
    const { made } = await make(id, [
      { event: 'Page' },
      { event: 'Cart Viewed' },
      { event: 'Page', name: 'dspatch - Cart Viewed' },
    ]);
    expect(made.map((one) => ('error' in one ? one.error : 'made'))).toEqual([
      expect.stringMatching(/there is a definition of this name already/),
      'made',
      expect.stringMatching(/there is a definition of this name already/),
    ]);
    expect(rig.sandbox.definitions.list('1234567890')).toHaveLength(19);
  });

  it('of a request that fails in the middle keep what was made, and say what may have been', async () => {
    const id = await rig.connected();
    rig.sandbox.faults.set({ kind: 'reset', when: 'after_processing', match: { endpoint: 'definitions', nth: 2 } });
    const definitions = Array.from({ length: 25 }, (_, i) => ({ event: 'Page', name: `Page ${i}` }));
    const { made, finding } = await make(id, definitions);
    expect(finding).toMatchObject({ code: 'no_answer' });
    const fates = made.map((one) => ('id' in one ? 'made' : one.error));
    expect(fates.slice(0, 10)).toEqual(Array(10).fill('made'));
    expect(new Set(fates.slice(10, 20))).toEqual(new Set([expect.stringMatching(/it may have been made: list/)]));
    expect(new Set(fates.slice(20))).toEqual(new Set([expect.stringMatching(/not tried/)]));
  });

  it('are not made without the permission, and it is said who grants it', async () => {
    const id = await rig.connected();
    rig.sandbox.login.settings.access = 'view';
    const { made, finding } = await make(id, [{ event: 'Page' }]);
    expect(finding).toMatchObject({
      code: 'forbidden',
      mend: expect.stringContaining('Events Manager: view and edit'),
    });
    expect(made).toMatchObject([{ error: expect.stringMatching(/^not made: 403/) }]);
  });

  it.each([
    ['of another source', AD_TAG, /fed by the Amazon Ad Tag/],
    ['that there is not', '1', /no definition 1/],
  ])('%s cannot be chosen, and then nothing is', async (_, bad, says) => {
    const id = await rig.connected();
    const body = { definitions: { 'Order Completed': ORDER, Page: bad } };
    expect((await rig.call('PUT /api/connect/:connection/definitions', { params: to(id), body })).body).toMatchObject({
      ok: false,
      finding: { code: 'unknown_definition', what: 'definition of Page', says: expect.stringMatching(says) },
    });
    expect((await viewOf(id)).definitions).toEqual({});
  });

  it('are for the events of the playbook', async () => {
    const id = await rig.connected();
    const body = { definitions: { 'Order Complete': ORDER } };
    expect((await rig.call('PUT /api/connect/:connection/definitions', { params: to(id), body })).body).toMatchObject({
      ok: false,
      finding: { code: 'unknown_event', mend: expect.stringContaining('Order Completed') },
    });
  });

  it('are forgotten when another advertiser is chosen', async () => {
    const id = await rig.connected();
    await rig.call('PUT /api/connect/:connection/definitions', {
      params: to(id),
      body: { definitions: { Page: PAGE } },
    });
    const other = { ...ADVERTISERS.NA, advertiserId: '1234567891' };
    good(await rig.call('PUT /api/connect/:connection/advertiser', { params: to(id), body: other }));
    expect((await viewOf(id)).definitions).toEqual({});
  });

  it.each([
    ['a name of nothing', { event: 'Page', name: ' ' }],
    ['a name beyond 256', { event: 'Page', name: 'x'.repeat(257) }],
    ['a value with three decimals', { event: 'Page', value: 1.005 }],
    ['a type that Amazon has not', { event: 'Page', type: 'PAGE' as never }],
  ])('are not asked for with %s', async (_, order) => {
    const id = await rig.connected();
    const answer = await rig.call('POST /api/connect/:connection/definitions', {
      params: to(id),
      body: { definitions: [order] },
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});

describe('the final check', () => {
  const ready = async (definitions: Record<string, string | null> = {}): Promise<string> => {
    const id = await rig.connected();
    const events = good(await rig.call('GET /api/connect/:connection/definitions', { params: to(id) })).events;
    const suggested = Object.fromEntries(events.map(({ event, suggestion }) => [event, suggestion ?? null]));
    const body = { definitions: { ...suggested, ...definitions } };
    good(await rig.call('PUT /api/connect/:connection/definitions', { params: to(id), body }));
    return id;
  };

  it('finds everything well, says what cannot be known, and sends no conversion', async () => {
    const findings = await check(await ready());
    expect(findings.map(({ code, level }) => `${code} ${level}`)).toEqual([
      ...['scope ok', 'consent_age ok', 'token ok', 'profile ok', 'advertiser ok', 'region ok', 'may_read ok'],
      ...[
        'may_edit ok',
        'terms_unsaid unknown',
        'import_untried unknown',
        'clock ok',
        'default_country ok',
        'consent_set_up ok',
      ],
    ]);
    for (const finding of findings) if (finding.level !== 'ok') expect(finding.mend).toBeTruthy();
    expect(rig.sandbox.summary().accepted).toBe(0);
    expect(rig.sandbox.requests({ endpoint: 'eventData' })).toEqual([]);
    expect(rig.sandbox.definitions.list('1234567890')).toHaveLength(17);
  });

  it('finds a user who may look and not import', async () => {
    const id = await ready();
    rig.sandbox.login.settings.access = 'view';
    const findings = await check(id);
    expect(worse(findings)).toEqual(['forbidden']);
    expect(findings.find(({ code }) => code === 'forbidden')).toMatchObject({
      what: 'permission to import',
      mend: expect.stringContaining('Events Manager: view and edit'),
    });
  });

  it('finds terms that were not accepted', async () => {
    const id = await ready();
    rig.sandbox.faults.set([
      { kind: 'forbidden', match: { endpoint: 'listDefinitions' } },
      { kind: 'forbidden', match: { endpoint: 'definitions' } },
    ]);
    const terms = (await check(id)).filter(({ code }) => code === 'terms');
    expect(terms.map(({ what }) => what)).toEqual(['permission to read definitions', 'permission to import']);
    expect(terms[0]?.mend).toMatch(/Accept the terms of the Ads Data Manager once/);
  });

  it('finds a token that is not taken, and what can be said all the same', async () => {
    const id = await ready();
    rig.sandbox.login.revokeAccessTokens();
    rig.sandbox.login.revokeRefreshTokens();
    expect(worse(await check(id))).toEqual(['login_refused']);
  });

  it('finds a clock that is off', async () => {
    const id = await ready();
    rig.clock.advance(10 * MINUTE);
    const clock = (await check(id)).find(({ what }) => what === 'clock');
    expect(clock).toMatchObject({ level: 'warning', says: expect.stringMatching(/clock is 10 min ahead of Amazon’s/) });
  });

  it('finds events without a definition', async () => {
    const id = await rig.connected();
    await rig.call('PUT /api/connect/:connection/definitions', {
      params: to(id),
      body: { definitions: { Page: PAGE, 'Cart Viewed': null } },
    });
    const finding = (await check(id)).find(({ code }) => code === 'not_configured');
    expect(finding?.says).toMatch(
      /^no definition is chosen for Products Searched, .*Order Completed: these events are not sent$/,
    );
    expect(finding?.says).not.toMatch(/Page|Cart Viewed/);
  });

  it('finds definitions that are gone', async () => {
    const id = await ready();
    rig.sandbox.definitions.add('1234567890', {
      ...{ name: 'Passing', conversionType: 'OTHER', source: 'SERVER_TO_SERVER', sourceType: 'WEBSITE' },
      ...{ countingMethod: 'EVERY', value: 1 },
    });
    const passing = rig.sandbox.definitions.list('1234567890').at(-1)?.conversionDefinitionId ?? '';
    await rig.call('PUT /api/connect/:connection/definitions', {
      params: to(id),
      body: { definitions: { 'Cart Viewed': passing } },
    });
    rig.sandbox.reset();
    const finding = (await check(id)).find(({ code }) => code === 'unknown_definition');
    expect(finding).toMatchObject({ what: 'definition of Cart Viewed', level: 'problem' });
  });

  it('warns of traffic from the EEA and the UK where the API cannot carry consent, and not where it can', async () => {
    const european = await rig.connected({ region: 'EU' }, ADVERTISERS.EU);
    const setUp = (await check(european)).find(({ code }) => code === 'consent_set_up');
    expect(setUp).toMatchObject({ level: 'warning', mend: expect.stringContaining('amazon-dsp-events') });
    const events = await rig.connected({ region: 'EU', kit: 'amazon-dsp-events' }, ADVERTISERS.EU);
    expect((await check(events)).find(({ code }) => code === 'consent_set_up')).toMatchObject({ level: 'ok' });
  });

  it('takes events that say no country for the advertiser’s, so that consent is asked for where it must be', async () => {
    const id = await rig.connected({ region: 'EU', kit: 'amazon-dsp-events' }, ADVERTISERS.EU);
    expect((await check(id)).find(({ code }) => code === 'default_country')).toMatchObject({
      level: 'ok',
      says: 'GB, as the advertiser’s',
    });
    good(await rig.call('POST /api/connect/:connection/finish', { params: to(id), body: { integration: 'a' } }));
    expect((await rig.integrations.need('a')).draft.parameters).toMatchObject({ REGION: 'EU', DEFAULT_COUNTRY: 'GB' });
  });

  it('asks for an advertiser first', async () => {
    const begun = await rig.begin();
    await fetch(await answerConsent(pageOf(begun)));
    expect(codes(await check(begun.id))).toEqual(['scope', 'consent_age', 'no_advertiser']);
  });
});

describe('the final check of an integration that is connected again', () => {
  const again = async (parameters: Record<string, string>): Promise<readonly Finding[]> => {
    const content = {
      kit: 'amazon-dsp-capi',
      playbook: {},
      parameters: { CLIENT_ID, CLIENT_SECRET: 'vault:', ...parameters },
    };
    await rig.integrations.create('a', content);
    await rig.vault.put('a/CLIENT_SECRET', new Secret(CLIENT_SECRET), 1);
    const begun = await rig.call('POST /api/integrations/:integration/connect', {
      params: { integration: 'a' },
      body: {},
    });
    await fetch(await answerConsent(pageOf(begun.body)));
    return check(begun.body.id);
  };

  it('finds an entity’s id in the place of the advertiser’s, and asks nothing with it', async () => {
    const findings = await again({ ADVERTISER_ID: 'ENTITYSANDBOXUS1', PROFILE_ID: '9007199254740993' });
    expect(worse(findings)).toEqual(['entity_id']);
    expect(findings.find(({ code }) => code === 'entity_id')).toMatchObject({
      level: 'problem',
      mend: expect.stringContaining('Choose the advertiser from the list'),
    });
    expect(rig.sandbox.requests({ endpoint: 'listDefinitions' })).toEqual([]);
  });

  it.each([
    ['a profile that the user has not', { PROFILE_ID: '77' }, 'unknown_profile'],
    ['a profile that is none of DSP', { PROFILE_ID: '4201337000000003' }, 'wrong_profile'],
    ['an advertiser behind another profile', { ADVERTISER_ID: '2234567890' }, 'unknown_advertiser'],
    ['consent that is not asked for', { CONSENT_POLICY: 'send' }, 'consent_set_up'],
    [
      'events of people in Europe that count as of elsewhere',
      { REGION: 'EU', ADVERTISER_ID: '2234567890', PROFILE_ID: '9111111111111111101' },
      'default_country',
    ],
  ])('finds %s', async (_, parameters, code) => {
    const findings = await again({ ADVERTISER_ID: '1234567890', PROFILE_ID: '9007199254740993', ...parameters });
    expect(worse(findings)).toContain(code);
  });
});

describe('finishing', () => {
  const withPage = async (body?: object): Promise<string> => {
    const id = await rig.connected(body);
    await rig.call('PUT /api/connect/:connection/definitions', {
      params: to(id),
      body: { definitions: { Page: PAGE } },
    });
    return id;
  };
  type FinishBody = NonNullable<Parameters<typeof rig.call<'POST /api/connect/:connection/finish'>>[1]>['body'];
  const finish = async (id: string, body: FinishBody & object, more: object = {}) =>
    (await rig.call('POST /api/connect/:connection/finish', { params: to(id), body, ...more })).body;

  it('needs a definition for at least one event', async () => {
    const id = await rig.connected();
    expect(await finish(id, { integration: 'a' })).toMatchObject({ ok: false, finding: { code: 'no_definitions' } });
    expect((await viewOf(id)).consent.state).toBe('given');
  });

  it('takes events away that are not to be sent, and leaves open ones as they are', async () => {
    const id = await withPage();
    await rig.call('PUT /api/connect/:connection/definitions', {
      params: to(id),
      body: { definitions: { 'Cart Viewed': null } },
    });
    await finish(id, { integration: 'a' });
    const { playbook } = (await rig.integrations.need('a')).draft;
    expect(playbook.events).toEqual({ Page: { conversionDefinitionId: { enrichment: PAGE } }, 'Cart Viewed': null });
  });

  it('goes by the definition’s type where that is another than the playbook’s', async () => {
    const id = await rig.connected();
    const lead = rig.sandbox.definitions.list('1234567890').find(({ conversionType }) => conversionType === 'LEAD');
    const definitions = { 'Product Clicked': lead?.conversionDefinitionId ?? '' };
    good(await rig.call('PUT /api/connect/:connection/definitions', { params: to(id), body: { definitions } }));
    await finish(id, { integration: 'a' });
    expect((await rig.integrations.need('a')).draft.playbook.events?.['Product Clicked']).toEqual({
      conversionDefinitionId: { enrichment: lead?.conversionDefinitionId },
      conversionType: { enrichment: 'LEAD' },
    });
  });

  it('changes an integration that is there, and keeps what is not the connection’s', async () => {
    await rig.integrations.create('a', {
      kit: 'amazon-dsp-capi',
      parameters: {
        ...{ DEFAULT_COUNTRY: 'CA', ADVERTISER_ID: '1', BASE_URL: 'https://old.example', CLIENT_SECRET: 'env:OLD' },
        'DEFINITION.Page': '5',
      },
      playbook: { events: { Page: { name: { enrichment: 'landing' } }, Donation: { value: { enrichment: 1 } } } },
    });
    await rig.integrations.saveRevision('a', { kind: 'file', id: '', name: 'dspatch.yaml' }, 'old', 1);
    expect(await finish(await withPage(), { integration: 'a' })).toMatchObject({
      ok: true,
      value: { made: false, revision: 2, findings: [] },
    });
    const { draft } = await rig.integrations.need('a');
    expect(draft.parameters).toMatchObject({
      DEFAULT_COUNTRY: 'CA',
      ADVERTISER_ID: '1234567890',
      CLIENT_SECRET: 'vault:',
    });
    expect(draft.parameters).not.toHaveProperty('BASE_URL');
    expect(draft.parameters).not.toHaveProperty(['DEFINITION.Page']);
    expect(draft.playbook.events).toEqual({
      Page: { name: { enrichment: 'landing' }, conversionDefinitionId: { enrichment: PAGE } },
      Donation: { value: { enrichment: 1 } },
    });
  });

  it('says so where the draft had changes that nobody had saved yet', async () => {
    const content = { kit: 'amazon-dsp-capi', parameters: {}, playbook: {} };
    const { version } = await rig.integrations.create('a', content);
    await rig.integrations.saveRevision('a', { kind: 'file', id: '', name: 'dspatch.yaml' }, 'old', 1);
    await rig.integrations.saveDraft('a', { ...content, parameters: { DEFAULT_COUNTRY: 'CA' } }, version);
    expect(await finish(await withPage(), { integration: 'a' })).toMatchObject({
      value: { findings: [{ code: 'unsaved_changes', level: 'warning' }] },
    });
  });

  it('does not turn an integration of another kit into this one', async () => {
    await rig.integrations.create('a', { kit: 'amazon-dsp-events', parameters: {}, playbook: {} });
    expect(await finish(await withPage(), { integration: 'a' })).toMatchObject({
      ok: false,
      finding: { code: 'other_kit' },
    });
    expect(rig.vault.secret('a/CLIENT_SECRET')).toBeUndefined();
  });

  it('asks no definitions of the kit that has none, but the data set', async () => {
    const id = await rig.connected({ kit: 'amazon-dsp-events' });
    expect((await viewOf(id)).needsDefinitions).toBe(false);
    expect((await rig.call('GET /api/connect/:connection/definitions', { params: to(id) })).body).toMatchObject({
      ok: false,
      finding: { code: 'no_definitions_needed' },
    });
    expect(worse(await check(id))).toEqual([]);
    expect(await finish(id, { integration: 'a', dataSetName: '1st' })).toMatchObject({
      ok: false,
      finding: { code: 'wrong_parameter', says: expect.stringMatching(/^DATA_SET_NAME must be 5 to 100/) },
    });
    await finish(id, { integration: 'a', dataSetName: 'web_events' });
    const { draft } = await rig.integrations.need('a');
    expect(draft.parameters).toMatchObject({ DATA_SET_NAME: 'web_events', REGION: 'NA' });
    expect(draft.parameters).not.toHaveProperty('PROFILE_ID');
    expect(draft.playbook).toEqual({});
  });

  it('writes hosts down that are not the region’s own', async () => {
    const [baseUrl, loginUrl] = [rig.sandbox.url, `${rig.sandbox.url}/auth/o2/token?x=1`];
    await finish(await withPage({ baseUrl, loginUrl }), { integration: 'a' });
    expect((await rig.integrations.need('a')).draft.parameters).toMatchObject({
      BASE_URL: baseUrl,
      LOGIN_URL: loginUrl,
    });
  });

  it('attaches, and does not deploy, for a role that may not', async () => {
    const id = await withPage();
    const answer = await finish(id, { integration: 'a', pipeline: 'web' }, { role: 'integration_manager' });
    expect(answer).toMatchObject({ ok: true, value: { findings: [{ code: 'deploy_not_allowed', level: 'warning' }] } });
    const { live, draft } = await rig.pipelines.need('web');
    expect([live, draft.integrations]).toEqual([undefined, [{ integration: 'a', revision: 1 }]]);
  });

  it('keeps the revision and the secrets where the deployment fails, and says why', async () => {
    await rig.pipelines.create('web', [{ key: 'k', createdAt: 1 }]);
    const id = await withPage();
    // Somebody else changes the pipeline at the very moment.
    const { saveDraft } = rig.pipelines;
    rig.pipelines.saveDraft = async (name, draft, version) => {
      rig.pipelines.saveDraft = saveDraft;
      return rig.pipelines.saveDraft(name, draft, version + 1);
    };
    expect(await finish(id, { integration: 'a', pipeline: 'web' })).toMatchObject({
      ok: true,
      value: {
        revision: 1,
        findings: [
          { code: 'record_conflict', what: 'pipeline web', mend: expect.stringContaining('kept as revision 1') },
        ],
      },
    });
    expect(rig.vault.secret('a/REFRESH_TOKEN')).toBeDefined();
  });

  it('happens once', async () => {
    const id = await withPage();
    const params = to(id);
    const [one, two] = await Promise.all(
      [1, 2].map(() => rig.call('POST /api/connect/:connection/finish', { params, body: { integration: 'a' } })),
    );
    expect([one?.status, two?.status].sort()).toEqual([200, 404]);
    expect((await rig.integrations.need('a')).latest).toBe(1);
  });

  it('that was interrupted is done again to the end, without a second revision', async () => {
    const id = await withPage();
    const { put } = rig.records;
    rig.records.put = async (key, value, expected) => {
      if (key.startsWith('secret/')) throw new Error('the disk is full');
      return put.call(rig.records, key, value, expected);
    };
    expect(
      await rig.call('POST /api/connect/:connection/finish', { params: to(id), body: { integration: 'a' } }),
    ).toMatchObject({ status: 500 });
    rig.records.put = put;
    expect(await finish(id, { integration: 'a' })).toMatchObject({ ok: true, value: { revision: 1 } });
    expect(rig.vault.secret('a/REFRESH_TOKEN')).toBeDefined();
  });
});

describe('connecting again', () => {
  const connectedOnce = async (): Promise<void> => {
    const id = await rig.connected();
    await rig.call('PUT /api/connect/:connection/definitions', {
      params: to(id),
      body: { definitions: { Page: PAGE, 'Cart Viewed': null } },
    });
    good(await rig.call('POST /api/connect/:connection/finish', { params: to(id), body: { integration: 'a' } }));
  };

  it('is warned of from day 335 of the consent on', async () => {
    await connectedOnce();
    const at = rig.clock.now();
    const { consentDates } = rig;
    expect(await consentDates.get('a')).toBe(at);
    expect(await consentDates.warning('a', at + 334 * DAY)).toBeUndefined();
    expect(await consentDates.warning('a', at + 335 * DAY)).toMatchObject({
      level: 'warning',
      says: 'the consent ends in 30 days',
    });
    expect(await consentDates.warning('a', at + 364 * DAY)).toMatchObject({
      level: 'warning',
      says: 'the consent ends in a day',
    });
    expect(await consentDates.warning('a', at + 365 * DAY)).toMatchObject({
      level: 'problem',
      says: expect.stringContaining('may have ended'),
    });
    expect(await consentDates.warning('other', at)).toBeUndefined();
  });

  it('is not warned of when the token came otherwise since', async () => {
    await connectedOnce();
    await rig.vault.put('a/REFRESH_TOKEN', new Secret('Atzr|by-hand'), rig.clock.now() + 1);
    expect(await rig.consentDates.get('a')).toBeUndefined();
  });

  it('takes nothing but the consent: client, advertiser and definitions are known', async () => {
    await connectedOnce();
    const first = rig.vault.secret('a/REFRESH_TOKEN')?.reveal();
    rig.clock.advance(340 * DAY);
    const again = await rig.call('POST /api/integrations/:integration/connect', {
      params: { integration: 'a' },
      body: {},
    });
    expect(again).toMatchObject({
      status: 201,
      body: {
        ...{ integration: 'a', clientId: CLIENT_ID, advertiserId: '1234567890', profileId: '9007199254740993' },
        definitions: { Page: PAGE, 'Cart Viewed': null },
      },
    });
    const { id } = again.body;
    await fetch(await answerConsent(pageOf(again.body)));
    expect((await check(id)).filter(({ level }) => level === 'problem')).toEqual([]);
    good(await rig.call('POST /api/connect/:connection/finish', { params: to(id), body: { integration: 'a' } }));
    expect((await rig.integrations.need('a')).latest).toBe(1);
    expect(rig.vault.secret('a/REFRESH_TOKEN')?.reveal()).not.toBe(first);
    expect(await rig.consentDates.get('a')).toBe(rig.clock.now());
  });

  it.each([
    ['an integration that there is not', {}, 404, /no integration "a"/],
    [
      'one whose secret is elsewhere',
      { CLIENT_ID: 'c', CLIENT_SECRET: 'env:S' },
      400,
      /the vault holds no client secret/,
    ],
    [
      'one whose secret nobody has put in',
      { CLIENT_ID: 'c', CLIENT_SECRET: 'vault:' },
      400,
      /the vault holds no client secret/,
    ],
  ])('is not possible for %s', async (_, parameters, status, detail) => {
    if (status === 400) await rig.integrations.create('a', { kit: 'amazon-dsp-capi', parameters, playbook: {} });
    expect(
      await rig.call('POST /api/integrations/:integration/connect', { params: { integration: 'a' }, body: {} }),
    ).toMatchObject({ status, body: { detail: expect.stringMatching(detail) } });
  });
});
