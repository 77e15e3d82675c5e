import type { MatchKeyType } from '../amazon/conversion.ts';
import { squash } from '../base/problem.ts';

/**
 * The names under which events carry identity, without case, spaces, `_` and `-`: Segment's traits first, and how
 * shops, tag managers and GA4 (`user_data`) spell the same things. Values may be raw or already hashed.
 */
const NAMES: Readonly<Partial<Record<MatchKeyType, string>>> = {
  EMAIL:
    'email emails emailaddress emailaddresses useremail customeremail contactemail hashedemail emailhash emailhashed ' +
    'hashedemailaddress sha256email emailsha256 sha256emailaddress',
  PHONE:
    'phone phones phonenumber phonenumbers mobile mobilephone mobilenumber cellphone telephone hashedphone phonehash ' +
    'phonehashed hashedphonenumber sha256phone phonesha256 sha256phonenumber',
  FIRST_NAME: 'firstname givenname fname sha256firstname hashedfirstname',
  LAST_NAME: 'lastname surname familyname lname sha256lastname hashedlastname',
  ADDRESS: 'street streetaddress address1 addressline1 addressline street1 line1 sha256street',
  CITY: 'city town locality',
  STATE: 'state statecode province provincecode region',
  POSTAL: 'postalcode postcode zip zipcode postal',
  MAID: 'maid advertisingid idfa gaid aaid adid iosidfa androididfa androidadid deviceadvertisingid',
  RAMP_ID: 'rampid idlenv liverampid',
  REAL_ID: 'realid',
  MERKLE_ID: 'merkleid',
  KANTAR_ID: 'kantarid',
};

/** Names of objects (or lists of objects) that hold identity one level further down. */
const NESTED = new Set(
  (
    'address defaultaddress shippingaddress billingaddress shipping billing ' +
    'customer user userdata buyer contact person'
  ).split(' '),
);

/** Names that mean something else in properties than in traits: there `state` may be an order's, `line1` a text, `mobile` a device. */
const TRAITS_ONLY = new Set(['region', 'locality', 'line1', 'town', 'phonehash', 'mobile', 'phones', 'emails']);

/** Names of a person's whole name, in traits alone; elsewhere `name` is a product's, a page's or a place's. */
const WHOLE_NAMES = new Set(['name', 'fullname']);

const TYPE_OF = new Map<string, MatchKeyType>(
  Object.entries(NAMES).flatMap(([type, names]) => names.split(' ').map((name) => [name, type as MatchKeyType])),
);

/** How deep objects in objects are gone into, how many items of a list of values, and how many external ids. */
export const MAX_NESTING = 2;
export const MOST_VALUES = 10;
export const MOST_EXTERNAL_IDS = 20;

/** What a key of an event may hold. */
export interface Slot {
  readonly type: MatchKeyType | undefined;
  readonly nested: boolean;
  readonly wholeName: boolean;
  readonly traitsOnly: boolean;
}

/** What most keys are. */
export const NO_SLOT: Slot = { type: undefined, nested: false, wholeName: false, traitsOnly: false };
const slots = new Map<string, Slot>();
const SLOTS_KEPT = 5_000;
/** No name is longer, however it is spaced; and a sender could fill the memory with long ones. */
const LONGEST_NAME = 40;

/** What a key of this name may hold; remembered by spelling, since few spellings are in use and squashing costs more. */
export function slotOf(key: string): Slot {
  if (key.length > LONGEST_NAME) return NO_SLOT;
  let slot = slots.get(key);
  if (slot === undefined) {
    const name = squash(key.replaceAll('.', ''));
    const type = TYPE_OF.get(name);
    const nested = NESTED.has(name);
    const wholeName = WHOLE_NAMES.has(name);
    slot =
      type === undefined && !nested && !wholeName
        ? NO_SLOT
        : { type, nested, wholeName, traitsOnly: TRAITS_ONLY.has(name) };
    if (slots.size >= SLOTS_KEPT) slots.clear();
    slots.set(key, slot);
  }
  return slot;
}
