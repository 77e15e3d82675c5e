import { z } from 'zod';
import { ROLES, type Role } from '../admin/permissions.ts';
import type { Json } from '../base/json.ts';
import { type PlaybookConfig, playbookSchema } from '../playbook/schema.ts';

const port = z.int().min(0).max(65_535);

const listener = (defaultPort: number) =>
  z.strictObject({ host: z.string().min(1).default('127.0.0.1'), port: port.default(defaultPort) }).prefault({});

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Whether an address is safe to send secrets to: over TLS, or without leaving the machine. */
function isConfidential(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol !== 'http:' || LOOPBACK.has(url.hostname);
}

const httpAddress = z.url({ protocol: /^https?$/, error: 'must be an http(s) address' });
const role = z.enum(ROLES);

const oidcSchema = z
  .strictObject({
    /** As it calls itself in its tokens. */
    issuer: httpAddress.refine(isConfidential, 'must be an https address, or one of this machine'),
    clientId: z.string().min(1),
    clientSecret: z
      .string()
      .regex(/^(env|file):./, 'a secret is not written down here: give it as env:NAME or file:PATH'),
    /** What people know it by. */
    title: z.string().min(1).max(60).default('single sign-on'),
    /** The role of who is given none by a claim; without one they stay out. */
    role: role.optional(),
    /** Only people with a verified e-mail address in one of these come in. */
    allowedDomains: z
      .array(z.string().regex(/^[^\s@/:]+$/, 'a domain is what stands behind the @ of an address, such as example.com'))
      .min(1)
      .optional(),
    /** A claim that gives roles by its values: its name, or its path (`realm_access.roles`). */
    roleClaim: z.strictObject({ claim: z.string().min(1), roles: z.record(z.string(), role) }).optional(),
  })
  .refine(({ allowedDomains, roleClaim }) => allowedDomains !== undefined || roleClaim !== undefined, {
    error: 'would let in everybody whom the issuer knows: name allowedDomains, or a roleClaim',
  })
  .refine(({ role: given, roleClaim }) => given !== undefined || roleClaim !== undefined, {
    error: 'lets nobody in: name the role of new people, or a roleClaim',
  });

const serverSchema = z.strictObject({
  /** Where events come in. */
  ingest: listener(8080),
  /** Where the gateway is watched and steered. */
  admin: z
    .strictObject({
      ...{ host: z.string().min(1).default('127.0.0.1'), port: port.default(8081) },
      /** The address that people use, where it is not the listener's own: that of a proxy before it. */
      publicUrl: httpAddress
        .refine((address) => (URL.parse(address)?.pathname ?? '/') === '/', 'must be an address without a path')
        .optional(),
    })
    .prefault({}),
  /** How people sign in besides by password. */
  signIn: z.strictObject({ oidc: oidcSchema.optional() }).prefault({}),
  /** Where the queue and the ledger are kept. */
  dataDir: z.string().min(1).default('./data'),
  /** Addresses besides Amazon's that may be sent to, such as a sandbox's. */
  allowUpstreams: z.array(httpAddress).default([]),
  queue: z
    .strictObject({
      /** Deliveries that may wait before no more events are taken. */
      maxWaiting: z.int().min(1).default(2_000_000),
      /** Free disk space, in MB, below which no more events are taken. */
      minFreeDiskMb: z.number().min(0).default(512),
    })
    .prefault({}),
  retention: z
    .strictObject({
      /** Days that the ledger remembers what was delivered or dropped. */
      ledgerDays: z.number().min(1).max(3650).default(30),
      /** Days that dead letters are kept. */
      deadLetterDays: z.number().min(1).max(3650).default(30),
      /** Days that the audit log is kept. */
      auditDays: z.number().min(1).max(3650).default(90),
    })
    .prefault({}),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'a name is 1 to 64 letters, digits, ".", "_" or "-", beginning with a letter or digit',
  );

const integrationSchema = z.strictObject({
  kit: z.string(),
  parameters: z.record(z.string(), z.json() as z.ZodType<Json>).default({}),
  playbook: playbookSchema.default({}),
});

const writeKey = z
  .string()
  .max(200)
  .regex(/^[^\s:]+$/, 'a write key has no ":" and no spaces: it travels as a user name of Basic authorization');

const VARIABLE = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

const pipelineSchema = z.strictObject({
  writeKeys: z.array(writeKey).min(1, 'a pipeline needs at least one write key'),
  integrations: z.array(z.string()).default([]),
  /** Values that differ by pipeline although an integration is shared: `${pipeline.NAME}` in its playbook. */
  variables: z
    .record(
      z.string().regex(VARIABLE, 'a variable is 1 to 64 letters, digits or "_", beginning with a letter'),
      z.string(),
    )
    .default({}),
});

/** The shape of dspatch.yaml. What depends on kits, playbooks and secrets is checked in load.ts. */
export const configSchema: z.ZodType<Config> = z.strictObject({
  server: serverSchema.prefault({}),
  integrations: z.record(name, integrationSchema).default({}),
  pipelines: z.record(name, pipelineSchema).default({}),
}) as unknown as z.ZodType<Config>;

/** One listener's address. */
export interface ListenerConfig {
  readonly host: string;
  readonly port: number;
}

/** What a person writes about the gateway itself. */
export interface ServerConfig {
  readonly ingest: ListenerConfig;
  readonly admin: ListenerConfig & { readonly publicUrl?: string };
  readonly signIn: { readonly oidc?: OidcConfig };
  readonly dataDir: string;
  readonly allowUpstreams: readonly string[];
  readonly queue: { readonly maxWaiting: number; readonly minFreeDiskMb: number };
  readonly retention: { readonly ledgerDays: number; readonly deadLetterDays: number; readonly auditDays: number };
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
