/** What each command is for, in the order in which they are listed: the list is shown without loading any of them. */
export const SUMMARIES = {
  demo: 'Run everything on this machine: a stand-in for Amazon, the gateway, and the events of a make-believe shop.',
  serve: 'Run the gateway of a configuration file until it is stopped.',
  connect: 'Connect a running gateway to Amazon DSP: consent, advertiser, definitions, check, integration.',
  check: 'Check a configuration file: show all of its problems at once, and what is no problem and should be known.',
  schema: 'Print the JSON Schema of dspatch.yaml, which editors complete and check by.',
  map: 'Show what events would become, without sending anything: the offline playbook test.',
  preview:
    'Show step by step what a running gateway would make of an event. Nothing is sent or changed; personal values are masked.',
  compare: 'Show what the draft would make of the latest events, beside what runs. Nothing is sent.',
  send: 'Send a file of events to a running gateway. Interrupted, it goes on where it was.',
  status: 'Show how a running gateway is doing, and what became of the events.',
  counts: 'Count what became of events: over time, by event and conversion definition, and why.',
  alerts: 'Show what a running gateway tells of by itself: what is not right, what is watched, and who is told.',
  events: 'Search the ledger: what became of events, newest first.',
  tail: 'Watch events as they come: the last 100 first, then each with what mapping made of it and how its delivery ended.',
  'dead-letters': 'List dead letters: what Amazon refused, and what waited too long. dspatch replay sends them again.',
  replay: 'Send dead letters again, under the dedupe ids they had. What is too old for Amazon stays dead.',
  resend:
    'Run events that were dropped through what runs now, once the reason is mended; each under the dedupe id it would have had.',
  pause: 'Stop sending for an integration. Events are still taken, and wait.',
  resume: 'Send again for an integration that was paused, by hand or because Amazon refused it.',
  integrations:
    'Make, change and look at the integrations of a running gateway: their drafts, parameters, secrets and playbooks.',
  revisions: 'Save the draft of an integration as a revision, and look at and compare the revisions there are.',
  pipelines:
    'Make, change and look at the pipelines of a running gateway: what they have attached, variables, write keys, history.',
  deploy: 'Deploy the draft of a pipeline, after showing what that changes and what should be known before.',
  rollback: 'Deploy again what a pipeline ran before, after showing what that changes.',
  apply: 'Bring a running gateway to what a file says of integrations and pipelines, after showing what that changes.',
  export: 'Print what is deployed as a file that says the same: applying it changes nothing.',
  users: 'Say who may sign in to a running gateway, and what they may do.',
  tokens: 'Make and revoke the tokens by which programs use a running gateway.',
  audit: 'Search the audit log of a running gateway: who did what, when and from where, newest first.',
  vault: 'Look at the master keys under which a running gateway keeps its secrets, and change them.',
  backup: 'Make backups of a running gateway’s data, and list them.',
  sandbox: 'Run a stand-in for Amazon: login, profiles, advertisers, definitions and imports, with faults on demand.',
  version: 'Show the version of dspatch, and of the Node that it runs on.',
} as const;

export type CommandName = keyof typeof SUMMARIES;
