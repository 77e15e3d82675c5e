import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE } from '../../base/durations.ts';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { ADVERTISER, type Answer, type Ask, ask, dspHeaders, importEvents } from '../testing/client.ts';
import { createMovableClock, type MovableClock } from '../testing/clock.ts';
import { dspEvent, isoTime } from '../testing/events.ts';

const V1 = 'application/vnd.dspconversiondefinition.v1+json';
const V2 = 'application/vnd.dspconversiondefinition.v2+json';
const PATH = `/accounts/${ADVERTISER}/dsp/conversionDefinitions`;
const PURCHASE_ID = '591000000000000009';

let sandbox: Sandbox;
let clock: MovableClock;
beforeEach(async () => {
  clock = createMovableClock();
  sandbox = await startSandbox({ clock });
});
afterEach(() => sandbox.close());

function send(path: string, over: Ask): Promise<Answer> {
  return ask(sandbox, path, { ...over, headers: { ...dspHeaders(sandbox), 'content-type': V1, ...over.headers } });
}

function list(body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> {
  return send(`${PATH}/list`, { body, headers });
}

function draft(members: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: 'Newsletter',
    conversionType: 'SUBSCRIBE',
    source: 'SERVER_TO_SERVER',
    sourceType: 'WEBSITE',
    countingMethod: 'EVERY',
    value: 1.5,
    ...members,
  };
}

describe('the list', () => {
  test('comes in pages of ten, one definition per shop event first', async () => {
    const first = await list();
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe(V1);
    expect(first.json).toMatchObject({ maxResults: 10, nextToken: expect.any(String) });
    expect(first.json.conversionDefinitions).toHaveLength(10);
    expect(first.json.conversionDefinitions[8]).toMatchObject({
      conversionDefinitionId: PURCHASE_ID,
      name: 'Order Completed',
      conversionType: 'OFF_AMAZON_PURCHASES',
      source: 'SERVER_TO_SERVER',
      createdBy: { accountId: ADVERTISER, name: 'Acme Outdoor US' },
    });
    const second = await list({ nextToken: first.json.nextToken });
    expect(second.json.conversionDefinitions).toHaveLength(6);
    expect(second.json).not.toHaveProperty('nextToken');
  });

  test('in version 2 has the type that version 1 cannot say', async () => {
    const types = (answer: Answer): string[] =>
      answer.json.conversionDefinitions.map((it: { conversionType: string }) => it.conversionType);
    const all = { maxResults: 100 };
    const second = await list(all, { accept: V2 });
    expect(second.headers.get('content-type')).toBe(V2);
    expect(types(second)).toContain('MOBILE_APP_FIRST_START');
    expect(types(await list(all))).not.toContain('MOBILE_APP_FIRST_START');
  });

  test('filters by id', async () => {
    const filters = [{ field: 'CONVERSION_DEFINITION_ID', values: [PURCHASE_ID, '1'] }];
    expect((await list({ filters })).json.conversionDefinitions).toHaveLength(1);
  });

  test('shows when an event was last imported', async () => {
    const find = async (): Promise<{ lastActivityTime?: string }> => {
      const filters = [{ field: 'CONVERSION_DEFINITION_ID', values: [PURCHASE_ID] }];
      return (await list({ filters })).json.conversionDefinitions[0];
    };
    expect(await find()).not.toHaveProperty('lastActivityTime');
    clock.advance(MINUTE);
    await importEvents(sandbox, [dspEvent({ timestamp: isoTime(clock.now()) })]);
    expect((await find()).lastActivityTime).toBe('2026-11-24T12:01:00Z');
  });

  test.each([
    [{ maxResults: 0 }],
    [{ maxResults: 101 }],
    [{ nextToken: 'x' }],
    [{ nextToken: 1 }],
    [{ filters: {} }],
    [{ filters: [{ field: 'NAME', values: ['x'] }] }],
    [{ filters: [{ field: 'CONVERSION_DEFINITION_ID', values: [] }] }],
    [{ filters: [{ field: 'CONVERSION_DEFINITION_ID', values: [1] }] }],
    [{ sort: 'name' }],
    [[]],
  ])('refuses %j', async (body) => {
    expect(await list(body)).toMatchObject({ status: 400, json: { errors: [{ errorType: 'BAD_REQUEST' }] } });
  });

  test('refuses wrong media types', async () => {
    expect((await list({}, { 'content-type': 'application/json' })).status).toBe(415);
    expect((await list({}, { accept: 'application/json' })).status).toBe(406);
  });

  test('is empty for an advertiser without definitions', async () => {
    const answer = await send('/accounts/42/dsp/conversionDefinitions/list', { body: {} });
    expect(answer.json.conversionDefinitions).toEqual([]);
  });
});

