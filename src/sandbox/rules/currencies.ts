/** The 18 currencies of the DSP Conversions API v1 (fact sheet 1.1). */
export const DSP_CURRENCIES: ReadonlySet<string> = new Set(
  'AED AUD BRL CAD CNY DKK EUR GBP INR JPY MXN NOK NZD SAR SEK SGD TRY USD'.split(' '),
);

/** The currencies of the Ads API v1's shared enum, as published in July 2026. */
export const ADS_CURRENCIES: ReadonlySet<string> = new Set(
  (
    'AED ARS AUD AZN BBD BGN BMD BND BRL BSD CAD CHF CLP CNY COP CRC CZK DKK DOP EGP EUR GBP GHS GTQ HKD HUF IDR ILS ' +
    'INR JMD JPY KES KRW KYD KZT LBP LKR MAD MUR MXN MXP MYR NAD NGN NOK NZD PAB PEN PHP PKR PLN QAR RON RUB SAR SEK ' +
    'SGD THB TRY TTD TWD TZS USD UYU VND XAF XCD XOF XPF ZAR'
  ).split(' '),
);
