import type { Policy } from './policy.ts';

/** One of the ways in which a part of the policy can be: what it is called, and what it does. */
export interface Choice {
  readonly value: string;
  readonly title: string;
  readonly does: string;
}

/** What can be chosen, each with what it does in a sentence. */
export const CHOICES: Readonly<Record<'missing' | 'optOut' | 'limited', readonly Choice[]>> = {
  missing: [
    {
      value: 'drop',
      title: 'Do not send it',
      does: 'The event is dropped as consent_missing: without a sign it is treated as if the person had not been asked.',
    },
    {
      value: 'send',
      title: 'Send it all the same',
      does: 'The event goes to Amazon without a sign. Amazon asks for one in Europe, and refuses what has none.',
    },
  ],
  optOut: [
    {
      value: 'drop',
      title: 'Do not send it',
      does: 'What people did who opted out of sale, sharing or targeted advertising is dropped as consent_denied.',
    },
    {
      value: 'limited_data_use',
      title: 'Send it, marked for limited use',
      does: 'Amazon gets the conversion marked LIMITED_DATA_USE: it is counted, and not used for advertising.',
    },
  ],
  limited: [
    {
      value: 'send',
      title: 'Send them',
      does: 'Conversions that are marked LIMITED_DATA_USE, by you or because of an opt-out, are sent with that mark.',
    },
    {
      value: 'drop',
      title: 'Do not send them',
      does: 'Marked conversions are dropped as consent_denied, also those that an opt-out has marked.',
    },
  ],
};

/** What a choice is called; one that there is not, as it is written. */
export function titleOf(field: keyof typeof CHOICES, policy: Policy): string {
  return CHOICES[field].find(({ value }) => value === policy[field])?.title ?? `“${policy[field]}”`;
}
