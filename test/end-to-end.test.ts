import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { order, type Rig, startRig } from './support/gateway.ts';

describe('an event, from the shop to Amazon', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.close());

  it('is accepted, mapped, hashed, delivered, and accounted for', async () => {
    const response = await rig.post('track', {
      event: 'Order Completed',
      messageId: 'order-1',
      userId: 'someone@example.com',
      timestamp: new Date().toISOString(),
      context: { traits: { email: ' ABC@example.com ', phone: '+1 (413) 871-4499' }, locale: 'en-US' },
      properties: { currency: 'usd', products: [{ price: 19.99, quantity: 2 }, { price: '5' }] },
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ success: true });

    await rig.until('the conversion', () => rig.sandbox.events().length === 1);
    expect(rig.sandbox.events()[0]?.item).toMatchObject({
      ...{ name: 'order_completed', conversionDefinitionId: '104', countryCode: 'US', clientDedupeId: 'order-1' },
      ...{ value: 44.98, currencyCode: 'USD', unitsSold: 3 },
      matchKeys: [
        // sha256('abc@example.com') and sha256('14138714499'), as Amazon and AWS publish them.
        { type: 'EMAIL', values: ['9eceb13483d7f187ec014fd6d4854d1420cfc634328af85f51d0323ba8622e21'] },
        { type: 'PHONE', values: ['ed4f1d5e1d3e44fefa8dbc7e1ed7d1ada51311f88d95d8c4e55624d38735088c'] },
      ],
    });

    await rig.until('the ledger', async () => {
      const [entry] = (await rig.gateway.storage.search({ messageId: 'order-1' })).entries;
      return entry?.fate === 'delivered' && entry.requestId !== undefined;
    });
  });

  it('is delivered once, however often it is sent', async () => {
    for (let i = 0; i < 5; i++) await rig.post('track', order('order-1'));
    await rig.post('batch', { batch: [order('order-1'), order('order-1'), order('order-2')] });
    await rig.until('both orders', () => rig.sandbox.events().length === 2);
    const counts = await rig.gateway.storage.counts({});
    expect(counts.find((count) => count.reason === 'duplicate')?.n).toBe(6);
    expect([...rig.sandbox.dedupeIds().values()]).toEqual([1, 1]);
  });

  it('is dropped with its one reason when it cannot be sent', async () => {
    const reasons: Record<string, object> = {
      unmapped: { event: 'Newsletter Opened' },
      not_configured: { event: 'Cart Viewed', context: { traits: { email: 'a@example.com' } } },
      no_identity: { event: 'Order Completed' },
      too_old: { ...order('old'), timestamp: '2020-01-01T00:00:00Z' },
      in_future: { ...order('future'), timestamp: '2099-01-01T00:00:00Z' },
      invalid_field: { ...order('when'), timestamp: 'yesterday' },
      filtered: { ...order('off'), integrations: { All: false } },
    };
    for (const [reason, event] of Object.entries(reasons)) {
      expect((await rig.post('track', { ...event, messageId: reason })).status).toBe(200);
      const [entry] = (await rig.gateway.storage.search({ messageId: reason })).entries;
      expect([reason, entry?.fate, entry?.reason]).toEqual([reason, 'dropped', reason]);
    }
    expect(rig.sandbox.events()).toEqual([]);
  });

  it('survives a restart between acceptance and delivery', async () => {
    rig.sandbox.faults.set({ kind: 'status', status: 503 });
    for (let i = 0; i < 20; i++) await rig.post('track', order(`order-${i}`));
    rig.sandbox.faults.clear();
    await rig.restart();
    await rig.until('all orders', () => rig.sandbox.dedupeIds().size === 20);
    expect([...rig.sandbox.dedupeIds().values()].every((n) => n === 1)).toBe(true);
  });
});
