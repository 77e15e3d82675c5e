import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Operations } from '../src/admin/api/index.ts';
import { AdminClient } from '../src/cli/admin-client.ts';
import type { SectionConfig } from '../src/playbook/schema.ts';
import { SEALED_FILE } from '../src/sealed/sqlite.ts';
import { cli } from './support/cli.ts';
import { order, type Rig, type RigOptions, startRig } from './support/gateway.ts';

/** A running gateway with what a person does to it. */
class Shop {
  readonly rig: Rig;
  readonly admin: AdminClient;

  constructor(rig: Rig) {
    this.rig = rig;
    this.admin = new AdminClient(rig.gateway.adminUrl);
  }

  send(...events: readonly object[]): Promise<Response> {
    return this.rig.post('batch', { batch: events });
  }

  /** Lays sections over the draft of the integration's playbook. */
  async edit(events: Readonly<Record<string, SectionConfig>>): Promise<void> {
    const params = { integration: 'amazon' };
    const { draft, version } = await this.admin.call('GET /api/integrations/:integration', { params });
    const playbook = { ...draft.playbook, events: { ...draft.playbook.events, ...events } };
    await this.admin.call('PUT /api/integrations/:integration', { params, version, body: { ...draft, playbook } });
  }

  /** Saves the integration's draft as a revision, and deploys it. */
  async deploy(): Promise<void> {
    const integration = 'amazon';
    const { number: revision } = await this.admin.call('POST /api/integrations/:integration/revisions', {
      ...{ params: { integration }, body: {} },
    });
    await this.attach([{ integration, revision }]);
  }

  async attach(integrations: readonly { readonly integration: string; readonly revision: number }[]): Promise<void> {
    const params = { pipeline: 'web' };
    const { draft, version: read } = await this.admin.call('GET /api/pipelines/:pipeline', { params });
    const body = { ...draft, integrations };
    const { version } = await this.admin.call('PUT /api/pipelines/:pipeline', { params, version: read, body });
    const { health } = await this.admin.call('GET /api/pipelines/:pipeline/plan', { params });
    const confirm = health.reasons.map(({ code }) => code);
    await this.admin.call('POST /api/pipelines/:pipeline/deployments', { params, version, body: { confirm } });
  }

  compare(body: Operations['POST /api/pipelines/:pipeline/compare']['body'] = {}) {
    return this.admin.call('POST /api/pipelines/:pipeline/compare', { params: { pipeline: 'web' }, body });
  }

  resend(body: Partial<Operations['POST /api/resend']['body']> = { all: true }) {
    return this.admin.call('POST /api/resend', { body: { pipeline: 'web', ...body } });
  }

  async recent(query: Operations['GET /api/pipelines/:pipeline/recent-events']['query'] = {}) {
    const params = { pipeline: 'web' };
    return (await this.admin.call('GET /api/pipelines/:pipeline/recent-events', { params, query })).events;
  }

  async fates(messageId: string): Promise<string[]> {
    const { entries } = await this.rig.gateway.storage.search({ messageId });
    return entries.map(({ fate, reason }) => (reason === undefined ? fate : `${fate} ${reason}`));
  }

  async delivered(messageId: string): Promise<void> {
    await this.rig.until(`the delivery of ${messageId}`, async () => (await this.fates(messageId))[0] === 'delivered');
  }
}

async function openShop(options?: RigOptions): Promise<Shop> {
  const rig = await startRig(options);
  onTestFinished(() => rig.close());
  return new Shop(rig);
}

const signUp = (messageId: string, more: object = {}): object => ({
  ...{ type: 'track', event: 'Signed Up', messageId, traits: { email: `${messageId}@example.com` } },
  ...more,
});
const DEFINED: SectionConfig = { conversionDefinitionId: { enrichment: '205' } };

