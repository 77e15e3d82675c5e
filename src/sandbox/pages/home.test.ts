import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { ask, importEvents } from '../testing/client.ts';
import { dspEvent, sha256 } from '../testing/events.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

test('the home page says what this is, counts, and links to the JSON views', async () => {
  const { status, headers, text } = await ask(sandbox, '/');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(text).toContain('stand-in for Amazon');
  expect(text).not.toContain('<script');
  for (const [, link] of text.matchAll(/href="([^"]+)"/g)) expect((await ask(sandbox, link ?? '')).status).toBe(200);
});

test('it shows accepted events, escaped and without their match keys', async () => {
  await importEvents(sandbox, [dspEvent({ name: '<img src=x onerror=alert(1)>', clientDedupeId: '\'"&' })]);
  const { text } = await ask(sandbox, '/');
  expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(text).toContain('&#39;&quot;&amp;');
  expect(text).not.toContain('<img');
  expect(text).not.toContain(sha256('abc@example.com'));
});

test('its only style is the one its policy names', async () => {
  const { headers, text } = await ask(sandbox, '/');
  const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '';
  const digest = Buffer.from(sha256(style), 'hex').toString('base64');
  expect(headers.get('content-security-policy')).toContain(`style-src 'sha256-${digest}'`);
});
