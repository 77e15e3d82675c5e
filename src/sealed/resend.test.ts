import { describe, expect, it } from 'vitest';
import { eventOf, NOW } from '../../test/support/events.ts';
import { DAY } from '../base/durations.ts';
import { amazonDspCapi } from '../kits/amazon-dsp-capi.ts';
import { readParameters } from '../kits/parameters.ts';
import { compileIntegration, type Integration } from '../pipeline/integration.ts';
import { Pipeline } from '../pipeline/pipeline.ts';
import type { PlaybookConfig } from '../playbook/schema.ts';
import { MemoryQueue } from '../queue/memory.ts';
import { resultsOf } from './keeper.ts';
import { MemorySealedEvents } from './memory.ts';
import { type Resent, resend } from './resend.ts';
import { sealEvent } from './seal.ts';

const MAPPED: PlaybookConfig = { events: { 'Signed Up': { conversionDefinitionId: { enrichment: '205' } } } };

function integration(name: string, playbook: PlaybookConfig): Integration {
  const { values } = readParameters(amazonDspCapi.parameters, {}, () => ({ error: 'not read' }), { requireAll: false });
  return compileIntegration({ name, kit: amazonDspCapi, parameters: values.public, playbook }).integration;
}

/** A queue and sealed events; a pipeline takes events as ingest has it do. */
function rig() {
  const storage = new MemoryQueue({ maxWaiting: 10_000, retention: { ledger: DAY, dead: DAY } });
  const events = new MemorySealedEvents({ max: 10_000, keepMs: DAY });
  const take = async (pipeline: Pipeline, ids: readonly string[], keep = true): Promise<void> => {
    for (const messageId of ids) {
      const event = eventOf({ event: 'Signed Up', messageId, traits: { email: 'ada@example.com' } });
      const intake = pipeline.intake(event, NOW);
      await storage.append([intake], NOW);
      const results = resultsOf(intake.routes);
      const about = { pipeline: 'web', messageId, event: event.name, receivedAt: NOW };
      if (keep) await events.put([{ ...about, results, copy: sealEvent(event, pipeline) }]);
    }
  };
  const again = (pipeline: Pipeline, options: Parameters<typeof resend>[3] = {}): Promise<Resent> =>
    resend({ events, storage }, pipeline, {}, options, NOW);
  const fates = async (name: string): Promise<string[]> =>
    (await storage.search({ integration: name })).entries.map(({ fate, messageId }) => `${messageId} ${fate}`);
  return { storage, events, take, again, fates };
}

describe('running again', () => {
  it('does not ask an integration that has taken the event meanwhile', async () => {
    const { take, again, fates } = rig();
    await take(new Pipeline('web', [integration('amazon', {})]), ['a', 'b']);
    const mended = new Pipeline('web', [integration('amazon', MAPPED)]);
    await take(mended, ['a'], false);
    expect(await again(mended, { dryRun: true })).toMatchObject({ resent: 1, already: 1 });
    expect(await again(mended)).toMatchObject({ resent: 1, already: 1 });
    expect(await again(mended)).toMatchObject({ resent: 0, already: 0 });
    expect(await fates('amazon')).toEqual(['b waiting', 'a waiting', 'b dropped', 'a dropped']);
  });

  it('counts what the queue knows already, though the ledger did not say so', async () => {
    const { storage, events, take } = rig();
    await take(new Pipeline('web', [integration('amazon', {})]), ['a']);
    const mended = new Pipeline('web', [integration('amazon', MAPPED)]);
    await take(mended, ['a'], false);
    const forgetful = { append: storage.append.bind(storage), search: async () => ({ entries: [], next: undefined }) };
    expect(await resend({ events, storage: forgetful }, mended, {}, {}, NOW)).toMatchObject({ resent: 0, already: 1 });
  });

  it('leaves integrations alone that took the event when it came', async () => {
    const { take, again, fates } = rig();
    await take(new Pipeline('web', [integration('one', MAPPED), integration('other', {})]), ['a']);
    expect(await again(new Pipeline('web', [integration('one', MAPPED), integration('other', MAPPED)]))).toMatchObject({
      resent: 1,
    });
    expect(await fates('one')).toEqual(['a waiting']);
    expect(await fates('other')).toEqual(['a waiting', 'a dropped']);
  });

  it('leaves an event of which a part was sent', async () => {
    const { take, again, fates } = rig();
    const ids = (...given: string[]): Pipeline =>
      new Pipeline('web', [
        integration('amazon', { events: { 'Signed Up': { conversionDefinitionId: { enrichment: given } } } }),
      ]);
    await take(ids('205', 'ADD_CONVERSION_DEFINITION_ID_HERE'), ['a']);
    expect(await again(ids('205', '206'))).toMatchObject({ resent: 0, already: 0 });
    expect(await fates('amazon')).toEqual(['a waiting', 'a dropped']);
  });

  it('goes on a step at a time', async () => {
    const { take, again, storage } = rig();
    const all = Array.from({ length: 450 }, (_, i) => `m-${i}`);
    await take(new Pipeline('web', [integration('amazon', {})]), all);
    const mended = new Pipeline('web', [integration('amazon', MAPPED)]);
    const steps: number[] = [];
    let after: number | undefined;
    do {
      const step = await again(mended, { after });
      steps.push(step.resent);
      after = step.next;
    } while (after !== undefined);
    expect(steps).toEqual([200, 200, 50]);
    expect((await storage.stats()).lanes).toMatchObject([{ waiting: 450 }]);
  });

  it('leaves what its playbook cannot tell by the copy, and what is not attached any more', async () => {
    const { take, again } = rig();
    await take(new Pipeline('web', [integration('amazon', {})]), ['a']);
    const reading = { events: { 'Signed Up': { ...MAPPED.events?.['Signed Up'], allow: 'properties.tier != "x"' } } };
    expect(await again(new Pipeline('web', [integration('amazon', reading)]))).toMatchObject({
      notKept: 1,
      places: ['properties.tier'],
    });
    expect(await again(new Pipeline('web', []))).toMatchObject({ detached: 1 });
  });
});