describe('the latest events', () => {
  it('can be looked at, without whom they are of', async () => {
    const shop = await openShop();
    await shop.send(order('order-1'), signUp('new-1'));
    const [second, first] = await shop.recent();
    expect(first).toMatchObject({
      ...{ messageId: 'order-1', event: 'Order Completed', results: [{ integration: 'amazon' }], leftOut: [] },
      fields: {
        context: { traits: { email: expect.stringMatching(/^sealed:email=[0-9a-f]{64}$/) } },
        properties: { currency: 'USD', products: [{ price: 19.99, quantity: 2 }] },
      },
    });
    expect(second?.results).toMatchObject([{ integration: 'amazon', reason: 'unmapped' }]);
    expect(await shop.recent({ messageId: 'order-1' })).toHaveLength(1);
    expect(await shop.recent({ event: 'Signed Up', limit: 5 })).toMatchObject([{ messageId: 'new-1' }]);
    await shop.rig.restart();
    expect(await new Shop(shop.rig).recent()).toHaveLength(2);
  });

  it('are not kept where that is off, and what was kept goes', async () => {
    const server = { sealedEvents: { keep: true } };
    const shop = await openShop({ server });
    await shop.send(order('order-1'));
    expect(await shop.recent()).toHaveLength(1);
    expect(existsSync(join(shop.rig.directory, SEALED_FILE.name))).toBe(true);
    server.sealedEvents.keep = false;
    await shop.rig.restart();
    expect(existsSync(join(shop.rig.directory, SEALED_FILE.name))).toBe(false);
    await expect(new Shop(shop.rig).recent()).rejects.toThrow(
      /409: no sealed events are kept: set server.sealedEvents.keep/,
    );
  });
});

