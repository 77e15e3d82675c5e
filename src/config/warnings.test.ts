import { describe, expect, it } from 'vitest';
import { parseConfig } from './load.ts';

const CONNECTION = 'ADVERTISER_ID: "1", CLIENT_ID: c, CLIENT_SECRET: "env:SECRET", REFRESH_TOKEN: "env:SECRET"';

/** The warnings about a file that is right: `3:5 code path: message`. */
function warnings(text: string): string[] {
  const result = parseConfig(text, '/', { env: { SECRET: 's3cret' } });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.loaded.warnings.map(
    ({ code, path, message, line, column }) => `${line}:${column} ${code} ${path.join('.')}: ${message}`,
  );
}

/** The warnings about an integration, by where they are in it. */
function about(kit: 'amazon-dsp-capi' | 'amazon-dsp-events', parameters: string, playbook = '{}'): string[] {
  const all = warnings(`
integrations:
  a: { kit: ${kit}, parameters: { ${[CONNECTION, parameters].filter(Boolean).join(', ')} }, playbook: ${playbook} }
pipelines: { web: { writeKeys: [k], integrations: [a] } }
`);
  return all
    .filter((warning) => !warning.includes(' not_configured '))
    .map((warning) => warning.replace(/^\S+ (\S+) integrations\.a\./, '$1 '));
}

const events = (sections: string): string => `{ events: { ${sections} } }`;
const own = '{ conversionType: { enrichment: OTHER } }';

describe('an event’s name', () => {
  it.each([
    ['Order Complete', 'Order Completed'],
    ['order completed', 'Order Completed'],
    ['OrderCompleted', 'Order Completed'],
    ['Checkout Step View', 'Checkout Step Viewed'],
    ['page', 'Page'],
  ])('%s is nearly %s', (name, usual) => {
    expect(about('amazon-dsp-events', '', events(`${name}: ${own}`))).toEqual([
      `unlikely_event playbook.events.${name}: "${name}" is nearly "${usual}", and names are compared exactly: mend it, unless it is an event of your own`,
    ]);
  });

  it('may be any that is not near a usual one, and every usual one', () => {
    const names = ['Newsletter Opened', 'Product Shared', 'Product Reviewed', 'Screen', 'Order Shipped'];
    expect(about('amazon-dsp-events', '', events(names.map((name) => `${name}: ${own}`).join()))).toEqual([]);
  });

  it('may be near one that is taken away, or by case where case does not matter', () => {
    expect(about('amazon-dsp-events', '', events(`Callback Started: null, Callback Start: ${own}`))).toEqual([]);
    const loose = `{ eventNames: loose, events: { order cancelled: ${own}, Order Cancel: ${own} } }`;
    expect(about('amazon-dsp-events', '', loose)).toEqual([]);
  });

  it('takes nothing away that is not there', () => {
    expect(about('amazon-dsp-capi', '', events('Order Complete: null, Foo: null, Page: null'))).toEqual([
      'unlikely_event playbook.events.Order Complete: takes nothing away: the kit has no event "Order Complete" (did you mean "Order Completed"?)',
      'unlikely_event playbook.events.Foo: takes nothing away: the kit has no event "Foo"',
    ]);
  });

  it('cannot be empty, nor have white space around it, nor have no end', () => {
    const long = 'x'.repeat(257);
    expect(about('amazon-dsp-events', '', events(`"": ${own}, " Lead": ${own}, ${long}: ${own}`))).toEqual([
      'impossible_event playbook.events.: no event has an empty name',
      'impossible_event playbook.events. Lead: no event is called " Lead": names come without white space around them',
      `impossible_event playbook.events.${long}: the name has 257 characters, and events with more than 256 are refused`,
    ]);
  });

  it('is looked at where its definition is set by a parameter, too', () => {
    expect(about('amazon-dsp-capi', 'DEFINITION.Order Complete: "1"')).toEqual([
      expect.stringMatching(/^unlikely_event parameters\.DEFINITION\.Order Complete: .* nearly "Order Completed"/),
    ]);
  });
});

describe('a connection', () => {
  it('takes events that are older than Amazon takes', () => {
    expect(about('amazon-dsp-capi', 'MAX_AGE_DAYS: 30')).toEqual([
      'too_old_for_amazon parameters.MAX_AGE_DAYS: is 30, and Amazon takes 7 here: what is older is sent, and refused there',
    ]);
    expect(about('amazon-dsp-events', 'MAX_AGE_DAYS: 21')).toEqual([]);
  });

  it('says one region and means another', () => {
    const america = 'BASE_URL: "https://advertising-api.amazon.com"';
    expect(about('amazon-dsp-events', `REGION: EU, DEFAULT_COUNTRY: DE, ${america}`)).toEqual([
      'wrong_region parameters.BASE_URL: is Amazon’s address of NA, and REGION is EU: leave it out, REGION gives it',
    ]);
    expect(about('amazon-dsp-events', `REGION: NA, ${america}`)).toEqual([]);
    expect(about('amazon-dsp-events', 'BASE_URL: "https://advertising-api-eu.amazon.com"')).toEqual([]);
  });

  it.each(['EU', 'FE'])('is at home in %s, and takes events that say no country for events of the US', (region) => {
    expect(about('amazon-dsp-events', `REGION: ${region}`)).toEqual([
      `country_assumed parameters.REGION: is ${region}, and events that say no country are taken for events of the US, without consent asked for: set DEFAULT_COUNTRY`,
    ]);
    expect(about('amazon-dsp-events', `REGION: ${region}, DEFAULT_COUNTRY: US`)).toEqual([]);
    expect(about('amazon-dsp-events', 'REGION: NA')).toEqual([]);
  });
});

