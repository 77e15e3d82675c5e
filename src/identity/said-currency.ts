import type { Json } from '../base/json.ts';
import { currencyCode, isSignOfSeveral, mayMean } from './currency.ts';

/** The longest text that is a figure with its currency. */
const LONGEST_FIGURE = 40;
/** The most items of a list of currencies that are looked at. */
const MOST_LISTED = 500;

/**
 * What the places that speak of a currency say together: an order's own member, its products', the signs of its figures. Where they
 * differ it is told, and none is taken for the other.
 */
export class SaidCurrency {
  /** The first that can be read as one currency. */
  #code: string | undefined;
  /** The first sign that stands for several, as it was said. */
  #sign: string | undefined;
  /** The first that is neither. */
  #unreadable: string | undefined;
  #conflict: string | undefined;

  /** Hears a place that is there for saying the currency. Nothing, and an empty text, say nothing. */
  add(value: Json | undefined): void {
    if (value === undefined || value === null) return;
    if (typeof value === 'string') {
      const text = value.trim();
      if (text !== '') this.#hear(text);
    } else if (Array.isArray(value)) for (const item of value.slice(0, MOST_LISTED)) this.add(item);
    else this.#unreadable ??= typeof value === 'object' ? 'an object' : String(value);
  }

  /** Hears what stands around a figure, as in `59,90 €`; a unit that is no currency only where the figure is `used`. */
  addFigure(value: Json | undefined, used: boolean): void {
    if (typeof value !== 'string' || value.length > LONGEST_FIGURE) return;
    const text = value.trim();
    if (isDigit(text.charCodeAt(0)) && isDigit(text.charCodeAt(text.length - 1))) return;
    const [, before, after] = AROUND_FIGURE.exec(text) ?? [];
    const units = [before, after].filter((unit) => unit !== undefined);
    if (used || units.every(isCurrency)) for (const unit of units) this.add(unit);
  }

  /** Hears all that was said in other places. */
  addAll(other: SaidCurrency): void {
    this.#conflict ??= other.#conflict;
    if (other.#code !== undefined) this.#hear(other.#code);
    if (other.#sign !== undefined) this.#hear(other.#sign);
    this.#unreadable ??= other.#unreadable;
  }

  #hear(text: string): void {
    const code = currencyCode(text);
    if (code !== undefined) {
      if (this.#code !== undefined && this.#code !== code) this.#conflict ??= `${this.#code} and ${code}`;
      this.#code ??= code;
    } else if (isSignOfSeveral(text)) {
      if (this.#sign !== undefined && this.#sign !== text) this.#conflict ??= `${this.#sign} and ${text}`;
      this.#sign ??= text;
    } else this.#unreadable ??= text;
  }

  /** Two that differ, such as `EUR and USD`; undefined where there are no such. */
  get conflict(): string | undefined {
    if (this.#conflict !== undefined || this.#code === undefined) return this.#conflict;
    if (this.#unreadable !== undefined) return `${this.#code} and ${this.#unreadable}`;
    return this.#sign === undefined || mayMean(this.#sign, this.#code) ? undefined : `${this.#code} and ${this.#sign}`;
  }

  /** All of it as one text: a code; else what is none, and among it two that differ. Undefined where nothing was said. */
  get text(): string | undefined {
    return this.conflict ?? this.#code ?? this.#sign ?? this.#unreadable;
  }
}

const AROUND_FIGURE = /^([^\d\s+-]{1,4})?[\s+-]*[\d.,\s]+([^\d\s]{1,4})?$/;

function isCurrency(unit: string): boolean {
  return currencyCode(unit) !== undefined || isSignOfSeveral(unit);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
