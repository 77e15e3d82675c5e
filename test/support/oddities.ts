import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { customMetadata, parseCustomEvent } from '../../src/event/custom.ts';
import type { Drop } from '../../src/event/drop.ts';
import type { Event } from '../../src/event/event.ts';
import { eventType, type Parsed, parseBatch, parseBody, parseEvent, type Receipt } from '../../src/event/parse.ts';
import { sha256 } from '../../src/identity/hash.ts';
import type { Kit } from '../../src/kits/kit.ts';
import { KITS } from '../../src/kits/library.ts';
import { readParameters } from '../../src/kits/parameters.ts';
import { compileIntegration, type Integration } from '../../src/pipeline/integration.ts';
import { underKit } from '../../src/pipeline/under-kit.ts';
import { overlay } from '../../src/playbook/overlay.ts';
import type { PlaybookConfig } from '../../src/playbook/schema.ts';

/** The time at which every event of the table reaches us. */
export const NOW: number = Date.UTC(2026, 10, 24, 12);

/** One real-world event with what becomes of it under each kit, as a YAML file has it. */
export interface Oddity {
  /** What is odd, and what happens. */
  readonly title: string;
  /** Which product or SDK sends it like that. */
  readonly source?: string;
  /** A call's type, `batch`, or `custom`; `track` when absent. */
  readonly endpoint?: string;
  /** Laid over both kits; each takes what it knows. */
  readonly parameters?: JsonObject;
  readonly playbook?: PlaybookConfig;
  /** The request's body: as an object, or as text where JSON could not say it otherwise. */
  readonly event: JsonObject | string;
  /** By kit: the wire item (or a list of them, where the event counts several times, with what is withheld at its end), `drop`, or `refused`. */
  readonly expect: Readonly<Record<string, Json>>;
}

const MEMBERS = ['title', 'source', 'endpoint', 'parameters', 'playbook', 'event', 'expect'];

/** The table: the files of `test/oddities` with their events, in order of name. */
export function readOddities(): { readonly file: string; readonly oddities: readonly Oddity[] }[] {
  const folder = join(import.meta.dirname, '../oddities');
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return files.sort().map((file) => {
    const oddities = parse(readFileSync(join(folder, file), 'utf8')) as Oddity[];
    for (const { title, ...rest } of oddities) {
      const strange = Object.keys(rest).find((member) => !MEMBERS.includes(member));
      if (strange !== undefined) throw new Error(`${file}: "${title}" has a member "${strange}"`);
    }
    return { file, oddities };
  });
}

/** The stand-in's definitions of the nine events of the kit's playbook, as its seeds number them. */
const DEFINITIONS: Readonly<Record<string, string>> = {
  Page: '591000000000000001',
  'Product List Viewed': '591000000000000002',
  'Product Viewed': '591000000000000003',
  'Products Searched': '591000000000000004',
  'Product Clicked': '591000000000000005',
  'Product Added': '591000000000000006',
  'Product Removed': '591000000000000007',
  'Cart Viewed': '591000000000000008',
  'Order Completed': '591000000000000009',
};

const CONNECTED: PlaybookConfig = {
  events: Object.fromEntries(
    Object.entries(DEFINITIONS).map(([name, id]) => [name, { conversionDefinitionId: { enrichment: id } }]),
  ),
};

/** What became of an event: exactly what would go to Amazon, or the reason why nothing goes. */
export type Fate =
  | { readonly wires: readonly string[]; readonly withheld: readonly Drop[] }
  | { readonly drop: string; readonly detail: string }
  | { readonly refused: string };

/** Takes an event the whole way from the request's bytes to the wire, or as far as it gets. */
export function fateOf({ endpoint = 'track', parameters = {}, playbook = {}, event }: Oddity, kitName: string): Fate {
  const bytes = Buffer.from(typeof event === 'string' ? event : JSON.stringify(event));
  const parsed = received(bytes, endpoint);
  if (!parsed.ok) return { refused: parsed.problem.code };
  const { drop, deliveries, withheld = [] } = integrationOf(kitName, parameters, playbook).map(parsed.value, NOW);
  return drop === undefined
    ? { wires: deliveries.map((delivery) => delivery.wire), withheld }
    : { drop: drop.reason, detail: drop.detail ?? '' };
}