describe('a preview of one of the latest events', () => {
  const previewed = (shop: Shop, messageId: string, more: object = {}) =>
    shop.admin.call('POST /api/integrations/:integration/preview', {
      params: { integration: 'amazon' },
      body: { recent: { pipeline: 'web', messageId }, ...more },
    });

  it('tells of its copy what was made of the event, its identity by hashes', async () => {
    const shop = await openShop();
    await shop.send(order('order-1', { timestamp: new Date().toISOString() }), signUp('new-1'));
    await shop.delivered('order-1');
    const view = await previewed(shop, 'order-1', { pipeline: 'web' });
    const [received] = shop.rig.sandbox.events({ dedupeId: 'order-1' });
    expect(view).toMatchObject({ of: 1, pipeline: 'web', messageId: 'order-1', outcome: 'mapped', notKept: [] });
    expect(view.deliveries[0]).toMatchObject({ masked: [], wire: { ...received?.item } });
    const email = view.identity?.keys.find(({ type }) => type === 'EMAIL');
    expect(email).toMatchObject({
      state: 'sent',
      values: [
        {
          ...{ at: 'context.traits.email', state: 'used', wasHashed: true },
          given: expect.stringMatching(/^sealed:email=[0-9a-f]{64}$/),
        },
      ],
    });
    expect((await previewed(shop, 'new-1', { pipeline: 'web' })).drop).toMatchObject({ reason: 'unmapped' });
    const args = ['preview', '--integration', 'amazon', '--admin', shop.rig.gateway.adminUrl];
    const [newest, named, both] = await Promise.all([
      cli([...args, '--recent', '--pipeline', 'web']),
      cli([...args, '--recent', 'order-1']),
      cli([...args, '--recent', 'order-1', '--pipeline', 'web', 'event.json']),
    ]);
    expect(newest.stdout).toMatch(/^new-1 {2}Signed Up {2}\(amazon, revision 1, .*\ndropped: unmapped$/m);
    expect(named.stdout).toMatch(/^order-1 {2}Order Completed {2}\(amazon, its draft\)\nmapped: 1 conversion$/m);
    expect(both).toMatchObject({ code: 1, stderr: expect.stringContaining('an event or --recent, and not both') });
    await shop.edit({ 'Signed Up': DEFINED });
    expect((await previewed(shop, 'new-1')).outcome).toBe('mapped');
  });

  it('says what the playbook reads that the copy has not', async () => {
    const shop = await openShop();
    await shop.send(order('order-1'));
    await shop.edit({ 'Order Completed': { ...DEFINED, deny: 'traits.email.endsWith("@example.com")' } });
    expect((await previewed(shop, 'order-1')).notKept).toEqual(['traits.email']);
  });

  it('is of a copy that is kept, in place of an event', async () => {
    const shop = await openShop();
    await shop.send(order('order-1'));
    await expect(previewed(shop, 'never')).rejects.toThrow(/404: no copy of this event is kept/);
    await expect(previewed(shop, 'order-1', { recent: { pipeline: 'nope', messageId: 'order-1' } })).rejects.toThrow(
      /404: .*nope/,
    );
    await expect(previewed(shop, 'order-1', { event: order('order-1') })).rejects.toThrow(
      /400: .*exactly one of event and recent/,
    );
    await expect(previewed(shop, 'order-1', { recent: undefined })).rejects.toThrow(
      /400: .*exactly one of event and recent/,
    );
  });

  it('shows nobody what is kept raw, and lets those who edit alone say what is read of it', async () => {
    const shop = await openShop({
      ...{ kit: 'amazon-dsp-events', parameters: { USER_ID_MATCH_KEY: 'MATCH_ID', DATA_SET_NAME: 'Web_Shop' } },
      playbook: { events: {} },
    });
    await shop.send(order('order-1', { userId: 'customer4711abc' }));
    const { draft } = await shop.admin.call('GET /api/integrations/:integration', {
      params: { integration: 'amazon' },
    });
    const content = {
      ...draft,
      playbook: {
        global: {
          'customData.who': { expression: 'userId.split(":")[2]' },
          'customData.whole': { mapping: 'userId' },
        },
      },
    };
    const view = await previewed(shop, 'order-1', { content });
    expect(view.identity?.keys.find(({ type }) => type === 'MATCH_ID')).toMatchObject({ state: 'sent' });
    expect(JSON.stringify(view)).not.toMatch(/4711/);
    const about = { name: 'reader', role: 'read_only', createdBy: { kind: 'token', id: '', name: '' } } as const;
    const { secret } = await shop.rig.gateway.people.tokens.create(about);
    const ask = async (more: object): Promise<number> => {
      const answer = await fetch(`${shop.rig.gateway.adminUrl}/api/integrations/amazon/preview`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
        body: JSON.stringify({ recent: { pipeline: 'web', messageId: 'order-1' }, ...more }),
      });
      return answer.status;
    };
    expect([await ask({}), await ask({ content })]).toEqual([200, 403]);
  });
});

