import type { Region } from '../../amazon/regions.ts';
import type { Advertiser } from '../../connect/accounts.ts';
import type { DefinitionChoices, DefinitionOrder, MadeDefinitions } from '../../connect/definition-step.ts';
import type { Finding, Found } from '../../connect/finding.ts';
import type { Finished } from '../../connect/finish.ts';
import type { ConnectionView, ProfileChoices } from '../../connect/guided-connection.ts';

export type { Advertiser, Profile } from '../../connect/accounts.ts';
export type { ConsentView } from '../../connect/consent-step.ts';
export type {
  DefinitionChoices,
  DefinitionOrder,
  EventChoice,
  MadeDefinitions,
} from '../../connect/definition-step.ts';
export type { Definition, NewDefinition } from '../../connect/definitions.ts';
export type { Finding, Found } from '../../connect/finding.ts';
export type { Attached, Finished } from '../../connect/finish.ts';
export type { ConnectionView, ProfileChoices } from '../../connect/guided-connection.ts';

/** What a connection is begun with. */
export interface BeginBody {
  readonly kit: string;
  readonly region: Region;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Registered with the security profile; the gateway's own callback where it is not given. */
  readonly redirectUri?: string | undefined;
  /** Other hosts than the region's, for a sandbox: the API, where tokens come from, and the page of consent. */
  readonly baseUrl?: string | undefined;
  readonly loginUrl?: string | undefined;
  readonly authorizeUrl?: string | undefined;
}

/** What is to be made of a connection. */
export interface FinishBody {
  /** A new name, or that of an integration of the same kit. */
  readonly integration: string;
  readonly dataSetName?: string | undefined;
  readonly note?: string | undefined;
  /** The pipeline that is to run it; made, where there is none of that name. */
  readonly pipeline?: string | undefined;
  /** Default true: the pipeline is deployed, where the caller may do that; else it is attached in the draft. */
  readonly deploy?: boolean | undefined;
  /** The codes of the warnings that the person has agreed to. */
  readonly confirm?: readonly string[] | undefined;
}

interface Named {
  readonly connection: string;
}

/**
 * The guided connection to Amazon, step by step. What Amazon says, or what is still missing, is no error of the API: it comes as
 * `{ ok: false, finding }`. A connection is its beginner's, and ends after half an hour.
 */
export interface ConnectOperations {
  'POST /api/connect': { body: BeginBody; response: ConnectionView };
  /** Connects an integration again, with the client that it has. */
  'POST /api/integrations/:integration/connect': {
    params: { readonly integration: string };
    body: { readonly redirectUri?: string | undefined };
    response: ConnectionView;
  };
  'GET /api/connect/:connection': { params: Named; response: ConnectionView };
  'DELETE /api/connect/:connection': { params: Named; response: undefined };
  /** Asks for the consent anew: another page, to which an earlier answer does not fit. */
  'POST /api/connect/:connection/consent': {
    params: Named;
    body: { readonly redirectUri?: string | undefined };
    response: ConnectionView;
  };
  /** Takes the whole address that the browser was sent back to, pasted. */
  'POST /api/connect/:connection/redirected': {
    params: Named;
    body: { readonly address: string };
    response: Found<ConnectionView>;
  };
  'GET /api/connect/:connection/profiles': { params: Named; response: Found<ProfileChoices> };
  'GET /api/connect/:connection/advertisers': {
    params: Named;
    query: { readonly profile?: string | undefined };
    response: Found<readonly Advertiser[]>;
  };
  'PUT /api/connect/:connection/advertiser': {
    params: Named;
    body: { readonly advertiserId: string; readonly profileId?: string | undefined };
    response: Found<ConnectionView>;
  };
  'GET /api/connect/:connection/definitions': { params: Named; response: Found<DefinitionChoices> };
  /** Makes definitions for events, and chooses what was made. `test`: labelled as for tests. */
  'POST /api/connect/:connection/definitions': {
    params: Named;
    body: { readonly definitions: readonly DefinitionOrder[]; readonly test?: boolean | undefined };
    response: Found<MadeDefinitions>;
  };
  /** Chooses definitions for events, by id; `null`: the event is not to be sent. */
  'PUT /api/connect/:connection/definitions': {
    params: Named;
    body: { readonly definitions: Readonly<Record<string, string | null>> };
    response: Found<ConnectionView>;
  };
  'POST /api/connect/:connection/check': { params: Named; response: { readonly findings: readonly Finding[] } };
  'POST /api/connect/:connection/finish': { params: Named; body: FinishBody; response: Found<Finished> };
}
