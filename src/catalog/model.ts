import type { Json } from '../base/json.ts';
import type { PlaybookConfig } from '../playbook/schema.ts';

/** Who did something, as it stands in the catalog and the audit log. */
export interface Author {
  /** `person`: somebody with an account; `token`: a program; `local`: whoever runs the gateway's own machine; `file`: dspatch.yaml at start. */
  readonly kind: 'person' | 'token' | 'local' | 'file';
  /** The account's or token's id; empty for the others. */
  readonly id: string;
  /** As people know them. */
  readonly name: string;
}

/** What an integration is made of: what a person edits as the draft, and what a revision keeps for good. */
export interface IntegrationContent {
  readonly kit: string;
  /** Secrets among them are references: `env:NAME`, `file:PATH`, or `vault:` for one that the vault keeps. */
  readonly parameters: Readonly<Record<string, Json>>;
  /** Laid over the kit's own playbook. */
  readonly playbook: PlaybookConfig;
}

/** A saved state of an integration. It never changes. */
export interface Revision extends IntegrationContent {
  readonly integration: string;
  /** Counts from 1. */
  readonly number: number;
  readonly author: Author;
  readonly note: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** An integration: its draft, and how far its revisions go. */
export interface IntegrationState {
  readonly name: string;
  readonly draft: IntegrationContent;
  /** The draft's version: whoever saves says which they have read. */
  readonly version: number;
  /** The newest revision's number; 0 before the first. */
  readonly latest: number;
}

/** A key that senders of a pipeline show. */
export interface WriteKey {
  readonly key: string;
  readonly createdAt: number;
  /** From then on it is not taken any more; undefined while it stays. Rotation overlaps: the old key goes on for a while. */
  readonly endsAt?: number | undefined;
}

/** What of a pipeline is deployed together. */
export interface PipelineContent {
  readonly integrations: readonly Attachment[];
  /** Values that differ by pipeline although an integration is shared: `${pipeline.NAME}` in its playbook. */
  readonly variables: Readonly<Record<string, string>>;
}

/** An integration at a revision. */
export interface Attachment {
  readonly integration: string;
  readonly revision: number;
}

/** A pipeline: its write keys, which hold at once, and the draft of what is deployed. */
export interface PipelineState {
  readonly name: string;
  readonly writeKeys: readonly WriteKey[];
  readonly draft: PipelineContent;
  readonly version: number;
  /** What runs; undefined before the first deployment. */
  readonly live: Deployment | undefined;
}

/** The record that a pipeline runs this from then on. It never changes; the last one of a pipeline is live. */
export interface Deployment extends PipelineContent {
  readonly pipeline: string;
  /** Counts from 1. */
  readonly number: number;
  readonly author: Author;
  readonly note: string;
  readonly at: number;
  /** The deployment whose content this brings back. */
  readonly rollbackOf?: number | undefined;
}
