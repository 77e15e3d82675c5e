import type { Deployment, PipelineContent, WriteKey } from '../../catalog/model.ts';
import type { Difference } from '../../deploy/differences.ts';
import type { Health } from '../../deploy/health.ts';
import type { Page } from './operation.ts';

/** A pipeline in the list. */
export interface PipelineSummary {
  readonly name: string;
  readonly health: Health;
  readonly live: Deployment | undefined;
  /** Whether the draft differs from what runs. */
  readonly changed: boolean;
}

/** A pipeline as it is edited. */
export interface PipelineView extends PipelineSummary {
  readonly writeKeys: readonly WriteKey[];
  readonly draft: PipelineContent;
  readonly version: number;
}

/** What a deployment of the draft, or a rollback, would change, and whether it may. */
export interface DeploymentPlan {
  /** Of the draft at the time: whoever deploys hands it back (If-Match), and deploys what the plan told of. */
  readonly version: number;
  readonly health: Health;
  /** Between what runs and what would. */
  readonly differences: readonly Difference[];
  /** For each integration whose revision changes: between the revisions. */
  readonly integrations: readonly {
    readonly integration: string;
    readonly from: number | undefined;
    readonly to: number | undefined;
    readonly differences: readonly Difference[];
  }[];
}

interface Named {
  readonly pipeline: string;
}

export interface PipelineOperations {
  'GET /api/pipelines': { response: { readonly pipelines: readonly PipelineSummary[] } };
  'POST /api/pipelines': {
    body: { readonly name: string; readonly writeKey?: string | undefined };
    response: PipelineView;
  };
  'GET /api/pipelines/:pipeline': { params: Named; response: PipelineView };
  'PUT /api/pipelines/:pipeline': { params: Named; body: PipelineContent; response: PipelineView };
  'DELETE /api/pipelines/:pipeline': { params: Named; response: undefined };
  /** Adds a write key; the gateway makes one where none is given. With `overlapMs` the others end after that time. */
  'POST /api/pipelines/:pipeline/write-keys': {
    params: Named;
    body: { readonly key?: string | undefined; readonly overlapMs?: number | undefined };
    response: PipelineView;
  };
  'DELETE /api/pipelines/:pipeline/write-keys/:key': {
    params: Named & { readonly key: string };
    response: PipelineView;
  };
  /** With `to`, a deployment's number, of a rollback to it; without, of deploying the draft. */
  'GET /api/pipelines/:pipeline/plan': {
    params: Named;
    query: { readonly to?: number | undefined };
    response: DeploymentPlan;
  };
  /** Deploys the draft, if it is the version that was read. Warnings must be confirmed, by their codes. */
  'POST /api/pipelines/:pipeline/deployments': {
    params: Named;
    body: { readonly note?: string | undefined; readonly confirm?: readonly string[] | undefined };
    response: Deployment;
  };
  'GET /api/pipelines/:pipeline/deployments': {
    params: Named;
    query: { readonly limit?: number | undefined; readonly after?: number | undefined };
    response: Page<Deployment>;
  };
  /** Deploys again what an earlier deployment had; the draft becomes that, too. */
  'POST /api/pipelines/:pipeline/rollback': {
    params: Named;
    body: { readonly to: number; readonly note?: string | undefined };
    response: Deployment;
  };
}
