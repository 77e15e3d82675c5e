import { Egress } from '../src/amazon/egress.ts';
import { loadIntegration } from '../src/config/load.ts';
import type { Event } from '../src/event/event.ts';
import { eventType, parseEvent } from '../src/event/parse.ts';
import type { Integration } from '../src/pipeline/integration.ts';
import { corpus } from './corpus.ts';

const EVENTS = 50_000;
const NOW = Date.UTC(2026, 10, 20, 12);

/** The result of the mapping benchmark. */
export interface MappingResult {
  readonly events: number;
  readonly meanBytes: number;
  /** Events mapped, hashed and encoded per second of CPU: the median of five passes. */
  readonly perCpuSecond: number;
  /** The same for people who are seen for the first time, so that nothing about them is remembered. */
  readonly strangersPerCpuSecond: number;
}

/** How many events a second of CPU maps with the kit's default playbook: from the parsed event to the item ready to send. */
export function benchMapping(count: number = EVENTS): MappingResult {
  const integration = defaultIntegration();
  const texts = corpus(count, NOW - 3_600_000).map((event) => JSON.stringify(event));
  const parse = (text: string): Event => {
    const fields = JSON.parse(text);
    const parsed = parseEvent(fields, eventType(fields.type) ?? 'track', { receivedAt: NOW, newId: () => 'none' });
    if (!parsed.ok) throw new Error(parsed.problem.message);
    return parsed.value;
  };
  const passes = Array.from({ length: 6 }, () => pass(integration, texts.map(parse)));
  const strangers = Array.from({ length: 4 }, (_, n) =>
    pass(
      integration,
      texts.map((text, i) => parse(text.replaceAll(/user_\d+|(?<=[a-z])\d+(?=@)/g, `$&x${n}x${i}`))),
    ),
  );
  return {
    events: count,
    meanBytes: Math.round(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / count),
    perCpuSecond: median(passes.slice(1)),
    strangersPerCpuSecond: median(strangers.slice(1)),
  };
}

function pass(integration: Integration, events: readonly Event[]): number {
  const before = process.cpuUsage();
  let mapped = 0;
  for (const event of events) if (integration.map(event, NOW).drop === undefined) mapped += 1;
  const { user, system } = process.cpuUsage(before);
  if (mapped !== events.length) throw new Error(`${events.length - mapped} events of the corpus were not mapped`);
  return Math.round(events.length / ((user + system) / 1e6));
}

function defaultIntegration(): Integration {
  const events = [
    'Page',
    'Product List Viewed',
    'Product Clicked',
    'Product Viewed',
    'Product Added',
    'Cart Viewed',
    'Order Completed',
  ];
  const parameters = Object.fromEntries(events.map((name, i) => [`DEFINITION.${name}`, String(100 + i)]));
  const { integration, problems } = loadIntegration(
    'bench',
    { kit: 'amazon-dsp-capi', parameters, playbook: {} },
    { resolveSecret: () => ({ error: 'not read' }), connect: false, egress: new Egress([]) },
  );
  if (integration === undefined) throw new Error(problems.map((problem) => problem.message).join('; '));
  return integration.integration;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
