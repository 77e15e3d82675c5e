import { z } from 'zod';
import type { Demo } from '../../demo/demo.ts';
import type { DemoOperations } from '../api/demo.ts';
import { callerOf, type Handlers, type Specs } from '../operation.ts';

const state = z.strictObject({
  running: z.boolean(),
  sandboxUrl: z.string().optional().describe('where the stand-in for Amazon listens, while it runs'),
  accepted: z.int().describe('conversions that it has accepted since it runs'),
  ...{ pipeline: z.string(), integration: z.string() },
});

export const DEMO_SPECS: Specs<DemoOperations> = {
  'GET /api/demo': { permission: 'read', summary: 'Whether the demo runs.', response: state },
  'POST /api/demo': {
    permission: 'administer',
    summary: 'Start a stand-in for Amazon on this machine, and a make-believe shop whose conversions go there.',
    response: state,
  },
  'DELETE /api/demo': {
    permission: 'administer',
    summary: 'End the demo. The pipeline and the integration that it made stay.',
    response: state,
    status: 200,
  },
};

export function demoHandlers(demo: Demo): Handlers<DemoOperations> {
  return {
    'GET /api/demo': async () => demo.state(),
    'POST /api/demo': async (call) => {
      const { kind, id, name } = callerOf(call);
      const started = await demo.start({ kind, id, name });
      call.audit('demo.started', `pipeline ${started.pipeline}`);
      return started;
    },
    'DELETE /api/demo': async ({ audit }) => {
      const stopped = await demo.stop();
      audit('demo.stopped', `pipeline ${stopped.pipeline}`);
      return stopped;
    },
  };
}
