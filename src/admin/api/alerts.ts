import type { Alert } from '../../alerts/alert.ts';
import type { AlertKind, Exceptions, GivenRules, Rules, Threshold } from '../../alerts/kinds.ts';
import type { Told, Webhook } from '../../alerts/webhooks.ts';
import type { Times } from './ledger.ts';
import type { Page } from './operation.ts';

export type { Alert } from '../../alerts/alert.ts';
export type { AlertKind, Exceptions, GivenRules, Rules, Threshold } from '../../alerts/kinds.ts';
export type { Told, Webhook } from '../../alerts/webhooks.ts';

/** Which alerts to list; all given conditions must hold. `since` and `until` are of their beginnings. */
export interface AlertQuery extends Times {
  readonly state?: Alert['state'] | undefined;
  readonly kind?: AlertKind | undefined;
  readonly pipeline?: string | undefined;
  readonly integration?: string | undefined;
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
}

/** An alert as people read it. */
export interface AlertView extends Alert {
  readonly title: string;
}

/** A kind of alert, and what its rule can say. */
export interface KindView {
  readonly kind: AlertKind;
  readonly title: string;
  /** What is watched, as a sentence. */
  readonly watches: string;
  /** What its alerts are about, and can be left out of it. */
  readonly about: readonly (keyof Exceptions)[];
  readonly thresholds: readonly (Threshold & { readonly name: string })[];
}

/** What is watched, and by which thresholds. */
export interface RulesView {
  readonly rules: Rules;
  /** The kinds there are, the most urgent first. */
  readonly kinds: readonly KindView[];
  readonly version: number;
}

interface Named {
  readonly webhook: string;
}

export interface AlertOperations {
  /** The latest first. */
  'GET /api/alerts': { query: AlertQuery; response: Page<AlertView> };
  'GET /api/alerts/rules': { response: RulesView };
  /** What a rule does not say to leave out is not left out. */
  'PUT /api/alerts/rules': { body: { readonly rules: GivenRules }; response: RulesView };
  'GET /api/alerts/webhooks': { response: { readonly webhooks: readonly Webhook[] } };
  /** `url` is kept as a secret, and not shown again. */
  'POST /api/alerts/webhooks': {
    body: { readonly url: string; readonly name?: string | undefined };
    response: Webhook;
  };
  'DELETE /api/alerts/webhooks/:webhook': { params: Named; response: undefined };
  /** What came of it is the answer, also where the webhook did not take it. */
  'POST /api/alerts/webhooks/:webhook/test': { params: Named; response: Told };
}