function received(bytes: Buffer, endpoint: string): Parsed<Event> {
  const receipt: Receipt = { receivedAt: NOW, newId: () => 'made-on-receipt' };
  const body = parseBody(bytes);
  if (!body.ok) return body;
  if (endpoint === 'custom') {
    const metadata = customMetadata(body.value, undefined, {});
    return metadata.ok ? parseCustomEvent(body.value, metadata.value.fields, receipt) : metadata;
  }
  if (endpoint !== 'batch') {
    const type = eventType(endpoint);
    if (type === undefined) throw new Error(`there is no endpoint "${endpoint}"`);
    return parseEvent(body.value, type, receipt, bytes.length);
  }
  const batch = parseBatch(body.value, receipt, bytes.length);
  if (!batch.ok) return batch;
  const [event] = batch.value.events;
  const [problem] = batch.value.problems;
  if (problem !== undefined) return { ok: false, problem };
  if (event === undefined || batch.value.events.length > 1) throw new Error('a batch of the table holds one event');
  return { ok: true, value: event };
}

const integrations = new Map<string, Integration>();

/** An integration of a kit that is set up in full, with a case's own part laid over it. */
function integrationOf(kitName: string, parameters: JsonObject, playbook: PlaybookConfig): Integration {
  const name = JSON.stringify([kitName, parameters, playbook]);
  const known = integrations.get(name);
  if (known !== undefined) return known;
  const kit = KITS.get(kitName) as Kit;
  const part = underKit(
    { parameters: parameters as Record<string, Json>, playbook: overlay(CONNECTED, playbook) },
    kit,
  );
  const read = readParameters(kit.parameters, part.parameters, () => ({ error: '' }), { requireAll: false });
  const source = { name: 'amazon', kit, parameters: read.values.public, playbook: part.playbook };
  const { integration, problems } = compileIntegration(source);
  const all = [...read.problems, ...problems];
  if (all.length > 0) throw new Error(all.map((problem) => `${problem.path.join('.')}: ${problem.message}`).join('\n'));
  integrations.set(name, integration);
  return integration;
}

const HASHED = /sha256\(([^)]*)\)/g;
const DIGEST = /[0-9a-f]{64}/g;

/** Every `sha256(...)` that the table speaks of, by digest: so that a difference can be read. */
export function digestsOf(value: Json | undefined, known: Map<string, string> = new Map()): Map<string, string> {
  if (typeof value === 'string') {
    for (const [whole, normal = ''] of value.matchAll(HASHED)) known.set(sha256(normal), whole);
  } else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) digestsOf(member, known);
  }
  return known;
}

/** A fate as the table writes it. A wire item's digests become `sha256(...)` where the table knows of what they are. */
export function legible(fate: Fate, digests: ReadonlyMap<string, string>): Json {
  if ('refused' in fate) return { refused: fate.refused };
  if ('drop' in fate) return { drop: fate.drop, detail: fate.detail };
  const wires = fate.wires.map((wire): Json => {
    const text = wire.replace(DIGEST, (digest) => JSON.stringify(digests.get(digest) ?? digest).slice(1, -1));
    const item = JSON.parse(text) as JsonObject;
    const keys = (item.matchKeys ?? []) as { type: string; values: string[] }[];
    return {
      ...item,
      matchKeys: keys.map(({ type, values, ...rest }) => {
        if (values.length !== 1 || Object.keys(rest).length > 0) return { type, values, ...rest };
        return `${type}: ${values[0]}`;
      }),
    };
  });
  return [...wires, ...fate.withheld.map(({ reason, detail = '' }) => ({ drop: reason, detail }))];
}

/** An expectation in the form of `legible`: match keys in their order. Digests stay as they are written. */
export function expected(expectation: Json, fate: Fate): Json {
  if (isObject(expectation) && 'refused' in expectation) return expectation;
  if (isObject(expectation) && 'drop' in expectation) {
    return expectedDrop(expectation, 'drop' in fate ? fate.detail : '');
  }
  const withheld = 'wires' in fate ? [...fate.withheld] : [];
  return [expectation].flat().map((item) => {
    if (isObject(item) && 'drop' in item) return expectedDrop(item, withheld.shift()?.detail ?? '');
    const { matchKeys, ...rest } = item as { matchKeys: Record<string, string> };
    return { ...rest, matchKeys: Object.entries(matchKeys).map(([type, value]) => `${type}: ${value}`) };
  });
}

/** A part of the detail is enough; where it is not in it, the whole of both is shown. */
function expectedDrop({ drop, detail }: JsonObject, given: string): Json {
  return {
    drop: drop as string,
    detail: detail === undefined || given.includes(String(detail)) ? given : String(detail),
  };
}
