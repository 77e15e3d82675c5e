/** What a field's values are: decides how they are read, what is warned of, and how much of them a page shows. */
export type FieldKind = 'email' | 'phone' | 'personal' | 'id' | 'name' | 'time' | 'amount' | 'currency' | 'country';

/** A place in events where a column's values may go. */
export interface Field {
  readonly id: string;
  readonly title: string;
  readonly group: 'The event' | 'The person' | 'The order' | 'Consent';
  readonly kind: FieldKind;
  /** Where it stands in the event, as the Segment spec has it. */
  readonly path: readonly (string | number)[];
  /** Names of columns that mean it, in small letters and digits alone. */
  readonly names: string;
}

const traits = ['context', 'traits'] as const;
const address = [...traits, 'address'] as const;
const product = ['properties', 'products', 0] as const;

/** Every field, in the order in which they are offered. */
export const FIELDS: readonly Field[] = [
  {
    ...{ id: 'event', title: 'Event name', group: 'The event', kind: 'name', path: ['event'] },
    names: 'event eventname eventtype action conversionname conversionevent conversion',
  },
  {
    ...{ id: 'timestamp', title: 'Time', group: 'The event', kind: 'time', path: ['timestamp'] },
    names:
      'timestamp time date datetime eventtime eventtimestamp eventdate createdat created createdon orderdate ordertime ' +
      'orderedat purchasedate purchasedat processedat paidat occurredat completedat transactiondate transactiontime conversiontime originaltimestamp',
  },
  {
    ...{ id: 'messageId', title: 'Message id', group: 'The event', kind: 'id', path: ['messageId'] },
    names: 'messageid eventid dedupeid clientdedupeid deduplicationid uuid insertid',
  },
  {
    ...{ id: 'email', title: 'E-mail address', group: 'The person', kind: 'email', path: [...traits, 'email'] },
    names:
      'email emailaddress mail customeremail useremail billingemail contactemail buyeremail hashedemail emailhash ' +
      'emailsha256 sha256email',
  },
  {
    ...{ id: 'phone', title: 'Phone number', group: 'The person', kind: 'phone', path: [...traits, 'phone'] },
    names:
      'phone phonenumber telephone tel mobile mobilephone mobilenumber cell cellphone customerphone billingphone ' +
      'shippingphone hashedphone phonehash phonesha256 sha256phone',
  },
  {
    ...{ id: 'firstName', title: 'First name', group: 'The person', kind: 'personal', path: [...traits, 'firstName'] },
    names: 'firstname givenname fname forename first billingfirstname customerfirstname shippingfirstname',
  },
  {
    ...{ id: 'lastName', title: 'Last name', group: 'The person', kind: 'personal', path: [...traits, 'lastName'] },
    names: 'lastname surname familyname lname last billinglastname customerlastname shippinglastname',
  },
  {
    ...{ id: 'name', title: 'Whole name', group: 'The person', kind: 'personal', path: [...traits, 'name'] },
    names: 'fullname customername customer billingname shippingname buyername',
  },
  {
    ...{ id: 'street', title: 'Street', group: 'The person', kind: 'personal', path: [...address, 'street'] },
    names:
      'street streetaddress address address1 addressline1 billingaddress billingaddress1 billingstreet shippingaddress shippingaddress1 shippingstreet',
  },
  {
    ...{ id: 'city', title: 'City', group: 'The person', kind: 'personal', path: [...address, 'city'] },
    names: 'city town locality billingcity shippingcity',
  },
  {
    ...{ id: 'state', title: 'State', group: 'The person', kind: 'personal', path: [...address, 'state'] },
    names:
      'state province region statecode provincecode billingstate billingprovince shippingstate shippingprovince county',
  },
  {
    ...{
      id: 'postalCode',
      title: 'Postal code',
      group: 'The person',
      kind: 'personal',
      path: [...address, 'postalCode'],
    },
    names: 'postalcode zip zipcode postcode postal plz billingzip billingpostcode shippingzip shippingpostcode',
  },
  {
    ...{ id: 'country', title: 'Country', group: 'The person', kind: 'country', path: [...address, 'country'] },
    names: 'country countrycode billingcountry shippingcountry countryiso',
  },
  {
    ...{ id: 'userId', title: 'User id', group: 'The person', kind: 'personal', path: ['userId'] },
    names: 'userid customerid memberid accountid clientid crmid uid',
  },
  {
    ...{ id: 'anonymousId', title: 'Anonymous id', group: 'The person', kind: 'personal', path: ['anonymousId'] },
    names: 'anonymousid visitorid cookieid deviceid',
  },
  {
    ...{ id: 'maid', title: 'Advertising id of the device', group: 'The person', kind: 'personal' },
    path: ['context', 'device', 'advertisingId'],
    names: 'maid advertisingid adid idfa gaid aaid deviceadvertisingid mobileadvertisingid',
  },
  {
    ...{ id: 'orderId', title: 'Order id', group: 'The order', kind: 'id', path: ['properties', 'order_id'] },
    names: 'orderid order ordernumber orderno orderref ordername transactionid purchaseid invoiceid invoicenumber',
  },
  {
    ...{ id: 'value', title: 'Value', group: 'The order', kind: 'amount', path: ['properties', 'value'] },
    names:
      'value total revenue amount ordertotal ordervalue orderamount grandtotal totalprice totalamount conversionvalue ' +
      'transactionrevenue transactionvalue purchasevalue sales',
  },
  {
    ...{ id: 'currency', title: 'Currency', group: 'The order', kind: 'currency', path: ['properties', 'currency'] },
    names: 'currency currencycode ordercurrency conversioncurrency isocurrency',
  },
  {
    ...{ id: 'productId', title: 'Product id', group: 'The order', kind: 'id', path: [...product, 'product_id'] },
    names: 'productid sku product itemid asin lineitemsku variantid articlenumber',
  },
  {
    ...{ id: 'quantity', title: 'Quantity', group: 'The order', kind: 'amount', path: [...product, 'quantity'] },
    names: 'quantity qty units unitssold items itemcount lineitemquantity count',
  },
  {
    ...{ id: 'price', title: 'Price of one', group: 'The order', kind: 'amount', path: [...product, 'price'] },
    names: 'price unitprice itemprice lineitemprice productprice',
  },
  {
    ...{ id: 'userData', title: 'Consent to the use of personal data', group: 'Consent', kind: 'name' },
    path: ['context', 'amazon', 'amznUserData'],
    names: 'amznuserdata aduserdata',
  },
  {
    ...{ id: 'adStorage', title: 'Consent to ad storage', group: 'Consent', kind: 'name' },
    path: ['context', 'amazon', 'amznAdStorage'],
    names: 'amznadstorage adstorage',
  },
  {
    ...{ id: 'tcf', title: 'TCF string', group: 'Consent', kind: 'id', path: ['context', 'consent', 'tcf'] },
    names: 'tcf tcfstring gdprconsent tcstring',
  },
];

/** A field by its id. */
export function fieldOf(id: string): Field | undefined {
  return BY_ID.get(id);
}

/** Whether a field is of one product, and not of the whole order. */
export function isOfProduct(id: string): boolean {
  return fieldOf(id)?.path.slice(0, product.length).join() === product.join();
}

const BY_ID = new Map(FIELDS.map((field) => [field.id, field]));
