import type { ServerConfig } from '../../config/schema.ts';

/** The state of a gateway at a moment. */
export interface Status {
  readonly version: string;
  readonly startedAt: string;
  readonly ingest: {
    readonly url: string;
    readonly open: boolean;
    /** Why it takes no events. */
    readonly why?: string | undefined;
  };
  readonly queue: {
    /** What a stored event survives. */
    readonly durability: string;
    readonly journalMode: string;
    readonly synchronous: string;
    readonly sqliteVersion: string;
    readonly waiting: number;
    readonly dead: number;
    readonly bytes: number;
  };
  readonly integrations: readonly DestinationStatus[];
  readonly pipelines: readonly {
    readonly name: string;
    /** Why it takes no events. */
    readonly closed?: string | undefined;
    readonly integrations: readonly string[];
  }[];
  /** Lanes with deliveries whose connection nobody knows any more; they wait until they expire. */
  readonly unworked: readonly { readonly lane: string; readonly waiting: number }[];
}

/** One lane's destination. */
export interface DestinationStatus {
  readonly name: string;
  readonly kit: string;
  readonly lane: string;
  readonly advertiserId?: string | undefined;
  readonly state: 'open' | 'slowed' | 'paused';
  readonly why?: string | undefined;
  /** While it is paused: since when, where that is known, and whether a person did it. */
  readonly since?: string | undefined;
  readonly byPerson?: boolean | undefined;
  /** While it is slowed: when the next request goes. */
  readonly until?: string | undefined;
  /** When the consent at Amazon was given that it sends by; undefined where its token came otherwise. */
  readonly consentAt?: string | undefined;
  readonly waiting: number;
  /** When the oldest that waits was received. */
  readonly oldest?: string | undefined;
  readonly inFlight: number;
}

/** How the destinations of an integration are. */
export interface Steered {
  readonly integration: string;
  readonly state: 'open' | 'slowed' | 'paused';
}

/** What the server part of the configuration says of what is kept, and what is taken, as it is in force. */
export interface ServerSettings extends Pick<ServerConfig, 'retention' | 'queue' | 'sealedEvents'> {
  /** Where everything is kept: an absolute path. */
  readonly dataDir: string;
  /** Of what comes in; nobody changes these. */
  readonly limits: { readonly eventBytes: number; readonly requestBytes: number; readonly depth: number };
}

interface Named {
  readonly integration: string;
}

export interface GatewayOperations {
  'GET /api/status': { response: Status };
  'GET /api/settings': { response: ServerSettings };
  'POST /api/integrations/:integration/pause': { params: Named; response: Steered };
  'POST /api/integrations/:integration/resume': { params: Named; response: Steered };
}
