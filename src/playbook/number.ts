import type { Json } from '../base/json.ts';

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;
const THOUSANDS = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const LAKHS = /^[+-]?\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?$/;
/** The spaces that stand between thousands: plain, no-break, thin, narrow no-break. */
const SPACED = /^[+-]?\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+[.,]\d{1,2}$/;
const DECIMAL_COMMA = /^[+-]?\d+,\d{1,2}$/;
const EUROPEAN = /^[+-]?\d{1,3}(?:\.\d{3})+,\d{1,2}$/;

/**
 * A JSON value as a number: numbers as they are, and text that can only mean one number: `59.9`, `1,299.00`, `59,90`,
 * `1.299,00`, with a currency sign or code around it (`$59.90`, `59.90 EUR`). Undefined for anything else and for what is not finite.
 */
export function toNumber(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'bigint') return Number(value); // a whole number that an expression wrote out
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const text = value.trim();
  return fromText(text) ?? fromText(withoutCurrency(text));
}

function fromText(text: string): number | undefined {
  if (PLAIN.test(text)) return finite(text);
  if (SPACED.test(text)) return finite(text.replace(/\s/g, '').replace(',', '.'));
  if (LAKHS.test(text)) return finite(text.replaceAll(',', ''));
  if (THOUSANDS.test(text)) return finite(text.replaceAll(',', ''));
  if (DECIMAL_COMMA.test(text)) return finite(text.replace(',', '.'));
  if (EUROPEAN.test(text)) return finite(text.replaceAll('.', '').replace(',', '.'));
  return undefined;
}

function finite(text: string): number | undefined {
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** A code, or a sign with the letters that tell whose it is (`US$`, `R$`). */
const CURRENCY_BEFORE = /^(?:[A-Z]{0,3}[$€£¥₹₺₪₫₴₽₦₱₸฿₨]|[A-Z]{3})\s*/i;
const CURRENCY_BEHIND = /\s*(?:[A-Z]{0,3}[$€£¥₹₺₪₫₴₽₦₱₸฿₨]|[A-Z]{3})$/i;

function withoutCurrency(text: string): string {
  return text.replace(CURRENCY_BEFORE, '').replace(CURRENCY_BEHIND, '');
}

/** Rounds half away from zero to `decimals` places, without the binary surprise of 1.005. */
export function round(value: number, decimals = 0): number {
  // Numbers that print with an exponent of their own are too small to leave anything, or too large to have decimals.
  if (Math.abs(value) < 1e-6 && decimals < 6) return 0;
  const scaled = Number(`${Math.abs(value)}e${decimals}`);
  if (!Number.isFinite(scaled)) return value;
  return Math.sign(value) * Number(`${Math.round(scaled)}e${-decimals}`);
}
