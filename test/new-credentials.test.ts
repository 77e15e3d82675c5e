import { expect, it } from 'vitest';
import type { IntegrationView } from '../src/admin/api/integrations.ts';
import type { PipelineView } from '../src/admin/api/pipelines.ts';
import { order, type Rig, startRig } from './support/gateway.ts';

// A secret that comes from elsewhere than before is used as soon as that is deployed, although nothing else of the connection has changed.

async function asked<T>(rig: Rig, method: string, path: string, body?: object, version?: number): Promise<T> {
  const headers = { 'content-type': 'application/json', ...(version && { 'if-match': `"${version}"` }) };
  const answer = await rig.admin(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  expect([method, path, answer.ok, answer.ok || (await answer.clone().text())]).toEqual([method, path, true, true]);
  return (await answer.json()) as T;
}

it('what Amazon refused goes at once with a refresh token from the vault in the place of the environment’s', async () => {
  const rig = await startRig();
  try {
    rig.sandbox.login.revokeRefreshTokens('Atzr|test-refresh-token');
    await rig.post('track', order('waits'));
    const gate = () => rig.gateway.destinations.all[0]?.worker?.gate.state.state;
    await rig.until('the refusal', () => gate() === 'paused');

    await asked(rig, 'PUT', '/api/integrations/amazon/secrets/REFRESH_TOKEN', {
      value: rig.sandbox.login.refreshToken('test-client'),
    });
    const { draft, version } = await asked<IntegrationView>(rig, 'GET', '/api/integrations/amazon');
    const content = { ...draft, parameters: { ...draft.parameters, REFRESH_TOKEN: 'vault:' } };
    await asked(rig, 'PUT', '/api/integrations/amazon', content, version);
    await asked(rig, 'POST', '/api/integrations/amazon/revisions', { note: 'another token' });
    const web = await asked<PipelineView>(rig, 'GET', '/api/pipelines/web');
    const integrations = [{ integration: 'amazon', revision: 2 }];
    const edited = { ...web.draft, integrations };
    const { version: now } = await asked<PipelineView>(rig, 'PUT', '/api/pipelines/web', edited, web.version);
    const confirm = ['not_configured', 'country_assumed'];
    const deployed = Date.now();
    await asked(rig, 'POST', '/api/pipelines/web/deployments', { confirm }, now);
    await rig.until('the delivery', () => rig.sandbox.dedupeIds().has('waits'));
    // A destination that refuses us is asked once a minute, unless something has changed.
    expect(Date.now() - deployed).toBeLessThan(30_000);
  } finally {
    await rig.close();
  }
});
