import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cli, jsonLines, ownFolder } from '../support/cli.ts';
import { ADVERTISER, rigConfig } from '../support/gateway.ts';

const NOW = ['--now', '2026-11-20T12:00:00Z'];
/** sha256('abc@example.com'), as Amazon publishes it. */
const EMAIL = '9eceb13483d7f187ec014fd6d4854d1420cfc634328af85f51d0323ba8622e21';
const ORDER = {
  ...{ type: 'track', event: 'Order Completed', messageId: 'order-1', timestamp: '2026-11-20T10:00:00Z' },
  context: { traits: { email: ' ABC@example.com ' } },
  properties: { currency: 'usd', products: [{ price: 19.99, quantity: 2 }] },
};

const ndjson = (...events: readonly object[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');

/** A configuration with two integrations, the first with definitions of its own. */
function configFile(): string {
  const { integrations, ...rest } = JSON.parse(rigConfig('http://127.0.0.1:9'));
  const file = join(ownFolder(), 'dspatch.yaml');
  const other = { kit: 'amazon-dsp-events', parameters: { DATA_SET_NAME: 'my_shop' } };
  writeFileSync(file, JSON.stringify({ ...rest, integrations: { ...integrations, other } }));
  return file;
}

it('prints what an event would become: the conversion, and the item exactly as it would go to Amazon', async () => {
  const param = 'DEFINITION.Order Completed=123';
  const { code, stdout, stderr } = await cli(['map', '--kit', 'amazon-dsp-capi', '--param', param, ...NOW, '-'], {
    input: ndjson(ORDER),
  });
  expect([code, stderr]).toEqual([0, '']);
  expect(jsonLines(stdout)).toEqual([
    {
      ...{ messageId: 'order-1', integration: 'amazon-dsp-capi', status: 'mapped', consent: 'country US' },
      conversion: expect.objectContaining({ name: 'order_completed', value: 39.98, conversionDefinitionId: '123' }),
      wire: {
        ...{ name: 'order_completed', conversionDefinitionId: '123', timestamp: '2026-11-20T10:00:00Z' },
        ...{ countryCode: 'US', matchKeys: [{ type: 'EMAIL', values: [EMAIL] }] },
        ...{ value: 39.98, currencyCode: 'USD', unitsSold: 2, clientDedupeId: 'order-1' },
      },
      match: expect.objectContaining({ present: ['EMAIL'], next: 'PHONE' }),
    },
  ]);
});

it('reads a file as it reads standard input, whose dash may be left out', async () => {
  const folder = ownFolder();
  const input = ndjson(ORDER, { ...ORDER, messageId: 'order-2' });
  writeFileSync(join(folder, 'events.ndjson'), input);
  const args = ['map', '--param', 'DEFINITION.Order Completed=123', ...NOW];
  const [file, dash, bare] = await Promise.all([
    cli([...args, 'events.ndjson'], { cwd: folder }),
    cli([...args, '-'], { input }),
    cli(args, { input }),
  ]);
  expect(jsonLines(file.stdout).map(({ messageId, status }) => [messageId, status])).toEqual([
    ['order-1', 'mapped'],
    ['order-2', 'mapped'],
  ]);
  expect([dash.stdout, bare.stdout]).toEqual([file.stdout, file.stdout]);
});

it('gives each line that cannot be mapped its reason, and goes on', async () => {
  const batch = { batch: [{ type: 'page', messageId: 'page-1' }, { type: 'track' }] };
  const lines = [
    ...['not json', '', '[1]', '{"type":"nonsense"}', '{"event":"","messageId":"x"}', JSON.stringify(batch)],
    ...['{"event":"Order Completed","messageId":"nobody"}', '{"event":"Song Played","messageId":"song"}'],
    JSON.stringify({ ...ORDER, messageId: 'old', timestamp: '2026-01-01T00:00:00Z' }),
    JSON.stringify(ORDER),
  ];
  const { code, stdout, stderr } = await cli(['map', '--param', 'DEFINITION.Order Completed=123', ...NOW], {
    input: lines.join('\r\n'),
  });
  expect([code, stderr]).toEqual([1, '5 events could not be read.\n']);
  expect(jsonLines(stdout).map(({ messageId, status, reason, detail }) => [messageId, status, reason, detail])).toEqual(
    [
      [null, 'refused', 'invalid_json', 'line 1: the body is not valid JSON'],
      [null, 'refused', 'invalid_json', 'line 3: the body must be a JSON object'],
      [null, 'refused', 'invalid_event', 'line 4: "type" must be one of track, page, screen, identify, group, alias'],
      [null, 'refused', 'missing_name', 'line 5: a track call needs its name in "event", as text'],
      ['page-1', 'dropped', 'not_configured', expect.stringContaining('no conversion definition id')],
      [null, 'refused', 'missing_name', 'line 6: a track call needs its name in "event", as text'],
      ['nobody', 'dropped', 'no_identity', expect.any(String)],
      ['song', 'dropped', 'unmapped', undefined],
      ['old', 'dropped', 'too_old', expect.any(String)],
      ['order-1', 'mapped', undefined, undefined],
    ],
  );
});

it.each([
  ['2026-11-20T12:00:00Z', 'mapped', undefined],
  ['2026-12-20T12:00:00Z', 'dropped', 'too_old'],
  ['2026-11-01T12:00:00Z', 'dropped', 'in_future'],
])('takes %s as now: then the order is %s', async (now, status, reason) => {
  const { stdout } = await cli(['map', '--param', 'DEFINITION.Order Completed=123', '--now', now], {
    input: ndjson(ORDER),
  });
  const [line] = jsonLines(stdout);
  expect([line.status, line.reason]).toEqual([status, reason]);
});

it('maps with every integration of a file, or with the one that is named, and needs none of its secrets', async () => {
  const file = configFile();
  const [all, one, laid, wrong] = await Promise.all([
    cli(['map', '-f', file, ...NOW], { input: ndjson(ORDER) }),
    cli(['map', '-f', file, '--integration', 'amazon', ...NOW], { input: ndjson(ORDER) }),
    cli(
      [
        'map',
        '-f',
        file,
        '--integration',
        'amazon',
        '--param',
        'DEFAULT_COUNTRY=CA',
        '--param',
        'MAX_AGE_DAYS=1',
        ...NOW,
      ],
      { input: ndjson(ORDER, { ...ORDER, messageId: 'order-2', timestamp: '2026-11-18T10:00:00Z' }) },
    ),
    cli(['map', '-f', file, '--integration', 'amazn', ...NOW]),
  ]);
  expect(jsonLines(all.stdout).map((line) => [line.messageId, line.integration])).toEqual([
    ['order-1', 'amazon'],
    ['order-1', 'other'],
  ]);
  expect(jsonLines(one.stdout)).toEqual([
    expect.objectContaining({ wire: expect.objectContaining({ conversionDefinitionId: '104' }) }),
  ]);
  expect(jsonLines(laid.stdout)).toEqual([
    expect.objectContaining({ wire: expect.objectContaining({ countryCode: 'CA' }) }),
    expect.objectContaining({ messageId: 'order-2', reason: 'too_old' }),
  ]);
  expect([wrong.code, wrong.stderr]).toEqual([
    1,
    `dspatch: ${file} has no integration "amazn" (did you mean "amazon"?)\n`,
  ]);
});

it('compares the two kits, event by event and in sum', async () => {
  const args = [
    'map',
    '--compare',
    '--param',
    `ADVERTISER_ID=${ADVERTISER}`,
    '--param',
    'DATA_SET_NAME=my_shop',
    ...NOW,
  ];
  const [text, json] = await Promise.all([
    cli([...args, '--param', 'DEFINITION.Order Completed=123'], { input: `${ndjson(ORDER)}oops\n` }),
    cli([...args, '--json'], { input: ndjson(ORDER) }),
  ]);
  expect(text.code).toBe(1);
  expect(text.stdout).toMatch(/^order-1 {2}Order Completed/m);
  expect(text.stdout).toMatch(/^ {2}both: mapped$/m);
  expect(text.stdout).toMatch(/^line 2: the body is not valid JSON/m);
  expect(text.stdout).toMatch(/^1 compared, amazon-dsp-capi -> amazon-dsp-events:$/m);
  expect(jsonLines(json.stdout)).toEqual([
    expect.objectContaining({
      'amazon-dsp-capi': expect.objectContaining({ status: 'dropped', reason: 'not_configured' }),
      'amazon-dsp-events': expect.objectContaining({ status: 'mapped' }),
    }),
  ]);
});

it('shows in a comparison why there is nothing to compare, in full, and does nothing to the terminal', async () => {
  const input = ndjson(
    { ...ORDER, messageId: 'song', event: 'Song \u001b[31mPlayed\nINJECT' },
    { ...ORDER, messageId: 'nobody', context: {} },
    { ...ORDER, messageId: 'odd', userId: 'user_1' },
  );
  const params = ['DATA_SET_NAME=my_shop', 'DEFINITION.Order Completed=123'].flatMap((param) => ['--param', param]);
  const { code, stdout } = await cli(['map', '--compare', ...params, ...NOW], { input });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^song {2}Song ␛\[31mPlayed␊INJECT {2}\(amazon-dsp-capi\)\n {2}both: dropped: unmapped\n\n/m);
  expect(stdout).toMatch(/^ {2}both: dropped: no_identity \(the event carries no identifier that Amazon takes\)\n/m);
  expect(stdout).toMatch(
    /^ {2}no MATCH_ID with amazon-dsp-events: it is empty, .* of a form that the API does not take$/m,
  );
  expect(stdout).not.toMatch(/[^\n\P{Cc}]/u);
});

it('shows in a comparison what becomes of an event that one kit alone sends', async () => {
  const args = ['map', '--compare', '--param', 'DATA_SET_NAME=my_shop', ...NOW];
  const { stdout } = await cli(args, { input: ndjson(ORDER) });
  expect(stdout).toMatch(
    /^ {2}amazon-dsp-capi: {3}dropped: not_configured \("Order Completed" has no conversion definition/m,
  );
  expect(stdout).toMatch(/^ {2}amazon-dsp-events: mapped$/m);
});

it.each<[what: string, params: readonly string[], says: RegExp]>([
  [
    'an event misspelt',
    ['--param', 'DEFINITION.Order Complet=1'],
    /^dspatch: --param DEFINITION\.Order Complet: the playbook has no event "Order Complet" \(did you mean "Order Completed"\?\)/,
  ],
  ['no event', ['--param', 'DEFINITION.=1'], /--param DEFINITION\.: should name an event/],
  [
    'a definition under the kit that has none',
    ['--kit', 'amazon-dsp-events', '--param', 'DEFINITION.Order Completed=1'],
    /--param DEFINITION\.Order Completed: the kit amazon-dsp-events has no conversion definition ids/,
  ],
  [
    'a secret, beside another mistake',
    ['--param', 'CLIENT_SECRET=plain', '--param', 'BATCH_SIZ=3'],
    /--param CLIENT_SECRET: is a secret, .*: leave it out\n {2}--param BATCH_SIZ: there is no parameter "BATCH_SIZ" \(did/,
  ],
  [
    'a name that neither kit knows',
    ['--compare', '--param', 'BATCH_SIZ=3'],
    /--param BATCH_SIZ: there is no parameter/,
  ],
  ['a value of another kind', ['--param', 'BATCH_SIZE=x'], /--param BATCH_SIZE: must be a whole number from 1 to/],
])('refuses a parameter instead of ignoring it: %s', async (_, params, says) => {
  const { code, stdout, stderr } = await cli(['map', ...params, ...NOW], { input: ndjson(ORDER) });
  expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(says)]);
  expect(stderr).not.toContain('plain');
});

it('takes a definition of an event that the kit does not have: it is the person’s own', async () => {
  const { code, stdout } = await cli(['map', '--param', 'DEFINITION.Trial Begun=9', ...NOW], {
    input: ndjson({ ...ORDER, event: 'Trial Begun' }),
  });
  expect([code, jsonLines(stdout)[0].wire.conversionDefinitionId]).toEqual([0, '9']);
});

it('ends in peace when its reader has seen enough', async () => {
  const many = ndjson(...Array.from({ length: 20_000 }, (_, i) => ({ ...ORDER, messageId: `order-${i}` })));
  const { code, stderr, stdout } = await cli(
    ['-c', '"$0" map | head -n 1', join(import.meta.dirname, '../../bin/dspatch')],
    {
      ...{ bin: 'sh', input: many },
    },
  );
  expect([code, stderr]).toEqual([0, '']);
  expect(jsonLines(stdout)).toHaveLength(1);
});
