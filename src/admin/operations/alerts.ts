import { z } from 'zod';
import {
  type AlertKind,
  type Exceptions,
  type GivenRules,
  KIND_NAMES,
  kindOf,
  type Rules,
  withUsual,
} from '../../alerts/kinds.ts';
import type { Alerting } from '../../alerts/open.ts';
import { testMessage } from '../../alerts/words.ts';
import type { Clock } from '../../base/clock.ts';
import type { Json } from '../../base/json.ts';
import type { AlertOperations, AlertQuery, AlertView, KindView } from '../api/alerts.ts';
import { callerOf, type Handlers, type Specs } from '../operation.ts';
import { InvalidRequest } from '../problems.ts';
import { timesOf } from '../times.ts';
import { after, author, limit, only, page, time, times, words } from './parts.ts';

/** The most names that one rule leaves out. */
const MOST_EXCEPTIONS = 200;

const kind = z.enum(KIND_NAMES, `must be one of ${KIND_NAMES.join(', ')}`);
const STATES = ['open', 'over'] as const;

const alert = z.strictObject({
  ...{ id: z.string(), kind, title: z.string(), state: z.enum(STATES), since: time, until: time.optional() },
  subject: z.strictObject({
    ...{ pipeline: z.string().optional(), integration: z.string().optional(), lane: z.string().optional() },
  }),
  says: z.string().describe('what happened'),
  mend: z.string().describe('what to do'),
  path: z.string().describe('where in the console that is done'),
});

const SUBJECTS = ['pipelines', 'integrations'] as const;

/** Names of what a kind leaves out, of those that its alerts are about. */
function exceptions(of: AlertKind): z.ZodType<Partial<Exceptions>> {
  const { about } = kindOf(of);
  const names = (subject: keyof Exceptions): z.ZodType<readonly string[] | undefined> => {
    const most = about.includes(subject) ? MOST_EXCEPTIONS : 0;
    const error = most === 0 ? `${of} is not about ${subject}: none can be left out` : `must be at most ${most} names`;
    return z.array(z.string('must be text').max(100), 'must be a list of names').max(most, error).optional();
  };
  return only(Object.fromEntries(SUBJECTS.map((subject) => [subject, names(subject)])));
}

const rules = only(
  Object.fromEntries(
    KIND_NAMES.map((name) => {
      const thresholds = Object.entries(kindOf(name).thresholds).map(([one, { title, unit, min, max }]) => {
        const error = `must be a whole number from ${min} to ${max}`;
        const schema = z.int(error).min(min, error).max(max, error);
        return [one, schema.describe(`${title.toLowerCase()}: ${unit}`)] as const;
      });
      const on = z.boolean('must be true or false').describe('whether it is watched');
      const except = exceptions(name).optional().describe('what is left out of it, by name');
      return [name, only({ on, except, ...Object.fromEntries(thresholds) })];
    }),
  ),
);

const rulesView = z.strictObject({
  rules: rules as unknown as z.ZodType<Rules>,
  kinds: z.array(
    z.strictObject({
      ...{ kind, title: z.string(), watches: z.string(), about: z.array(z.enum(SUBJECTS)) },
      thresholds: z.array(
        z.strictObject({
          ...{ name: z.string(), title: z.string(), unit: z.string() },
          ...{ usual: z.int(), min: z.int(), max: z.int() },
        }),
      ),
    }),
  ),
  version: z.int(),
});

const told = z.strictObject({
  ...{ at: time, ok: z.boolean(), status: z.int().optional(), says: z.string().describe('for people') },
});
const webhook = z.strictObject({
  ...{ id: z.string(), name: z.string(), addedAt: time, addedBy: author },
  host: z.string().describe('all that is shown of its address'),
  last: told.optional().describe('what came of it when it was last told something'),
});
const named = z.strictObject({ webhook: z.string().max(100) });
const webhookName = z
  .string('must be text')
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must be at most 100 characters long')
  .regex(/^\P{Cc}*$/u, 'must not hold control characters');