describe('creating', () => {
  test('answers per item, counted from 1', async () => {
    const answer = await send(PATH, { body: [draft(), draft({ name: '' }), 7] });
    expect(answer.status).toBe(207);
    expect(answer.json.success).toEqual([{ index: 1, conversionDefinitionId: expect.stringMatching(/^\d{18}$/) }]);
    expect(answer.json.error).toMatchObject([
      { index: 2, code: 'INVALID_VALUE', errors: [{ errorType: 'INVALID_VALUE', fieldName: 'name' }] },
      { index: 3, code: 'INVALID_TYPE' },
    ]);
    const id = answer.json.success[0].conversionDefinitionId;
    expect(sandbox.definitions.find(ADVERTISER, id)).toMatchObject({ name: 'Newsletter', value: 1.5 });
  });

  test.each([
    [{ conversionType: 'MOBILE_APP_FIRST_START' }, 'conversionType'],
    [{ conversionType: undefined }, 'conversionType'],
    [{ source: 'MMP' }, 'source'],
    [{ source: 'AMAZON_AD_TAG', sourceType: 'IOS' }, 'sourceType'],
    [{ countingMethod: 'ONE_PER_CLICK' }, 'countingMethod'],
    [{ value: 1.005 }, 'value'],
    [{ value: 1e13 }, 'value'],
    [{ partner: 'dspatch' }, 'partner'],
    [{ lastActivityTime: '2026-11-24T12:00:00Z' }, 'lastActivityTime'],
    [{ name: 'x'.repeat(257) }, 'name'],
  ])('refuses %j in version 1', async (members, fieldName) => {
    const answer = await send(PATH, { body: [draft(members)] });
    expect(answer).toMatchObject({ status: 207, json: { success: [], error: [{ errors: [{ fieldName }] }] } });
  });

  test('version 2 takes a partner and one more type', async () => {
    const body = [draft({ partner: 'dspatch', conversionType: 'MOBILE_APP_FIRST_START' })];
    const answer = await send(PATH, { body, headers: { 'content-type': V2 } });
    expect(answer.json.error).toEqual([]);
    expect(answer.headers.get('content-type')).toBe(V1);
  });

  test.each([[[]], [{}], [Array.from({ length: 11 }, () => draft())]])(
    'refuses a body that is not 1 to 10',
    async (body) => {
      expect((await send(PATH, { body })).status).toBe(400);
    },
  );

  test('single ones can be made to fail: they are not made, and the others are', async () => {
    sandbox.faults.set({
      kind: 'items',
      indexes: [2],
      code: 'LIMIT',
      message: 'too many',
      match: { endpoint: 'definitions' },
    });
    const { json } = await send(PATH, {
      body: [draft({ name: 'One' }), draft({ name: 'Two' }), draft({ name: 'Three' })],
    });
    expect(json.success.map((it: { index: number }) => it.index)).toEqual([1, 3]);
    expect(json.error).toEqual([expect.objectContaining({ index: 2, code: 'LIMIT', message: 'too many' })]);
    const names = sandbox.definitions.list(ADVERTISER).map((it) => it.name);
    expect(names.slice(-2)).toEqual(['One', 'Three']);
  });

  test('needs the permission to edit, while listing does not', async () => {
    sandbox.login.settings.access = 'view';
    expect((await send(PATH, { body: [draft()] })).status).toBe(403);
    expect((await list()).status).toBe(200);
  });

  test.each([
    ['ENTITY1234', 403],
    ['abc', 403],
  ])('refuses the account %s', async (account, status) => {
    const answer = await send(`/accounts/${account}/dsp/conversionDefinitions`, { body: [draft()] });
    expect(answer.status).toBe(status);
  });
});

describe('changing', () => {
  test('sets what is given and leaves the rest', async () => {
    const body = [{ conversionDefinitionId: PURCHASE_ID, name: 'Order' }];
    expect((await send(PATH, { method: 'PUT', body })).json.success).toEqual([
      { index: 1, conversionDefinitionId: PURCHASE_ID },
    ]);
    expect(sandbox.definitions.find(ADVERTISER, PURCHASE_ID)).toMatchObject({
      name: 'Order',
      conversionType: 'OFF_AMAZON_PURCHASES',
    });
  });

  test('refuses an unknown id and a wrong value', async () => {
    const body = [
      { conversionDefinitionId: '1', name: 'x' },
      { name: 'x' },
      { conversionDefinitionId: PURCHASE_ID, value: 'x' },
    ];
    const { json } = await send(PATH, { method: 'PUT', body });
    expect(json.error.map((it: { code: string }) => it.code)).toEqual([
      'UNKNOWN_DEFINITION',
      'UNKNOWN_DEFINITION',
      'INVALID_VALUE',
    ]);
  });
});
