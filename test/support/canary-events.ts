import type { Mark } from './canaries.ts';

// Events whose every personal value is a canary: it holds a mark that nothing else holds.

export const NAME: string = 'qzjxkw';
export const BIRTHDAY: string = '1973-05-19';
const POSTAL = '90730-5519';
export const IP: string = '198.51.100.77';
const IP6 = '2001:db8:7173:6b77::1';
const LATITUDE = 42.7305519;

export const PERSONAL: readonly Mark[] = [
  { what: 'a personal text', text: NAME },
  { what: 'a phone number as it was typed', text: '413) 730-55' },
  { what: 'a phone number in digits', text: '41373055' },
  { what: 'a birthday', text: BIRTHDAY },
  { what: 'a postal code', text: POSTAL },
  { what: 'a postal code without its dash', text: POSTAL.replace('-', '') },
  { what: 'an IP address', text: IP },
  { what: 'an IPv6 address', text: IP6.slice(0, -3) },
  { what: 'a place', text: String(LATITUDE) },
];

/** What Amazon takes raw: it stands in what waits for delivery, on disk, and nowhere else. */
const RAW_ID = 'wkvyqh';
const MAID = 'c0ffee73-0551-4913-8bad-f00d7305519a';
export const RAW: readonly Mark[] = [
  { what: 'an identifier that is sent raw', text: RAW_ID },
  { what: 'an advertising id', text: MAID },
];

export type Kit = 'amazon-dsp-capi' | 'amazon-dsp-events';
export type Fields = Readonly<Record<string, unknown>>;

/** What a shop knows of a person, in the words and places of the SDKs. `place` makes each value one of its own. */
function traits(place: string): Fields {
  const text = (what: string): string => `${NAME} ${what} ${place}`;
  return {
    ...{ email: `${NAME}.${place}@shop.example`, phone: `+1 (413) 730-55${10 + (place.length % 90)}` },
    ...{ firstName: text('first'), lastName: text('last'), name: text('name'), username: text('user') },
    ...{ first_name: text('first'), surname: text('sur'), birthday: BIRTHDAY, description: text('description') },
    ...{ avatar: `https://cdn.example/${NAME}/${place}.png`, website: `https://${NAME}.example`, ip: IP },
    address: { street: `12 ${text('street')}`, city: text('city'), state: 'MA', postalCode: POSTAL, country: 'US' },
    company: { name: text('company'), id: text('company id'), employees: [{ email: `${NAME}@company.example` }] },
    ...{ loyaltyNumber: text('loyalty'), passport: text('passport'), notes: [text('note'), { deep: text('deep') }] },
    [`${NAME}@key.example`]: 'a key may be personal as well',
    rampId: `XY${RAW_ID}${'0'.repeat(41)}`,
  };
}

export function context(place: string, kit: Kit): Fields {
  return {
    ...{ ip: IP, userAgent: `Mozilla/5.0 (${kit === 'amazon-dsp-events' ? RAW_ID : NAME} agent)`, locale: 'en-US' },
    traits: traits(`${place}-context`),
    page: {
      ...{ title: `${NAME} title`, path: `/${NAME}`, search: `?email=${NAME}@url.example&zip=${POSTAL}` },
      ...{ url: `https://shop.example/${NAME}?email=${NAME}%40url.example`, referrer: `https://${NAME}.example/` },
    },
    location: {
      country: 'US',
      city: `${NAME} city`,
      region: `${NAME} region`,
      latitude: LATITUDE,
      longitude: -LATITUDE,
    },
    device: {
      id: `${NAME}-device`,
      advertisingId: MAID,
      adTrackingEnabled: true,
      name: `${NAME}’s phone`,
      token: NAME,
    },
    network: { carrier: NAME, ipv6: IP6 },
    campaign: { name: NAME, content: `${NAME}@campaign.example` },
    amazon: { aref: `${NAME}@aref.example.1795169000000|+1 (413) 730-5531`, adEventKey: `${NAME}@key.example` },
    externalIds: [
      { type: 'rampId', id: `XY${RAW_ID}${'0'.repeat(41)}` },
      { type: 'crm', id: `${NAME}-crm` },
    ],
    groupId: `${NAME}-group`,
  };
}

/** A call whose every personal member is a canary. */
export function call(type: string, id: string, kit: Kit, more: Fields = {}): Fields {
  return {
    ...{ type, messageId: id, ...(type === 'track' ? { event: 'Order Completed' } : { name: `${NAME} name` }) },
    // In the older API a user id is hashed, in the newer it is sent as it is.
    ...{ userId: `${kit === 'amazon-dsp-events' ? RAW_ID : NAME}user1`, anonymousId: `${NAME}-anonymous` },
    ...{ groupId: `${NAME}-group`, previousId: `${NAME}-previous` },
    context: context(id, kit),
    traits: traits(`${id}-traits`),
    properties: {
      ...traits(`${id}-properties`),
      ...{
        currency: 'USD',
        order_id: `${NAME}-order`,
        coupon: `${NAME}@coupon.example`,
        attr1: `${NAME}@attr.example`,
      },
      ...{
        url: `https://shop.example/?email=${NAME}@url.example`,
        title: `${NAME} title`,
        referrer: `https://${NAME}.example`,
      },
      products: [{ price: 19.99, quantity: 2, name: `${NAME} engraved`, brand: `${NAME}@brand.example` }],
      customer: traits(`${id}-customer`),
      shipping_address: { street1: `${NAME} 2`, city: NAME, zip: POSTAL },
    },
    integrations: { All: true, Other: { email: `${NAME}@integrations.example` } },
    ...{ _metadata: { [NAME]: NAME }, unknown: [NAME, { [NAME]: NAME }], writeKeys: NAME },
    ...more,
  };
}
