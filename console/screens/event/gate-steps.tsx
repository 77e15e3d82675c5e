import { Badge } from '@mantine/core';
import type { ReactElement } from 'react';
import type { ConsentTrace } from '../../../src/preview/consent.ts';
import type { FilterTrace } from '../../../src/preview/preview.ts';
import { consentWords, isHeld, SignWords, VERDICTS } from '../../parts/consent-words.tsx';
import classes from './event.module.css';
import { Step } from './step.tsx';

/** What the consent gate found and decided. */
export function ConsentStep({ consent }: { readonly consent: ConsentTrace | undefined }): ReactElement {
  if (consent === undefined) {
    return (
      <Step title="Consent" tone="none" verdict="not asked" lead="The event was held before it came to the gate." />
    );
  }
  const { verdict, signs } = consent;
  return (
    <Step
      title="Consent"
      tone={isHeld(consent) ? 'stop' : 'pass'}
      verdict={VERDICTS[verdict]}
      lead={consentWords(consent)}
    >
      {signs.length > 0 && (
        <ul className={classes.list}>
          {signs.map((sign) => (
            <li key={sign.sign} className={classes.item}>
              <SignWords sign={sign} />
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
  const isKept = switchedOff || filters.some(({ passes }) => !passes);
  const lead = switchedOff
    ? 'The event’s own “integrations” keeps it from going here.'
    : section === undefined
      ? 'No section of the playbook maps this event.'
      : `Mapped by the section ${section}, together with Global${filters.length === 0 ? '; there is no filter' : ''}.`;
  const isUnmapped = section === undefined && !switchedOff;
  return (
    <Step
      title="Filters"
      tone={isKept || isUnmapped ? 'stop' : 'pass'}
      verdict={isKept ? 'held back' : isUnmapped ? 'unmapped' : 'passed'}
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
