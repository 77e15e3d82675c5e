import { Badge } from '@mantine/core';
import type { ReactElement } from 'react';
import type { ConsentSign, ConsentTrace } from '../../src/preview/consent.ts';
import { sentence } from './sentence.ts';

/** What the consent gate decided, in a word. */
export const VERDICTS: Readonly<Record<ConsentTrace['verdict'], string>> = {
  granted: 'granted',
  not_needed: 'not needed',
  unsignalled: 'not signalled',
  denied: 'refused',
  missing: 'missing',
};

/** Whether the gate kept the event back. */
export function isHeld({ verdict }: ConsentTrace): boolean {
  return verdict === 'denied' || verdict === 'missing';
}

/** Why it decided so. */
export function consentWords({ country, needed, detail, limited, otherCategories }: ConsentTrace): string {
  const words = [
    `From ${country}, where ${needed ? 'a sign of consent is needed' : 'none is needed'}`,
    ...(detail === undefined ? [] : [detail]),
    ...(limited ? ['sent marked for limited use of data'] : []),
    ...(otherCategories > 0 ? [`${otherCategories} other categories decide nothing here`] : []),
  ];
  return sentence(words.join('; '));
}

/** A sign of consent and what it says. */
export function SignWords({ sign: { sign, says, what } }: { readonly sign: ConsentSign }): ReactElement {
  return (
    <>
      {sign} <Badge color={says === 'granted' || says === 'no refusal' ? 'green' : 'red'}>{says}</Badge> {what}
    </>
  );
}
