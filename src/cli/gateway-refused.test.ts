import { expect, it } from 'vitest';
import { GatewayRefused } from './gateway-refused.ts';

it('a refusal keeps the gateway’s code, and tells every problem with its place', () => {
  const refused = new GatewayRefused(400, 'the file has problems: nothing was applied', {
    code: 'invalid_configuration',
    problems: [
      { path: 'integrations.a.kit', message: 'there is no kit "x"', line: 3, column: 5 },
      { path: '', message: 'must be a map', line: 1 },
      { path: 'pipelines.web', message: 'has no write key' },
    ],
  });
  expect([refused.code, refused.status]).toEqual(['invalid_configuration', 400]);
  expect(refused.problems).toHaveLength(3);
  expect(refused.message.split('\n')).toEqual([
    'the gateway answers 400: the file has problems: nothing was applied',
    '  line 3:5 integrations.a.kit: there is no kit "x"',
    '  line 1: must be a map',
    '  pipelines.web: has no write key',
  ]);
});

it('what its detail says already is not told twice', () => {
  const problems = [{ path: 'email', message: 'must be an e-mail address' }];
  const detail = 'the body is not right: email: must be an e-mail address';
  const { message } = new GatewayRefused(400, detail, { code: 'invalid_request', problems });
  expect(message).toBe(`the gateway answers 400: ${detail}`);
});

it('a conflict says what to do, and so does a sign-in that is missing', () => {
  const conflict = new GatewayRefused(412, 'integration/a was changed', { code: 'record_conflict' });
  expect([conflict.code, conflict.message]).toEqual([
    'record_conflict',
    expect.stringMatching(/run the command again/),
  ]);
  expect(new GatewayRefused(401, 'sign in first', { code: 'not_signed_in' }).message).toMatch(/--token/);
});

it('an answer without a code has one all the same', () => {
  expect(new GatewayRefused(500, 'no', { problems: 'none' })).toMatchObject({ code: 'gateway_refused', problems: [] });
});