describe('consent', () => {
  it.each([
    ['CONSENT_POLICY: send', /^consent_left_behind parameters\.CONSENT_POLICY: .*kit amazon-dsp-events$/],
    ['CONSENT_COUNTRIES: [FR]', /^consent_left_behind parameters\.CONSENT_COUNTRIES: asks for no consent in AT, .*GB/],
    ['DEFAULT_COUNTRY: DE', /^consent_left_behind parameters\.DEFAULT_COUNTRY: says that events come from DE/],
  ])('cannot travel by the older API: %s', (parameter, says) => {
    expect(about('amazon-dsp-capi', parameter)).toEqual([expect.stringMatching(says)]);
  });

  it.each([
    ['CONSENT_POLICY: send', [/^consent_not_asked parameters\.CONSENT_POLICY: .*Amazon refuses such data$/]],
    ['CONSENT_COUNTRIES: [FR]', [/^consent_not_asked parameters\.CONSENT_COUNTRIES: asks for no consent in AT, .*GB/]],
    ['DEFAULT_COUNTRY: DE', []],
  ])('is to be asked for where it can travel: %s', (parameter, says) => {
    expect(about('amazon-dsp-events', parameter)).toEqual(says.map((one) => expect.stringMatching(one)));
  });
});

describe('a file', () => {
  const integration = (more = ''): string => `{ kit: amazon-dsp-events, parameters: { ${CONNECTION}${more} } }`;

  it('without a pipeline', () => {
    const says = 'no_pipelines : there is no pipeline: every event is refused with 401';
    expect(warnings('')).toEqual([`undefined:undefined ${says}`]);
    expect(warnings(`integrations: { a: ${integration()} }`)).toEqual([`undefined:undefined ${says}`]);
  });

  it('with what is not attached', () => {
    expect(warnings(`integrations: { a: ${integration()} }\npipelines: { web: { writeKeys: [k] } }`)).toEqual([
      '1:17 unattached integrations.a: is attached to no pipeline: nothing goes there',
      '2:14 no_integration pipelines.web.integrations: the pipeline has no integration: its events are dropped as no_integration',
    ]);
  });

  it('with definitions that are not set up', () => {
    const playbook = '{ events: { Order Completed: { conversionDefinitionId: { enrichment: "1" } }, Page: null } }';
    const text = `
integrations: { a: { kit: amazon-dsp-capi, parameters: { ${CONNECTION} }, playbook: ${playbook} } }
pipelines: { web: { writeKeys: [k], integrations: [a] } }
`;
    expect(warnings(text)).toEqual([
      expect.stringMatching(
        /^2:\d+ not_configured integrations\.a\.playbook\.events: Products Searched, (?!.*Page)(?!.*Order Completed).*Cart Viewed have no conversion definition id yet, and will be dropped as not_configured$/,
      ),
    ]);
  });

  it('with two integrations that Amazon takes for one', () => {
    const file = (b: string): string => `
integrations: { a: ${integration()}, b: ${b} }
pipelines: { web: { writeKeys: [k], integrations: [a, b] } }
`;
    expect(warnings(file(integration()))).toEqual([
      '3:55 same_advertiser pipelines.web.integrations.1: "b" sends for the advertiser of "a" under the same dedupe ids, and Amazon keeps one of both: give one of them a DEDUPE_SUFFIX',
    ]);
    expect(warnings(file(integration(', DEDUPE_SUFFIX: -b')))).toEqual([]);
    expect(warnings(file(integration(', REGION: EU, DEFAULT_COUNTRY: IE')))).toEqual([]);
  });
});

describe('beside problems', () => {
  it('warnings stand as far as these do not decide about them', () => {
    const integration = (more: string, playbook = '{}'): string =>
      `{ kit: amazon-dsp-events, parameters: { ${CONNECTION}, ${more} }, playbook: ${playbook} }`;
    const result = parseConfig(
      `
integrations:
  a: ${integration('MAX_AGE_DAYS: 30')}
  b: ${integration('MAX_AGE_DAYS: 30, BATCH_SIZE: 0')}
  c: ${integration('SEND_IP: on')}
  d: ${integration('SEND_IP: on')}
pipelines:
  p: { writeKeys: [k], integrations: [b] }
  q: { writeKeys: ["a:b"], integrations: [x, a, 5, c] }
  r: { writeKeys: [k2], integrations: nobody }
  s: { writeKeys: [k3] }
`,
      '/',
      { env: { SECRET: 's3cret' } },
    );
    if (result.ok) throw new Error('it is right');
    expect(result.problems).toHaveLength(5);
    expect(result.warnings.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([
      'too_old_for_amazon integrations.a.parameters.MAX_AGE_DAYS',
      'same_advertiser pipelines.q.integrations.3',
      'no_integration pipelines.s.integrations',
    ]);
  });
});
