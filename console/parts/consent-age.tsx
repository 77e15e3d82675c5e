import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { Num } from './num.tsx';
import { When } from './when.tsx';

const DAY = 86_400_000;
/** Amazon ends a consent after so many days; from the second on it should be given again. */
const CONSENT_DAYS = 365;
const WARN_FROM_DAY = 335;

/** How old the consent is by which events are sent, and from day 335 on what to do. */
export function ConsentAge({ at }: { readonly at: string }): ReactElement {
  const days = Math.floor((Date.now() - Date.parse(at)) / DAY);
  if (days < WARN_FROM_DAY) {
    return (
      <span>
        Consent given <When at={at} as="ago" />, good for <Num n={CONSENT_DAYS - days} /> more days
      </span>
    );
  }
  return (
    <Text span inherit c="var(--mantine-color-error)">
      {days < CONSENT_DAYS ? `The consent ends in ${CONSENT_DAYS - days} days` : 'The consent may have ended'}: connect
      the integration again
    </Text>
  );
}
