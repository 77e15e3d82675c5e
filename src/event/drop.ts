/**
 * Why an event is not sent. Every dropped event has exactly one of these; they are stable, and the ledger, the counters and
 * the documentation use them as they stand here. `mend` says what a person can do about it; `mendable`, whether events that were dropped for
 * it can be run again afterwards (sealed/resend.ts), and `again` when, or why not.
 */
export const DROP_REASONS = {
  unmapped: {
    title: 'The playbook does not map this event',
    mend: 'Add the event (or a default section) to the playbook if it should be sent. Nothing is wrong otherwise.',
    mendable: true,
    again: 'once the playbook maps it',
  },
  filtered: {
    title: 'A filter kept it back',
    mend: 'The playbook’s allow or deny filters, or the event’s own "integrations", say not to send it; or a filter costs too much on an event as large as this to say anything.',
    mendable: true,
    again: 'once the filter lets it through; what the event itself says of its destinations stays',
  },
  consent_denied: {
    title: 'The person did not consent',
    mend: 'Nothing: the refusal is honoured.',
    mendable: false,
    again: 'the refusal stays',
  },
  consent_missing: {
    title: 'No consent signal, and the event’s country needs one',
    mend: 'Send a consent signal with the event, or change the integration’s consent policy.',
    mendable: false,
    again: 'what was not signalled then is not signalled now, and a policy does not reach back',
  },
  not_configured: {
    title: 'The event’s conversion definition is not set up',
    mend: 'Put the conversion definition id of Amazon Ads in the playbook, in the place of the placeholder.',
    mendable: true,
    again: 'once the definition is set up',
  },
  too_old: {
    title: 'Older than Amazon takes',
    mend: 'Send events sooner: Amazon refuses those beyond its age limit.',
    mendable: false,
    again: 'it only grows older',
  },
  in_future: {
    title: 'Its time lies in the future',
    mend: 'Correct the sender’s clock, or send "sentAt" so that it can be corrected here.',
    mendable: false,
    again: 'its time is wrong, and stays so',
  },
  no_identity: {
    title: 'Nothing to match the person by',
    mend: 'Send an e-mail address, a phone number, a user id or another identifier, raw or hashed, in the traits.',
    mendable: true,
    again: 'once the playbook or the parameters take what there is of identity',
  },
  invalid_field: {
    title: 'A required value is missing or cannot be used',
    mend: 'See the detail for the output key, and mend the event or its mapping.',
    mendable: true,
    again: 'once the mapping gives a value that can be used',
  },
  duplicate: {
    title: 'The same messageId was taken before',
    mend: 'Nothing, where the sender tried again. If different events share a messageId, mend the sender.',
    mendable: false,
    again: 'the first of them was taken',
  },
  no_integration: {
    title: 'The pipeline has no integration',
    mend: 'Attach an integration to the pipeline.',
    mendable: true,
    again: 'once an integration is attached',
  },
} as const;

export type DropReason = keyof typeof DROP_REASONS;

/** Whether what was dropped for a reason can be run again, when that is mended. */
export function isMendable(reason: DropReason): boolean {
  return DROP_REASONS[reason].mendable;
}

/** An event that will not be sent, or a part of one that counts several times. `detail` is for people and holds no raw personal data. */
export interface Drop {
  readonly reason: DropReason;
  readonly detail?: string;
}
