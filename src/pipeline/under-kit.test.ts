import { describe, expect, it } from 'vitest';
import { eventOf, NOW } from '../../test/support/events.ts';
import { integrationOf, type Setting } from '../../test/support/mapper.ts';
import { amazonDspCapi } from '../kits/amazon-dsp-capi.ts';
import { amazonDspEvents } from '../kits/amazon-dsp-events.ts';
import type { Kit } from '../kits/kit.ts';
import { compare, type Made } from './compare.ts';
import { type OwnPart, underKit } from './under-kit.ts';

const OWN: OwnPart = {
  parameters: { ADVERTISER_ID: '1', PROFILE_ID: '2', DEFAULT_COUNTRY: 'CA', 'DEFINITION.Page': '9' },
  playbook: {
    global: { clientDedupeId: { mapping: 'properties.order_id' }, 'matchKeys.MAID': { mapping: 'properties.maid' } },
    events: {
      'Cart Viewed': null,
      'Trial Started': { conversionDefinitionId: { enrichment: '7' }, deny: 'properties.test == true' },
    },
    eventNames: 'loose',
  },
};

describe('an integration’s own part under another kit', () => {
  it('keeps what both kits know, and names what falls away', () => {
    expect(underKit(OWN, amazonDspEvents)).toEqual({
      parameters: { ADVERTISER_ID: '1', DEFAULT_COUNTRY: 'CA' },
      playbook: {
        ...OWN.playbook,
        events: { 'Cart Viewed': null, 'Trial Started': { deny: 'properties.test == true' } },
      },
      left: ['PROFILE_ID', 'DEFINITION.Page', 'conversionDefinitionId'],
    });
  });

  it('stays as it is under its own kit', () => {
    expect(underKit(OWN, amazonDspCapi)).toEqual({ ...OWN, left: [] });
  });
});

describe('the comparison of two kits', () => {
  const event = {
    event: 'Order Completed',
    messageId: 'm-1',
    userId: 'u1',
    context: { traits: { email: 'a@example.com' } },
  };

  const made = (kit: Kit, fields: object, setting: Setting = {}): Made => {
    const by = integrationOf(kit, setting);
    return { by, mapped: by.map(eventOf(fields), NOW) };
  };
  const DEFINED: Setting = { parameters: { 'DEFINITION.Order Completed': '9' } };

  it('tells what is the same, and what differs', () => {
    const { same, different } = compare(made(amazonDspCapi, event, DEFINED), made(amazonDspEvents, event));
    expect(same).toEqual(expect.arrayContaining(['result', 'name', 'time', 'country', 'dedupe id', 'EMAIL']));
    expect(different).toContainEqual({
      ...{ what: 'counts as', before: 'definition 9', after: 'OFF_AMAZON_PURCHASES in Default_Events' },
    });
    expect(different).toContainEqual({ what: 'event source', before: undefined, after: 'WEBSITE' });
    expect(different.find(({ what }) => what === 'MATCH_ID')).toMatchObject({ after: 'u1' });
  });

  it('tells of an event that only one of them sends', () => {
    const { different } = compare(made(amazonDspCapi, event), made(amazonDspEvents, event));
    expect(different[0]).toEqual({
      ...{ what: 'result', after: 'mapped' },
      before: 'dropped: not_configured ("Order Completed" has no conversion definition id yet)',
    });
  });

  it('tells why a match key is missing on one side', () => {
    const odd = { ...event, userId: 'user_1' };
    expect(compare(made(amazonDspCapi, odd, DEFINED), made(amazonDspEvents, odd)).absent).toEqual([
      { what: 'MATCH_ID', from: 'after', why: expect.stringContaining('of a form that the API does not take') },
    ]);
    const off = { parameters: { ...DEFINED.parameters, USER_ID_MATCH_KEY: 'off' } };
    expect(compare(made(amazonDspCapi, event, off), made(amazonDspEvents, event)).absent).toEqual([
      { what: 'MATCH_ID', from: 'before', why: expect.stringContaining('it is not sent') },
    ]);
    expect(compare(made(amazonDspCapi, event), made(amazonDspEvents, event)).absent).toEqual([]);
  });
});
