// The library: what a program needs to run a gateway, map events, or test against the stand-in for Amazon.

export type { Codec } from './amazon/api.ts';
export type { Conversion, MatchKey, MatchKeyType } from './amazon/conversion.ts';
export { type Clock, systemClock } from './base/clock.ts';
export { DspatchError } from './base/errors.ts';
export { formatProblem, type Loaded, type LoadResult, loadConfig, parseConfig } from './config/load.ts';
export { DROP_REASONS, type Drop, type DropReason } from './event/drop.ts';
export type { Event, EventType } from './event/event.ts';
export { parseBatch, parseEvent } from './event/parse.ts';
export { type Gateway, type GatewayOptions, startGateway } from './gateway.ts';
export type { Kit } from './kits/kit.ts';
export { KITS } from './kits/library.ts';
export type { Entry, EntryQuery, Ledger } from './ledger/ledger.ts';
export { compileIntegration, type Integration, type Mapped } from './pipeline/integration.ts';
export { Pipeline } from './pipeline/pipeline.ts';
export type { PlaybookConfig } from './playbook/schema.ts';
export type { Queue } from './queue/queue.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox/sandbox.ts';
export { createLog } from './telemetry/log.ts';
