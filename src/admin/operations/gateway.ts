import { z } from 'zod';
import { DspatchError } from '../../base/errors.ts';
import { didYouMean } from '../../base/problem.ts';
import type { ConsentDates } from '../../connect/consent-dates.ts';
import { MAX_DEPTH, MAX_EVENT_BYTES, MAX_REQUEST_BYTES } from '../../event/limits.ts';
import type { GatewayOperations, ServerSettings, Steered } from '../api/gateway.ts';
import type { Call, Handlers, Specs } from '../operation.ts';
import { type Running, statusOf } from '../status.ts';
import { name } from './parts.ts';

const STATES = ['open', 'slowed', 'paused'] as const;
const named = z.strictObject({ integration: name });
const steered = z.strictObject({ integration: z.string(), state: z.enum(STATES) });

const status = z.strictObject({
  version: z.string(),
  startedAt: z.string(),
  ingest: z.strictObject({ url: z.string(), open: z.boolean(), why: z.string().optional() }),
  queue: z.strictObject({
    durability: z.string().describe('what a stored event survives: full (loss of power), process, none'),
    journalMode: z.string(),
    synchronous: z.string(),
    sqliteVersion: z.string(),
    waiting: z.int(),
    dead: z.int(),
    bytes: z.int(),
  }),
  integrations: z.array(
    z.strictObject({
      name: z.string(),
      kit: z.string(),
      lane: z.string(),
      advertiserId: z.string().optional(),
      state: z.enum(STATES),
      why: z.string().optional(),
      since: z.string().optional().describe('while it is paused'),
      byPerson: z.boolean().optional().describe('while it is paused: whether a person did it'),
      until: z.string().optional().describe('while it is slowed: when the next request goes'),
      consentAt: z.string().optional().describe('when the consent at Amazon was given that it sends by'),
      waiting: z.int(),
      oldest: z.string().optional(),
      inFlight: z.int(),
    }),
  ),
  pipelines: z.array(
    z.strictObject({ name: z.string(), closed: z.string().optional(), integrations: z.array(z.string()) }),
  ),
  unworked: z.array(z.strictObject({ lane: z.string(), waiting: z.int() })),
});

const settings = z.strictObject({
  dataDir: z.string(),
  retention: z.strictObject({ ledgerDays: z.number(), deadLetterDays: z.number(), auditDays: z.number() }),
  queue: z.strictObject({ maxWaiting: z.int(), minFreeDiskMb: z.number() }),
  sealedEvents: z.strictObject({
    keep: z.boolean(),
    max: z.int().describe('of one pipeline'),
    days: z.number(),
    perSecond: z.number().describe('of one pipeline'),
  }),
  limits: z.strictObject({ eventBytes: z.int(), requestBytes: z.int(), depth: z.int() }),
});

export const GATEWAY_SPECS: Specs<GatewayOperations> = {
  'GET /api/status': { permission: 'read', summary: 'How the gateway is doing just now.', response: status },
  'GET /api/settings': {
    permission: 'read',
    summary: 'How long things are kept, when no more events are taken, and what is taken at all, as it is in force.',
    response: settings,
  },
  'POST /api/integrations/:integration/pause': {
    permission: 'deploy',
    summary: 'Send nothing more to an integration’s destination; its events wait.',
    params: named,
    response: steered,
  },
  'POST /api/integrations/:integration/resume': {
    permission: 'deploy',
    summary: 'Send again to a destination that was paused, by a person or because it refused.',
    params: named,
    response: steered,
  },
};

/** What the operations on the gateway itself work with. */
export interface GatewayParts {
  readonly running: Running;
  readonly consentDates: ConsentDates;
  readonly settings: Omit<ServerSettings, 'limits'>;
}

export function gatewayHandlers({ running, consentDates, settings }: GatewayParts): Handlers<GatewayOperations> {
  const steer = async (
    { params, audit }: Call<GatewayOperations['POST /api/integrations/:integration/pause']>,
    action: 'pause' | 'resume',
  ): Promise<Steered> => {
    const { integration } = params;
    const found = running.destinations.all.filter((destination) => destination.integration === integration);
    if (found.length === 0) {
      const names = [...new Set(running.destinations.all.map((destination) => destination.integration))];
      const hint = `${didYouMean(integration, names)}; there are ${names.join(', ') || 'none'}`;
      throw new DspatchError('not_found', `no integration "${integration}" is at work${hint}`);
    }
    for (const { worker } of found) {
      if (action === 'pause') worker?.gate.pause(`by hand: dspatch resume ${integration} sends again`);
      else worker?.gate.resume();
    }
    audit(`destination.${action}d`, `integration ${integration}`);
    return { integration, state: found.at(-1)?.worker?.gate.state.state ?? 'paused' };
  };
  return {
    'GET /api/status': () => statusOf(running, (integration) => consentDates.get(integration)),
    'GET /api/settings': async () => {
      const { dataDir, retention, queue, sealedEvents } = settings;
      const limits = { eventBytes: MAX_EVENT_BYTES, requestBytes: MAX_REQUEST_BYTES, depth: MAX_DEPTH };
      return { dataDir, retention, queue, sealedEvents, limits };
    },
    'POST /api/integrations/:integration/pause': (call) => steer(call, 'pause'),
    'POST /api/integrations/:integration/resume': (call) => steer(call, 'resume'),
  };
}
