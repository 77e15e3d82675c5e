import { z } from 'zod';
import { CONVERSION_TYPES } from '../../amazon/conversion.ts';
import type { Json } from '../../base/json.ts';
import { COUNTING_METHODS, SOURCE_TYPES } from '../../connect/definitions.ts';
import type { GuidedConnections } from '../../connect/guided-connections.ts';
import { Secret } from '../../vault/secret.ts';
import type { ConnectOperations } from '../api/connect.ts';
import { type Call, callerOf, type Handlers, type Specs } from '../operation.ts';
import { mayDo } from '../permissions.ts';
import {
  advertisers,
  definitions,
  finding,
  finished,
  found,
  made,
  profiles,
  REGION_NAMES,
  view,
} from './connect-answers.ts';

const params = z.strictObject({ connection: z.string().min(1).max(100) });
/** As dspatch.yaml has it. */
const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'a name is 1 to 64 letters, digits, ".", "_" or "-", beginning with a letter or digit',
  );
const redirectUri = z.string().min(1).max(2_000).optional();
const url = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
  .max(2_000)
  .optional();
const eventName = z.string().min(1).max(300);

/** What a definition may be worth: an amount of at most two decimals. */
const worth = z
  .number()
  .min(0)
  .max(9_999_999_999_999)
  .refine((value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6, 'must have at most two decimals');

const order = z.strictObject({
  event: eventName,
  name: z.string().trim().min(1).max(256).optional(),
  type: z.enum(CONVERSION_TYPES).optional(),
  countingMethod: z.enum(COUNTING_METHODS).optional(),
  sourceType: z.enum(SOURCE_TYPES).optional(),
  value: worth.optional(),
});

/** The operations of the guided connection. Whoever may edit integrations may connect them. */
export const connectSpecs: Specs<ConnectOperations> = {
  'POST /api/connect': {
    permission: 'edit',
    summary: 'Begin a guided connection to Amazon: gives the page on which a person consents.',
    body: z.strictObject({
      kit: z.string().min(1).max(60),
      region: z.enum(REGION_NAMES),
      clientId: z.string().trim().min(1).max(100),
      clientSecret: z.string().trim().min(1).max(500),
      redirectUri,
      baseUrl: url,
      loginUrl: url,
      authorizeUrl: url,
    }),
    response: view,
    status: 201,
  },
  'POST /api/integrations/:integration/connect': {
    permission: 'edit',
    summary: 'Connect an integration again, with the client it has: for a new refresh token.',
    params: z.strictObject({ integration: name }),
    body: z.strictObject({ redirectUri }),
    response: view,
    status: 201,
  },
  'GET /api/connect/:connection': {
    permission: 'edit',
    summary: 'How a guided connection stands.',
    params,
    response: view,
  },
  'DELETE /api/connect/:connection': { permission: 'edit', summary: 'Give a guided connection up.', params },
  'POST /api/connect/:connection/consent': {
    permission: 'edit',
    summary: 'Ask for the consent anew.',
    params,
    body: z.strictObject({ redirectUri }),
    response: view,
  },
  'POST /api/connect/:connection/redirected': {
    permission: 'edit',
    summary: 'Take the whole address that Amazon’s page sent the browser back to.',
    params,
    body: z.strictObject({ address: z.string().min(1).max(8_000) }),
    response: found(view),
  },
  'GET /api/connect/:connection/profiles': {
    permission: 'edit',
    summary: 'The profiles of the user in the region, those of DSP first.',
    params,
    response: found(profiles),
  },
  'GET /api/connect/:connection/advertisers': {
    permission: 'edit',
    summary: 'The DSP advertisers behind a profile; without one, those the user was invited to directly.',
    params,
    query: z.strictObject({
      profile: z
        .string()
        .regex(/^\d{1,32}$/, 'must be the profile’s number')
        .optional(),
    }),
    response: found(advertisers),
  },
  'PUT /api/connect/:connection/advertiser': {
    permission: 'edit',
    summary: 'Choose the advertiser, and the profile it is reached by.',
    params,
    body: z.strictObject({
      advertiserId: z.string().min(1).max(100),
      profileId: z.string().min(1).max(100).optional(),
    }),
    response: found(view),
  },
  'GET /api/connect/:connection/definitions': {
    permission: 'edit',
    summary: 'The advertiser’s conversion definitions, and what is suggested and chosen for each event.',
    params,
    response: found(definitions),
  },
  'POST /api/connect/:connection/definitions': {
    permission: 'edit',
    summary: 'Make conversion definitions for events at Amazon, and choose them.',
    params,
    body: z.strictObject({ definitions: z.array(order).min(1).max(200), test: z.boolean().optional() }),
    response: found(made),
  },
  'PUT /api/connect/:connection/definitions': {
    permission: 'edit',
    summary: 'Choose a conversion definition for each event; null for one that is not to be sent.',
    params,
    body: z.strictObject({ definitions: z.record(eventName, z.string().min(1).max(100).nullable()) }),
    response: found(view),
  },
  'POST /api/connect/:connection/check': {
    permission: 'edit',
    summary: 'Look at the whole connection as delivery will use it, without sending a conversion.',
    params,
    response: z.object({ findings: z.array(finding) }),
  },
  'POST /api/connect/:connection/finish': {
    permission: 'edit',
    summary: 'Make the integration of a connection, save a revision, attach it to a pipeline and deploy it.',
    params,
    body: z.strictObject({
      integration: name,
      dataSetName: z.string().min(1).max(100).optional(),
      note: z.string().trim().max(500).optional(),
      pipeline: name.optional(),
      deploy: z.boolean().optional(),
      confirm: z.array(z.string().max(100)).max(50).optional(),
    }),
    response: found(finished),
  },
};

/** The handlers of the guided connection. What changes something goes on record, without secrets. */
export function connectHandlers(connections: GuidedConnections): Handlers<ConnectOperations> {
  const of = (
    call: Pick<Call, 'caller'> & { readonly params: { readonly connection: string } },
  ): ReturnType<GuidedConnections['of']> => connections.of(callerOf(call), call.params.connection);
  return {
    'POST /api/connect': async (call) => {
      const { kit, region, clientId, clientSecret, redirectUri, baseUrl, loginUrl, authorizeUrl } = call.body;
      const hosts = { api: baseUrl, token: loginUrl, authorize: authorizeUrl };
      const begin = { kit, region, clientId, clientSecret: new Secret(clientSecret), redirectUri, hosts };
      const begun = connections.begin(callerOf(call), begin);
      call.audit('connection.begun', `client ${clientId}`, { after: { kit, region } });
      return begun;
    },
    'POST /api/integrations/:integration/connect': async (call) => {
      const { integration } = call.params;
      const begun = await connections.beginAgain(callerOf(call), integration, call.body.redirectUri);
      call.audit('connection.begun', `integration ${integration}`);
      return begun;
    },
    'GET /api/connect/:connection': async (call) => of(call).view,
    'DELETE /api/connect/:connection': async (call) => {
      connections.forget(callerOf(call), call.params.connection);
      return undefined;
    },
    'POST /api/connect/:connection/consent': (call) =>
      connections.askAgain(callerOf(call), call.params.connection, call.body.redirectUri),
    'POST /api/connect/:connection/redirected': (call) => of(call).receive(call.body.address),
    'GET /api/connect/:connection/profiles': (call) => of(call).profiles(),
    'GET /api/connect/:connection/advertisers': (call) => of(call).advertisers(call.query.profile),
    'PUT /api/connect/:connection/advertiser': (call) => of(call).choose(call.body.advertiserId, call.body.profileId),
    'GET /api/connect/:connection/definitions': (call) => of(call).listDefinitions(),
    'POST /api/connect/:connection/definitions': async (call) => {
      const connection = of(call);
      const answer = await connection.makeDefinitions(call.body.definitions, call.body.test ?? false);
      const ids = answer.ok ? answer.value.made.flatMap((one) => ('id' in one ? [one.id] : [])) : [];
      if (ids.length > 0) {
        call.audit('definitions.made', `advertiser ${connection.advertiserId}`, { after: { definitions: ids } });
      }
      return answer;
    },
    'PUT /api/connect/:connection/definitions': (call) => of(call).chooseDefinitions(call.body.definitions),
    'POST /api/connect/:connection/check': async (call) => ({ findings: await of(call).check() }),
    'POST /api/connect/:connection/finish': async (call) => {
      const caller = callerOf(call);
      const { deploy = true, confirm = [], ...order } = call.body;
      const may = mayDo(caller.role, 'deploy');
      // What is said of them besides (their session, say) does not belong on record.
      const { kind, id, name } = caller;
      const answer = await connections.finish({ kind, id, name }, call.params.connection, {
        ...order,
        confirm,
        deploy: deploy && may,
      });
      if (!answer.ok) return answer;
      const { finished, before, after } = answer.value;
      const { integration, pipeline } = finished;
      call.audit('integration.connected', `integration ${integration}`, {
        ...(before === undefined ? {} : { before: before as unknown as Json }),
        after: after as unknown as Json,
      });
      if (pipeline?.deployment !== undefined) {
        call.audit('pipeline.deployed', `pipeline ${pipeline.pipeline}`, {
          after: { deployment: pipeline.deployment },
        });
      }
      const mayNot = deploy && !may && pipeline !== undefined;
      const findings = mayNot ? [...finished.findings, NOT_YOURS_TO_DEPLOY] : finished.findings;
      return { ok: true, value: { ...finished, findings } };
    },
  };
}

const NOT_YOURS_TO_DEPLOY = {
  code: 'deploy_not_allowed',
  level: 'warning',
  what: 'deployment',
  says: 'the integration is in the pipeline’s draft; your role may not deploy it',
  mend: 'Ask a Deployment Manager or an Admin to deploy the pipeline.',
} as const;