export const ALERT_SPECS: Specs<AlertOperations> = {
  'GET /api/alerts': {
    permission: 'read',
    summary: 'What is not right just now, and what was: the alerts, the latest first.',
    query: only({
      state: z.enum(STATES, `must be one of ${STATES.join(', ')}`).optional(),
      ...{ kind: kind.optional(), pipeline: words, integration: words, ...times, limit, after },
    }),
    response: page(alert),
  },
  'GET /api/alerts/rules': {
    permission: 'read',
    summary: 'What is watched, by which thresholds, and what can be said of them.',
    response: rulesView,
    versioned: true,
  },
  'PUT /api/alerts/rules': {
    permission: 'deploy',
    summary: 'Change what is watched, and by which thresholds.',
    body: only({ rules: rules as unknown as z.ZodType<GivenRules> }),
    response: rulesView,
    ...{ versioned: true, needsVersion: true },
  },
  'GET /api/alerts/webhooks': {
    permission: 'read',
    summary: 'Where alerts are told. Of each its host, and never its address.',
    response: z.strictObject({ webhooks: z.array(webhook) }),
  },
  'POST /api/alerts/webhooks': {
    permission: 'administer',
    summary: 'Have alerts told to a webhook. Its address is kept as a secret, and not shown again.',
    body: only({
      url: z.string('must be text').trim().min(1, 'is missing').max(2_000, 'must be at most 2,000 characters long'),
      name: webhookName.optional(),
    }),
    response: webhook,
    status: 201,
  },
  'DELETE /api/alerts/webhooks/:webhook': {
    permission: 'administer',
    summary: 'Tell a webhook nothing more.',
    params: named,
  },
  'POST /api/alerts/webhooks/:webhook/test': {
    permission: 'administer',
    summary: 'Send a test to a webhook, once. The answer says what came of it.',
    params: named,
    response: told,
  },
};

/** What the operations on alerts work with. */
export interface AlertingParts {
  readonly alerting: Pick<Alerting, 'kept' | 'rules' | 'webhooks'>;
  readonly clock: Clock;
  /** The console's address. */
  readonly url: () => string;
}

export function alertHandlers({ alerting, clock, url }: AlertingParts): Handlers<AlertOperations> {
  return {
    'GET /api/alerts': async ({ query }) => {
      const { limit = 100, after } = query;
      const isAsked = asked(query, clock.now());
      const found = alerting.kept.all
        .filter((one) => (after === undefined || one.id < after) && isAsked(one))
        .map(({ untold: _, ...one }) => ({ ...one, title: kindOf(one.kind).title }));
      const items = found.slice(0, limit);
      return { items, next: found.length > limit ? items.at(-1)?.id : undefined };
    },
    'GET /api/alerts/rules': async () => ({ ...(await alerting.rules.get()), kinds: KINDS }),
    'PUT /api/alerts/rules': async ({ body, version, audit }) => {
      const { rules: before } = await alerting.rules.get();
      const changed = withUsual(body.rules);
      const now = await alerting.rules.put(changed, version);
      audit('alerts.rules_changed', 'alert rules', { before: json(before), after: json(changed) });
      return { rules: changed, kinds: KINDS, version: now };
    },
    'GET /api/alerts/webhooks': async () => ({ webhooks: await alerting.webhooks.list() }),
    'POST /api/alerts/webhooks': async (call) => {
      const { url: address, name } = call.body;
      const refusal = alerting.webhooks.refusal(address);
      if (refusal !== undefined) throw new InvalidRequest(`url: ${refusal}`, [{ path: 'url', message: refusal }]);
      const added = await alerting.webhooks.add({ url: address, name }, { by: callerOf(call), at: clock.now() });
      call.audit('alerts.webhook_added', `webhook ${added.name}`, { after: { id: added.id, host: added.host } });
      return added;
    },
    'DELETE /api/alerts/webhooks/:webhook': async ({ params, audit }) => {
      const removed = await alerting.webhooks.remove(params.webhook);
      audit('alerts.webhook_removed', `webhook ${removed.name}`, { before: { id: removed.id, host: removed.host } });
      return undefined;
    },
    'POST /api/alerts/webhooks/:webhook/test': async ({ params }) => {
      const now = clock.now();
      return alerting.webhooks.tell(params.webhook, testMessage(now, url()), now);
    },
  };
}

const KINDS: readonly KindView[] = KIND_NAMES.map((name) => {
  const { thresholds, ...about } = kindOf(name);
  return { kind: name, ...about, thresholds: Object.entries(thresholds).map(([name, of]) => ({ name, ...of })) };
});

function asked(query: AlertQuery, now: number): (alert: Omit<AlertView, 'title'>) => boolean {
  const { state, kind, pipeline, integration } = query;
  const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = timesOf(query, now);
  return (alert) =>
    (state === undefined || alert.state === state) &&
    (kind === undefined || alert.kind === (kind satisfies AlertKind)) &&
    (pipeline === undefined || alert.subject.pipeline === pipeline) &&
    (integration === undefined || alert.subject.integration === integration) &&
    alert.since >= since &&
    alert.since < until;
}

function json(rules: Rules): Json {
  return rules as unknown as Json;
}
