import { distance } from 'fastest-levenshtein';
import { squash } from '../base/problem.ts';
import { SPEC_NAMES } from '../event/spec-names.ts';
import type { Kit } from '../kits/kit.ts';
import { DEFINITION_PREFIX } from '../kits/parameters.ts';
import type { IntegrationConfig } from './schema.ts';
import type { ConfigWarning } from './warnings.ts';

const MAX_LENGTH = 256;
/** How many letters a slip of the pen changes. A third, as for keys, would take `Product Shared` for `Product Removed`. */
const SLIP = 2;

/** What of the event names in an integration will probably never come in. */
export function eventNameWarnings(
  kit: Kit,
  { parameters, playbook }: Pick<IntegrationConfig, 'parameters' | 'playbook'>,
): ConfigWarning[] {
  const warnings: ConfigWarning[] = [];
  const sections = Object.entries(playbook.events ?? {});
  const kitEvents = Object.keys(kit.playbook.events ?? {});
  const isTakenAway = (name: string): boolean => playbook.events?.[name] === null;
  const loose = playbook.eventNames === 'loose';
  const named = [
    ...sections.map(([name, section]) => ({ name, path: ['playbook', 'events', name], gone: section === null })),
    ...Object.keys(parameters)
      .filter((name) => name.startsWith(DEFINITION_PREFIX))
      .map((name) => ({ name: name.slice(DEFINITION_PREFIX.length), path: ['parameters', name], gone: false })),
  ];
  for (const { name, path, gone } of named) {
    const impossible = impossibleName(name);
    const meant = likelyName(name, [...kitEvents.filter((one) => !isTakenAway(one)), ...SPEC_NAMES], loose);
    if (impossible !== undefined) {
      warnings.push({ code: 'impossible_event', path, message: impossible });
    } else if (gone && !kitEvents.includes(name)) {
      const message = `takes nothing away: the kit has no event "${name}"${meant === undefined ? '' : ` (did you mean "${meant}"?)`}`;
      warnings.push({ code: 'unlikely_event', path, message });
    } else if (meant !== undefined) {
      const message = `"${name}" is nearly "${meant}", and names are compared ${loose ? 'letter by letter' : 'exactly'}: mend it, unless it is an event of your own`;
      warnings.push({ code: 'unlikely_event', path, message });
    }
  }
  return warnings;
}

function impossibleName(name: string): string | undefined {
  if (name.trim() === '') return 'no event has an empty name';
  if (name !== name.trim()) return `no event is called "${name}": names come without white space around them`;
  if (name.length > MAX_LENGTH)
    return `the name has ${name.length} characters, and events with more than ${MAX_LENGTH} are refused`;
  return undefined;
}

/** The usual name that a name is a slip of; undefined for a usual one, and for one that is far from all. */
function likelyName(name: string, usual: readonly string[], loose: boolean): string | undefined {
  if (usual.includes(name)) return undefined;
  const apart = (other: string): number => distance(squash(name), squash(other));
  const [nearest] = usual.filter((other) => apart(other) <= SLIP).sort((a, b) => apart(a) - apart(b));
  return nearest === undefined || (loose && apart(nearest) === 0) ? undefined : nearest;
}
