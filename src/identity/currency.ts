/** The currencies dsp_v1 takes (fact sheet 1.1, CONFIRMED S2). */
export const DSP_V1_CURRENCIES: ReadonlySet<string> = new Set(
  'AED AUD BRL CAD CNY DKK EUR GBP INR JPY MXN NOK NZD SAR SEK SGD TRY USD'.split(' '),
);

/**
 * The currencies ads_v1 takes: the shared `CurrencyCode` enum of Amazon's merged Ads API v1 specification, which
 * `EventCreate` refers to (S5, of 2026-07). `MXP` is in it beside `MXN`.
 */
export const ADS_V1_CURRENCIES: ReadonlySet<string> = new Set(
  (
    'AED ARS AUD AZN BBD BGN BHD BMD BND BOB BRL BSD CAD CHF CLP CNY COP CRC CZK DKK DOP DZD EGP EUR GBP GHS GTQ ' +
    'HKD HNL HRK HUF IDR ILS INR JMD JOD JPY KES KRW KWD KYD KZT LBP LKR MAD MUR MXN MXP MYR NAD NGN NOK NZD PAB ' +
    'PEN PHP PKR PLN PYG QAR RON RSD RUB SAR SEK SGD THB TND TRY TTD TWD TZS UAH USD UYU VND XAF XCD XOF XPF ZAR'
  ).split(' '),
);

/**
 * The currencies of ISO 4217 that things are priced in as of 2026, without funds, metals and test codes; and BGN and
 * HRK, which the euro has replaced and Amazon still lists.
 */
const ISO_4217: ReadonlySet<string> = new Set(
  (
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF ' +
    'CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL ' +
    'HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD ' +
    'MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN ' +
    'PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY ' +
    'TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG'
  ).split(' '),
);

/** Signs that stand for one currency. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ['€', 'EUR'],
  ['₹', 'INR'],
  ['₺', 'TRY'],
  ['₪', 'ILS'],
  ['₫', 'VND'],
  ['₴', 'UAH'],
  ['₽', 'RUB'],
  ['₦', 'NGN'],
  ['₱', 'PHP'],
  ['₸', 'KZT'],
  ['฿', 'THB'],
  ['R$', 'BRL'],
  ['US$', 'USD'],
  ['CA$', 'CAD'],
  ['AU$', 'AUD'],
  ['NZ$', 'NZD'],
  ['MX$', 'MXN'],
  ['HK$', 'HKD'],
  ['NT$', 'TWD'],
]);

const of = (codes: string): ReadonlySet<string> => new Set(codes.split(' '));

/** Signs that stand for several currencies, in upper case. */
const SIGNS_OF_SEVERAL: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    '$',
    of(
      'USD AUD CAD NZD MXN HKD SGD TWD ARS BBD BMD BND BRL BSD BZD CLP COP CVE DOP FJD GYD JMD KYD LRD MOP NAD NIO SBD ' +
        'SRD TOP TTD UYU WST XCD',
    ),
  ],
  ['£', of('GBP EGP FKP GIP LBP SDG SHP SSP SYP')],
  ['¥', of('JPY CNY')],
  ['KR', of('DKK ISK NOK SEK')],
  ['RS', of('INR LKR MUR NPR PKR SCR')],
  ['₨', of('INR LKR MUR NPR PKR SCR')],
]);

/** Whether a text is a sign of several currencies. */
export function isSignOfSeveral(text: string): boolean {
  return SIGNS_OF_SEVERAL.has(text.trim().toUpperCase());
}

/** Whether a sign of several currencies may stand for one. */
export function mayMean(sign: string, currency: string): boolean {
  return SIGNS_OF_SEVERAL.get(sign.trim().toUpperCase())?.has(currency) === true;
}

/**
 * The ISO 4217 code of a currency given as its code in any case, or by a sign that stands for one currency only.
 * Undefined for anything else: `$` might be any of twenty. Whether an API takes the currency is another question.
 */
export function currencyCode(value: string): string | undefined {
  if (ISO_4217.has(value)) return value;
  const text = value.trim().toUpperCase();
  return ISO_4217.has(text) ? text : SIGNS.get(text);
}
