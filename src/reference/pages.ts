import { KITS } from '../kits/library.ts';
import { commandsPage } from './commands-page.ts';
import { faultsPage } from './faults-page.ts';
import { functionsPage } from './functions-page.ts';
import { ingestPage } from './ingest-page.ts';
import { kitPage } from './kit-page.ts';
import { markdownTable } from './markdown.ts';
import { matchKeysPage } from './match-keys-page.ts';
import { modifiersPage } from './modifiers-page.ts';
import { page } from './page.ts';
import { playbookPage } from './playbook-page.ts';
import { reasonsPage } from './reasons-page.ts';
import { settingsPage } from './settings-page.ts';

/** The pages of the reference, by file name: made from the definitions themselves, so that they cannot fall behind. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([
    ['README.md', index()],
    ['settings.md', settingsPage()],
    ...[...KITS.values()].map((kit): [string, string] => [`${kit.name}.md`, kitPage(kit)]),
    ['playbook.md', playbookPage()],
    ['modifiers.md', modifiersPage()],
    ['functions.md', functionsPage()],
    ['match-keys.md', matchKeysPage()],
    ['ingest.md', ingestPage()],
    ['reasons.md', reasonsPage()],
    ['commands.md', commandsPage()],
    ['faults.md', faultsPage()],
  ]);
}

function index(): string {
  const rows = [
    ['[Settings](settings.md)', 'What stands in `dspatch.yaml`, with defaults; what `dspatch check` warns of.'],
    ...[...KITS.values()].map((kit) => [`[${kit.title}](${kit.name}.md)`, kit.description]),
    ['[Playbook](playbook.md)', 'The language that says what is sent for which event.'],
    ['[Modifiers](modifiers.md)', 'The steps a mapping may take a value through.'],
    ['[Functions](functions.md)', 'What expressions know beyond standard CEL.'],
    ['[Match keys](match-keys.md)', 'Where identity is looked for, how it is normalised, what is hashed.'],
    ['[Consent](../consent.md)', 'Which signs of consent are read, and what is decided by them.'],
    ['[Ingest](ingest.md)', 'How events are sent here over HTTP, and what is answered.'],
    ['[Reasons](reasons.md)', 'Why an event was not sent, and what to do about it.'],
    ['[Commands](commands.md)', 'The command line.'],
    ['[Faults](faults.md)', 'What the sandbox does wrong on demand.'],
  ];
  return page('Reference', markdownTable(['Page', 'What it tells'], rows));
}
