import { z } from 'zod';
import type { Egress } from '../../amazon/egress.ts';
import type { Clock } from '../../base/clock.ts';
import { formatPath } from '../../base/problem.ts';
import type { IntegrationContent } from '../../catalog/model.ts';
import { loadIntegration, parseConfig } from '../../config/load.ts';
import { type ApplyTo, apply, planApply } from '../../deploy/apply.ts';
import { exportText } from '../../deploy/export.ts';
import type { ResolveSecret } from '../../kits/parameters.ts';
import type { ConfigurationOperations } from '../api/configuration.ts';
import { callerOf, type Handlers, type Specs } from '../operation.ts';
import { InvalidRequest } from '../problems.ts';
import { differences, note } from './parts.ts';

const ofIntegration = z.strictObject({
  do: z.enum(['create_integration', 'remove_integration']),
  integration: z.string(),
});
const ofPipeline = z.strictObject({ do: z.enum(['create_pipeline', 'remove_pipeline']), pipeline: z.string() });
const ofKeys = z.strictObject({
  ...{ do: z.enum(['add_write_keys', 'end_write_keys']), pipeline: z.string(), count: z.int() },
});
const step = z.union([
  ofIntegration,
  ofPipeline,
  ofKeys,
  z.strictObject({ do: z.literal('save_revision'), integration: z.string(), differences }),
  z.strictObject({ do: z.literal('deploy'), pipeline: z.string(), differences }),
]);

export const CONFIGURATION_SPECS: Specs<ConfigurationOperations> = {
  'POST /api/apply': {
    permission: 'administer',
    summary:
      'Bring integrations and pipelines to what a file says, and deploy; or, with dryRun, say what that would do.',
    body: z.strictObject({ text: z.string().max(900_000), dryRun: z.boolean().optional(), note }),
    response: z.strictObject({
      steps: z.array(step).describe('what was done, or would be, in this order'),
      warnings: z.array(z.string()).describe('what is no mistake in the file, and still should be known'),
    }),
  },
  'GET /api/export': {
    permission: 'read',
    summary: 'What is deployed, as a file that says the same. Secrets are in it by reference only.',
    response: z.strictObject({ text: z.string() }),
  },
};

/** What the operations on files work with. */
export interface ConfigurationParts {
  readonly to: ApplyTo;
  /** Where relative paths of a file begin, and where its secrets come from. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly secretsOf: (integration: string) => ResolveSecret;
  /** Where this gateway may send to, whatever a file's server section says. */
  readonly egress: Egress;
  readonly clock: Clock;
}

export function configurationHandlers({
  to,
  folder,
  env,
  secretsOf,
  egress,
  clock,
}: ConfigurationParts): Handlers<ConfigurationOperations> {
  return {
    'POST /api/apply': async (call) => {
      const { text, dryRun = false, note = '' } = call.body;
      const read = parseConfig(text, folder, { env, secretsOf, egress });
      if (!read.ok) {
        const problems = read.problems.map(({ path, message, line, column }) => ({
          ...{ path: formatPath(path), message },
          ...(line === undefined ? {} : { line, column }),
        }));
        throw new InvalidRequest('the file has problems: nothing was applied', problems, 'invalid_configuration');
      }
      const { config } = read.loaded;
      const warnings = read.loaded.warnings.map(({ path, message }) => `${formatPath(path)}: ${message}`);
      if (dryRun) return { steps: await planApply(config, to, 'sent'), warnings };
      const { kind, id, name } = callerOf(call);
      const about = { author: { kind, id, name }, note, at: clock.now(), source: 'sent' as const };
      const steps = await apply(config, to, about, (done) => {
        call.audit('configuration.applied', 'configuration', { after: done as never });
      });
      return { steps, warnings };
    },
    'GET /api/export': async () => {
      const isWhole = (name: string, content: IntegrationContent): boolean => {
        const surroundings = { resolveSecret: secretsOf(name), connect: true, egress };
        return loadIntegration(name, content, surroundings).problems.length === 0;
      };
      return { text: await exportText({ ...to, isWhole }) };
    },
  };
}
