import { z } from 'zod';
import { ROLES, type Role } from '../admin/permissions.ts';
import type { Json } from '../base/json.ts';
import { type PlaybookConfig, playbookSchema } from '../playbook/schema.ts';
import { VARIABLE_NAME } from '../playbook/variables.ts';

// The descriptions are what editors show (json-schema.ts), and what the reference is made from.

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Whether an address is safe to send secrets to: over TLS, or without leaving the machine. */
function isConfidential(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol !== 'http:' || LOOPBACK.has(url.hostname);
}

const httpAddress = z.url({ protocol: /^https?$/, error: 'must be an http(s) address' });
const role = z.enum(ROLES);

const listener = (what: string, who: string, defaultPort: number, more: z.core.$ZodShape = {}) =>
  z
    .strictObject({
      host: z.string().min(1).describe(`The address ${what}.`).default('127.0.0.1'),
      port: z.int().min(0).max(65_535).describe(`The port ${what}; 0 takes any free one.`).default(defaultPort),
      publicUrl: httpAddress
        .refine((address) => (URL.parse(address)?.pathname ?? '/') === '/', 'must be an address without a path')
        .refine(isConfidential, 'must be an https address, or one of this machine')
        .describe(`The address that ${who} use, where it is not the listener’s own: that of a proxy before it.`)
        .optional(),
      ...more,
    })
    .prefault({});

const oidcSchema = z
  .strictObject({
    issuer: httpAddress
      .refine(isConfidential, 'must be an https address, or one of this machine')
      .describe('The issuer, as it calls itself in its tokens.'),
    clientId: z.string().min(1).describe('The client id that the issuer gave to this gateway.'),
    clientSecret: z
      .string()
      .regex(/^(env|file):./, 'a secret is not written down here: give it as env:NAME or file:PATH')
      .describe('Its client secret, as env:NAME or file:PATH.'),
    title: z.string().min(1).max(60).describe('What people know it by.').default('single sign-on'),
    role: role.describe('The role of who is given none by a claim; without one they stay out.').optional(),
    allowedDomains: z
      .array(z.string().regex(/^[^\s@/:]+$/, 'a domain is what stands behind the @ of an address, such as example.com'))
      .min(1)
      .describe('Only people with a verified e-mail address in one of these domains come in.')
      .optional(),
    roleClaim: z
      .strictObject({
        claim: z.string().min(1).describe('The claim’s name, or its path (`realm_access.roles`).'),
        roles: z.record(z.string(), role).describe('The role that each value of it gives.'),
      })
      .describe('A claim that gives roles by its values.')
      .optional(),
  })
  .refine(({ allowedDomains, roleClaim }) => allowedDomains !== undefined || roleClaim !== undefined, {
    error: 'would let in everybody whom the issuer knows: name allowedDomains, or a roleClaim',
  })
  .refine(({ role: given, roleClaim }) => given !== undefined || roleClaim !== undefined, {
    error: 'lets nobody in: name the role of new people, or a roleClaim',
  });

const serverSchema = z
  .strictObject({
    ingest: listener('where events come in', 'pages and servers', 8080),
    admin: listener('where the gateway is watched and steered', 'people', 8081, {
      openMetrics: z
        .boolean()
        .describe('Whether /metrics is read without a token. Where it is not said: only from this machine.')
        .optional(),
    }),
    signIn: z
      .strictObject({ oidc: oidcSchema.describe('Sign-in by OpenID Connect.').optional() })
      .describe('How people sign in besides by password.')
      .prefault({}),
    dataDir: z
      .string()
      .min(1)
      .describe('Where the queue and the ledger are kept; a relative path begins at this file.')
      .default('./data'),
    allowUpstreams: z
      .array(httpAddress)
      .describe('Addresses besides Amazon’s that may be sent to, such as a sandbox’s.')
      .default([]),
    queue: z
      .strictObject({
        maxWaiting: z
          .int()
          .min(1)
          .describe('Deliveries that may wait before no more events are taken.')
          .default(2_000_000),
        minFreeDiskMb: z
          .number()
          .min(0)
          .describe('Free disk space, in MB, below which no more events are taken.')
          .default(512),
      })
      .describe('When no more events are taken: senders are told to come again.')
      .prefault({}),
    retention: z
      .strictObject({
        ledgerDays: z
          .number()
          .min(1)
          .max(3650)
          .describe('Days that the ledger remembers what was delivered or dropped.')
          .default(30),
        deadLetterDays: z.number().min(1).max(3650).describe('Days that dead letters are kept.').default(30),
        auditDays: z.number().min(1).max(3650).describe('Days that the audit log is kept.').default(90),
      })
      .describe('How long things are remembered.')
      .prefault({}),
    sealedEvents: z
      .strictObject({
        keep: z
          .boolean()
          .describe('Whether sealed copies are kept; without them there is no comparing and no running again.')
          .default(true),
        max: z.int().min(2).max(1_000_000).describe('The most that are kept of one pipeline.').default(10_000),
        days: z.number().min(0.01).max(30).describe('Days that they are kept.').default(7),
        perSecond: z
          .number()
          .min(0.1)
          .max(1_000)
          .describe(
            'How many of a pipeline are kept each second, and as many again of those dropped for what can be mended.',
          )
          .default(20),
      })
      .describe(
        'Copies of the latest events, for trying a draft on them and for running again what was dropped: identity hashed, other personal data left out, encrypted.',
      )
      .prefault({}),
    logLevel: z
      .enum(['debug', 'info', 'warn', 'error', 'silent'])
      .describe('What is logged: this and what is graver.')
      .default('info'),
  })
  .describe('The gateway itself.');

