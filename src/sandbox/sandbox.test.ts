import { expect, test } from 'vitest';
import { startSandbox } from './sandbox.ts';

test('it listens on loopback, on any free port', async () => {
  const sandbox = await startSandbox();
  expect(sandbox.url).toBe(`http://127.0.0.1:${sandbox.port}`);
  await sandbox.close();
});

test('a port that is taken is told with a code', async () => {
  const first = await startSandbox();
  await expect(startSandbox({ port: first.port })).rejects.toMatchObject({ code: 'sandbox_listen' });
  await first.close();
});

test.each([{ keep: -1 }, { port: 1.5 }, { rateLimit: 0 }, { accessTokenSeconds: 0 }])(
  '%j makes no sense',
  async (options) => {
    await expect(startSandbox(options)).rejects.toMatchObject({ code: 'sandbox_options' });
  },
);

test('after closing nothing listens', async () => {
  const sandbox = await startSandbox();
  await sandbox.close();
  await expect(fetch(sandbox.url)).rejects.toThrow();
});

test('definitions can be added from the inside', async () => {
  const sandbox = await startSandbox({ definitions: 'strict' });
  const fields = {
    name: 'Order',
    conversionType: 'OFF_AMAZON_PURCHASES',
    source: 'SERVER_TO_SERVER',
    sourceType: 'WEBSITE',
    countingMethod: 'EVERY',
    value: 0,
  };
  const { conversionDefinitionId } = sandbox.definitions.add('42', fields);
  expect(sandbox.definitions.list('42')).toHaveLength(1);
  expect(sandbox.definitions.find('42', conversionDefinitionId)?.name).toBe('Order');
  await sandbox.close();
});
