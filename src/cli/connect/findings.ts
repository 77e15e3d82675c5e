import type { Finding, Found } from '../../admin/api/connect.ts';
import { DspatchError } from '../../base/errors.ts';

const SIGNS: Readonly<Record<Finding['level'], string>> = { ok: '+', warning: '!', problem: 'x', unknown: '?' };

/** Findings as lines for people: a sign, what was looked at, what it is like, and below it what to do. */
export function findingLines(findings: readonly Finding[]): string {
  return findings
    .flatMap(({ level, what, says, mend }) => [
      `${SIGNS[level]} ${what}: ${says}`,
      ...(mend === undefined ? [] : [`    ${mend}`]),
    ])
    .join('\n');
}

/** What was found. Throws what the finding says where there is nothing. */
export function need<T>(found: Found<T>): T {
  if (found.ok) return found.value;
  throw refusal(found.finding);
}

/** A finding that ends the command. */
export function refusal({ code, what, says, mend }: Finding): DspatchError {
  return new DspatchError(code, `${what}: ${says}${mend === undefined ? '' : `\n  ${mend}`}`);
}