const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'a name is 1 to 64 letters, digits, ".", "_" or "-", beginning with a letter or digit',
  );

const integrationSchema = z.strictObject({
  kit: z.string().describe('The starter kit it begins from.'),
  parameters: z
    .record(z.string(), z.json() as z.ZodType<Json>)
    .describe('The kit’s parameters; `DEFINITION.<event>` sets an event’s conversion definition id.')
    .default({}),
  playbook: playbookSchema.describe('Laid over the kit’s own playbook.').default({}),
});

const writeKey = z
  .string()
  .max(200)
  .regex(/^[^\s:]+$/, 'a write key has no ":" and no spaces: it travels as a user name of Basic authorization');

const pipelineSchema = z.strictObject({
  writeKeys: z
    .array(writeKey)
    .min(1, 'a pipeline needs at least one write key')
    .describe('The keys of its senders: each is one pipeline’s. Several hold at once, so that they can be changed.'),
  integrations: z.array(z.string()).describe('The names of the integrations that its events go to.').default([]),
  variables: z
    .record(
      z.string().regex(VARIABLE_NAME, 'a variable is 1 to 64 letters, digits or "_", beginning with a letter'),
      z.string(),
    )
    .describe('Values that differ by pipeline although an integration is shared: `${pipeline.NAME}` in its playbook.')
    .default({}),
});

/** The shape of dspatch.yaml. What depends on kits, playbooks and secrets is checked in load.ts. */
export const configSchema: z.ZodType<Config> = z.strictObject({
  server: serverSchema.prefault({}),
  integrations: z.record(name, integrationSchema).describe('Configured destinations, by name.').default({}),
  pipelines: z.record(name, pipelineSchema).describe('Event sources, by name.').default({}),
}) as unknown as z.ZodType<Config>;

/** One listener's address. */
export interface ListenerConfig {
  readonly host: string;
  readonly port: number;
  /** The address that others use, where it is not the listener's own. */
  readonly publicUrl?: string;
}

/** What a person writes about the gateway itself. */
export interface ServerConfig {
  readonly ingest: ListenerConfig;
  readonly admin: ListenerConfig & { readonly openMetrics?: boolean };
  readonly signIn: { readonly oidc?: OidcConfig };
  readonly dataDir: string;
  readonly allowUpstreams: readonly string[];
  readonly queue: { readonly maxWaiting: number; readonly minFreeDiskMb: number };
  readonly retention: { readonly ledgerDays: number; readonly deadLetterDays: number; readonly auditDays: number };
  readonly sealedEvents: {
    readonly keep: boolean;
    readonly max: number;
    readonly days: number;
    readonly perSecond: number;
  };
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/** What a person writes about an OpenID Connect issuer. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  /** A reference. */
  readonly clientSecret: string;
  readonly title: string;
  readonly role?: Role;
  readonly allowedDomains?: readonly string[];
  readonly roleClaim?: { readonly claim: string; readonly roles: Readonly<Record<string, Role>> };
}

/** The whole file, with defaults filled in. */
export interface Config {
  readonly server: ServerConfig;
  readonly integrations: Readonly<Record<string, IntegrationConfig>>;
  readonly pipelines: Readonly<Record<string, PipelineConfig>>;
}

export interface IntegrationConfig {
  readonly kit: string;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly playbook: PlaybookConfig;
}

export interface PipelineConfig {
  readonly writeKeys: readonly string[];
  readonly integrations: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}