describe('comparing', () => {
  it('shows which conversions a draft changes, makes appear and makes vanish, and in what', async () => {
    const shop = await openShop();
    await shop.send(order('order-1'), order('order-2'), signUp('new-1'), { ...order('cart'), event: 'Product Added' });
    expect((await shop.compare()).total).toEqual({ same: 4, changed: 0, appear: 0, vanish: 0 });
    await shop.edit({
      'Signed Up': DEFINED,
      'Order Completed': { ...DEFINED, value: { expression: '1.0' } },
      'Product Added': { deny: 'properties.currency == "USD"', ...DEFINED },
    });
    const compared = await shop.compare();
    expect(compared.events).toBe(4);
    expect(compared.total).toEqual({ same: 0, changed: 2, appear: 1, vanish: 1 });
    expect(compared.byEvent[0]).toEqual({
      ...{ event: 'Order Completed', integration: 'amazon', same: 0, changed: 2, appear: 0, vanish: 0 },
    });
    expect(compared.keys).toEqual(
      expect.arrayContaining([
        { key: 'value', n: 2 },
        { key: 'counts as', n: 2 },
      ]),
    );
    expect(compared.examples.find(({ messageId }) => messageId === 'order-1')).toMatchObject({
      change: 'changed',
      keys: expect.arrayContaining([{ what: 'value', before: '39.98', after: '1.00' }]),
    });
    // Nothing of it is deployed: nothing was saved, and the pipeline's draft is as it was.
    expect((await shop.compare({ with: 'revisions' })).total).toEqual({ same: 4, changed: 0, appear: 0, vanish: 0 });
    expect((await shop.compare({ event: 'Signed Up', last: 1 })).byEvent).toMatchObject([
      { event: 'Signed Up', appear: 1 },
    ]);
    expect((await shop.compare({ integration: 'nobody' })).byEvent).toEqual([]);
  });

  it('tells what cannot be known of it, and what is wrong with the draft', async () => {
    const shop = await openShop();
    await shop.send(order('order-1'));
    await shop.edit({ 'Order Completed': { ...DEFINED, deny: 'traits.email.endsWith("@example.com")' } });
    expect((await shop.compare()).notKept).toEqual([
      { integration: 'amazon', section: 'Order Completed', places: ['traits.email'] },
    ]);
    await shop.edit({ 'Order Completed': { ...DEFINED, deny: 'traits.email ==' } });
    await expect(shop.compare()).rejects.toThrow(/409: the draft cannot map events until its problems are resolved/);
    await expect(
      shop.admin.call('POST /api/pipelines/:pipeline/compare', { params: { pipeline: 'nope' }, body: {} }),
    ).rejects.toThrow(/404/);
  });
});

describe('running again', () => {
  it('sends what was dropped, once its reason is mended, under the dedupe id it would have had', async () => {
    const shop = await openShop();
    await shop.send(order('order-1'), signUp('new-1'), signUp('new-2'), { ...order('off'), event: 'Cart Viewed' });
    await shop.delivered('order-1');
    const before = { already: 0, notKept: 0, places: [], detached: 0 };
    expect(await shop.resend({ all: true, dryRun: true })).toMatchObject({
      ...{
        ...before,
        resent: 0,
        dropped: [
          { reason: 'unmapped', n: 2 },
          { reason: 'not_configured', n: 1 },
        ],
      },
    });
    await shop.edit({ 'Signed Up': DEFINED });
    await shop.deploy();
    expect(await shop.resend({ all: true, dryRun: true })).toMatchObject({
      resent: 2,
      dropped: [{ reason: 'not_configured', n: 1 }],
    });
    expect(await shop.fates('new-1')).toEqual(['dropped unmapped']);

    expect(await shop.resend({ ids: ['new-1'] })).toMatchObject({ resent: 1, dropped: [] });
    expect(await shop.resend()).toMatchObject({ resent: 1, dropped: [{ reason: 'not_configured', n: 1 }] });
    await shop.delivered('new-1');
    await shop.delivered('new-2');
    expect(await shop.fates('new-1')).toEqual(['delivered', 'dropped unmapped']);
    expect(shop.rig.sandbox.events({ dedupeId: 'new-1' })[0]?.item).toMatchObject({
      conversionDefinitionId: '205',
      matchKeys: [{ type: 'EMAIL' }],
    });

    expect(await shop.resend()).toMatchObject({ ...before, resent: 0 });
    expect([...shop.rig.sandbox.dedupeIds().values()]).toEqual([1, 1, 1]);
    expect((await shop.recent({ messageId: 'new-1' }))[0]?.results).toEqual([{ integration: 'amazon' }]);
    const audit = await shop.admin.call('GET /api/audit', { query: {} });
    expect(audit.items.filter(({ action }) => action === 'events.resent')).toHaveLength(2);
  });

  it('leaves what is too old, what nobody consented to, and what cannot be told', async () => {
    const shop = await openShop();
    await shop.send(
      signUp('old', { timestamp: '2020-01-01T00:00:00Z' }),
      signUp('denied', { context: { consent: { amazon: { amznUserData: 'DENIED' } } } }),
      signUp('unsure'),
      { ...order('refused'), context: { consent: { amazon: { amznUserData: 'DENIED' } } } },
    );
    await shop.recent();
    await shop.edit({ 'Signed Up': DEFINED });
    await shop.deploy();
    expect((await shop.resend({ all: true, dryRun: true })).dropped).toEqual(
      expect.arrayContaining([
        { reason: 'too_old', n: 1 },
        { reason: 'consent_denied', n: 1 },
      ]),
    );
    await shop.edit({ 'Signed Up': { ...DEFINED, deny: 'traits.plan == "test"' } });
    await shop.deploy();
    expect(await shop.resend()).toMatchObject({ resent: 0, notKept: 3, places: ['traits.plan'] });
    expect(await shop.fates('unsure')).toEqual(['dropped unmapped']);
    expect(await shop.fates('refused')).toEqual(['dropped consent_denied']);
    expect(shop.rig.sandbox.events()).toEqual([]);
  });

  it('goes only to the integration that dropped it, or to all where there was none', async () => {
    const shop = await openShop();
    await shop.attach([]);
    await shop.send(order('early'));
    expect((await shop.recent())[0]?.results).toMatchObject([{ integration: '', reason: 'no_integration' }]);
    expect(await shop.resend({ all: true, dryRun: true })).toMatchObject({ detached: 1 });
    await shop.deploy();
    expect(await shop.resend({ all: true, integration: 'nobody' })).toMatchObject({ resent: 0, detached: 0 });
    expect(await shop.resend()).toMatchObject({ resent: 1 });
    await shop.delivered('early');
  });

  it('says what is wrong in what it was asked', async () => {
    const shop = await openShop();
    await expect(shop.resend({})).rejects.toThrow(/400.*name the "ids" \(messageIds\)/);
    await expect(shop.resend({ all: true, reason: 'consent_denied' })).rejects.toThrow(
      /must be one that can be run again: unmapped/,
    );
    await expect(shop.resend({ all: true, since: 'yesterday' })).rejects.toThrow(/not a time/);
    await expect(shop.resend({ all: true, pipeline: 'nope' })).rejects.toThrow(/404/);
  });
});

