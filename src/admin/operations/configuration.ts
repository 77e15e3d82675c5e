import { z } from 'zod';
import { formatPath } from '../../base/problem.ts';
import { parseConfig } from '../../config/load.ts';
import { type ApplyTo, apply, planApply } from '../../deploy/apply.ts';
import { exportText } from '../../deploy/export.ts';
import type { HealthParts } from '../../deploy/health.ts';
import type { ConfigurationOperations } from '../api/configuration.ts';
import { callerOf, type Handlers, type Specs } from '../operation.ts';
import { InvalidRequest } from '../problems.ts';
import { note } from './parts.ts';

export const CONFIGURATION_SPECS: Specs<ConfigurationOperations> = {
  'POST /api/apply': {
    permission: 'administer',
    summary:
      'Bring integrations and pipelines to what a file says, and deploy; or, with dryRun, say what that would do.',
    body: z.strictObject({ text: z.string().max(900_000), dryRun: z.boolean().optional(), note }),
  },
  'GET /api/export': {
    permission: 'read',
    summary: 'What is deployed, as a file that says the same. Secrets are in it by reference only.',
    response: z.strictObject({ text: z.string() }),
  },
};

/** What the operations on files work with. */
export interface ConfigurationParts extends HealthParts {
  readonly to: ApplyTo;
  /** Where relative paths of a file begin, and where its secrets come from. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function configurationHandlers(parts: ConfigurationParts): Handlers<ConfigurationOperations> {
  const { to, folder, env, secretsOf, egress, clock } = parts;
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
      const warnings = read.loaded.warnings.map(
        ({ path, message, code }) => `${formatPath(path)}: ${message} (${code})`,
      );
      if (dryRun) return { steps: await planApply(config, to), warnings };
      const { kind, id, name } = callerOf(call);
      const steps = await apply(config, to, { author: { kind, id, name }, note, at: clock.now() });
      if (steps.length > 0) call.audit('configuration.applied', 'configuration', { after: steps as never });
      return { steps, warnings };
    },
    'GET /api/export': async () => ({ text: await exportText({ ...parts, pipelines: to.pipelines }) }),
  };
}
