/**
 * How an e-mail address becomes its normal form. The sources differ on addresses with `+`, `_` and other symbols; for
 * all others the three agree (fact sheet 2.3).
 *
 * - `amazon_strict`: trim, lower case, keep `a-z 0-9 . @ -`: the wording of Amazon's OpenAPI text (S5).
 * - `keep_plus_underscore`: the same, keeping `+` (Segment's connector, S7) and `_` (AWS's uploader, S16).
 * - `trim_lower`: trim and lower case only (Amazon's Events API sample, S6).
 */
export type EmailRule = 'amazon_strict' | 'keep_plus_underscore' | 'trim_lower';

export const EMAIL_RULES: readonly EmailRule[] = ['amazon_strict', 'keep_plus_underscore', 'trim_lower'];

interface Rule {
  /** An address that is its own normal form. */
  readonly normal: RegExp;
  readonly dropped?: RegExp;
}

const RULES: Readonly<Record<EmailRule, Rule>> = {
  amazon_strict: { normal: /^[a-z0-9.-]+@[a-z0-9.-]+$/, dropped: /[^a-z0-9.@-]+/g },
  keep_plus_underscore: { normal: /^[a-z0-9.+_-]+@[a-z0-9.+_-]+$/, dropped: /[^a-z0-9.@+_-]+/g },
  trim_lower: { normal: /^[^\s@<>:]+@[^\s@<>:]+$/ },
};

/** RFC 5321: 64 for the mailbox, the `@`, 255 for the domain. */
const MAX_LENGTH = 320;

/**
 * The normal form of an e-mail address, or undefined for what is none: no `@` or several, nothing before or after it,
 * or longer than an address can be. `mailto:` and a name around `<...>` are no part of the address.
 */
export function normaliseEmail(value: string, rule: EmailRule): string | undefined {
  const { normal, dropped } = RULES[rule];
  if (value.length <= MAX_LENGTH && dropped !== undefined && normal.test(value)) return value;
  let text = bare(value.trim());
  // Full-width letters, as Japanese keyboards type them, are the same letters.
  if (dropped !== undefined) text = text.normalize('NFKC').toLowerCase().replace(dropped, '');
  else text = text.toLowerCase();
  return text.length <= MAX_LENGTH && normal.test(text) ? text : undefined;
}

/** `Ada <ada@example.com>` and `mailto:ada@example.com?subject=x` without what surrounds the address. */
function bare(text: string): string {
  const open = text.endsWith('>') ? text.lastIndexOf('<') : -1;
  if (open >= 0) return text.slice(open + 1, -1).trim();
  return text.slice(0, 7).toLowerCase() === 'mailto:' ? (text.slice(7).split('?', 1)[0] ?? '').trim() : text;
}