// Each of its commands starts a process.
describe('on the command line', { timeout: 240_000 }, () => {
  it('compare and resend do the same, for people and for scripts', async () => {
    const shop = await openShop();
    await shop.send(order('order-1'), signUp('new-1'));
    await shop.recent();
    await shop.edit({ 'Signed Up': DEFINED });
    const run = async (...args: readonly string[]): Promise<string> => {
      const ended = await cli([...args, '--admin', shop.rig.gateway.adminUrl]);
      expect(ended).toMatchObject({ code: 0 });
      return ended.stdout;
    };
    const [compared, json] = await Promise.all([
      run('compare', '--last', '100'),
      run('compare', '--pipeline', 'web', '--json'),
    ]);
    expect(compared).toMatch(/^Signed Up +amazon +0 +0 +1 +0$/m);
    expect(compared).toMatch(/^Of the latest 2 events: 1 same, 0 changed, 1 appear, 0 vanish\.$/m);
    expect(compared).toMatch(/^result +dropped: unmapped +mapped$/m);
    expect(JSON.parse(json).total).toMatchObject({ appear: 1 });

    await shop.deploy();
    expect(await run('resend', '--pipeline', 'web', '--all', '--dry-run')).toBe('1 would be sent\n');
    expect(JSON.parse(await run('resend', '--pipeline', 'web', 'new-1', '--json'))).toMatchObject({
      dryRun: false,
      resent: 1,
    });
    await shop.delivered('new-1');
    const nothing = await cli(['resend', '--pipeline', 'web', '--all', '--admin', shop.rig.gateway.adminUrl]);
    expect(nothing).toMatchObject({
      code: 0,
      stdout: '0 are on their way\n',
      stderr: /Nothing matches/.exec(nothing.stderr)?.input,
    });
  });
});
