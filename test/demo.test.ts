import { expect, it, onTestFinished } from 'vitest';
import type { DemoState } from '../src/demo/demo.ts';
import { type Rig, startRig } from './support/gateway.ts';

async function rigOf(): Promise<Rig> {
  const rig = await startRig();
  onTestFinished(() => rig.close());
  return rig;
}

async function demo(rig: Rig, method: 'GET' | 'POST' | 'DELETE'): Promise<DemoState> {
  const answer = await rig.admin('/api/demo', { method });
  expect(answer.status).toBe(200);
  return (await answer.json()) as DemoState;
}

async function accepts(rig: Rig): Promise<void> {
  const { accepted } = await demo(rig, 'GET');
  await rig.until('conversions of the demo', async () => (await demo(rig, 'GET')).accepted > accepted);
}

it('has conversions accepted from one call on, until it is stopped, and again', { timeout: 90_000 }, async () => {
  const rig = await rigOf();
  expect(await demo(rig, 'GET')).toMatchObject({ running: false, accepted: 0 });
  const [started, again] = await Promise.all([demo(rig, 'POST'), demo(rig, 'POST')]);
  expect(started).toMatchObject({ running: true, sandboxUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/) });
  expect(again.sandboxUrl).toBe(started.sandboxUrl);
  await accepts(rig);
  expect(await demo(rig, 'DELETE')).toMatchObject({ running: false });
  await expect(fetch(`${started.sandboxUrl}/v2/profiles`)).rejects.toThrow();
  expect(await demo(rig, 'POST')).toMatchObject({ running: true });
  await accepts(rig);
});

it('starts after the gateway was started again, with what it made before', { timeout: 90_000 }, async () => {
  const rig = await rigOf();
  await demo(rig, 'POST');
  await accepts(rig);
  await rig.restart();
  expect(await demo(rig, 'GET')).toMatchObject({ running: false });
  await demo(rig, 'POST');
  await accepts(rig);
  const { integrations } = (await (await rig.admin('/api/integrations')).json()) as {
    integrations: { name: string; latest: number }[];
  };
  expect(integrations.find(({ name }) => name === 'sandbox')?.latest).toBeLessThanOrEqual(2);
});
