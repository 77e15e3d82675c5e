import { Badge } from '@mantine/core';
import type { ReactElement } from 'react';
import type { ConsentTrace } from '../../../src/preview/consent.ts';
import type { FilterTrace } from '../../../src/preview/preview.ts';
import { sentence } from '../../parts/sentence.ts';
import classes from './event.module.css';
import { Step } from './step.tsx';

const VERDICTS: Readonly<Record<ConsentTrace['verdict'], string>> = {
  granted: 'granted',
  not_needed: 'not needed',
  unsignalled: 'not signalled',
  denied: 'refused',
  missing: 'missing',
};

/** What the consent gate found and decided. */
export function ConsentStep({ consent }: { readonly consent: ConsentTrace | undefined }): ReactElement {
  if (consent === undefined) {
    return (
      <Step title="Consent" tone="none" verdict="not asked" lead="The event was held before it came to the gate." />
    );
  }
  const { verdict, country, needed, signs, otherCategories, limited, detail } = consent;
  const isHeld = verdict === 'denied' || verdict === 'missing';
  const words = [
    `From ${country}, where ${needed ? 'a sign of consent is needed' : 'none is needed'}`,
    ...(detail === undefined ? [] : [detail]),
    ...(limited ? ['sent marked for limited use of data'] : []),
    ...(otherCategories > 0 ? [`${otherCategories} other categories decide nothing here`] : []),
  ];
  return (
    <Step title="Consent" tone={isHeld ? 'stop' : 'pass'} verdict={VERDICTS[verdict]} lead={sentence(words.join('; '))}>
      {signs.length > 0 && (
        <ul className={classes.list}>
          {signs.map(({ sign, says, what }) => (
            <li key={sign} className={classes.item}>
              {sign} <Badge color={says === 'granted' || says === 'no refusal' ? 'green' : 'red'}>{says}</Badge> {what}
            </li>
          ))}
        </ul>
      )}
    </Step>
  );
}

/** What each filter said. */
export function FiltersStep({
  filters,
  switchedOff,
  section,
}: {
  readonly filters: readonly FilterTrace[];
  readonly switchedOff: boolean;
  readonly section: string | undefined;
}): ReactElement {
  const isHeld = switchedOff || filters.some(({ passes }) => !passes);
  const lead = switchedOff
    ? 'The event’s own “integrations” keeps it from going here.'
    : section === undefined
      ? 'No section of the playbook maps this event.'
      : `Mapped by the section ${section}, together with Global${filters.length === 0 ? '; there is no filter' : ''}.`;
  const isUnmapped = section === undefined && !switchedOff;
  return (
    <Step
      title="Filters"
      tone={isHeld || isUnmapped ? 'stop' : 'pass'}
      verdict={isHeld ? 'held back' : isUnmapped ? 'unmapped' : 'passed'}
      lead={lead}
    >
      {filters.length > 0 && (
        <ul className={classes.list}>
          {filters.map(({ kind, text, result, passes }) => (
            <li key={`${kind} ${text}`} className={classes.item}>
              <Badge color={passes ? 'green' : 'red'}>{`${kind}: ${result}`}</Badge>
              <code className={classes.mono}>{text}</code>
            </li>
          ))}
        </ul>
      )}
    </Step>
  );
}
