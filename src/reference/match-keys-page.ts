import { MATCH_KEY_TYPES } from '../amazon/conversion.ts';
import { STRENGTH, WHY_UNUSABLE } from '../identity/readiness.ts';
import { KITS } from '../kits/library.ts';
import { code, markdownTable } from './markdown.ts';
import { MATCH_KEY_EXAMPLES } from './match-key-examples.ts';
import { page } from './page.ts';

/** The page of the match keys. */
export function matchKeysPage(): string {
  const dsp = KITS.get('amazon-dsp-capi')?.codec.facts.matchKeyTypes;
  const rows = MATCH_KEY_TYPES.map((type) => {
    const { traits, context, userId, normal, rule } = MATCH_KEY_EXAMPLES[type];
    return [
      `**${type}**`,
      rule,
      code({ ...(userId && { userId }), ...(context && { context }), ...(traits && { traits }) }),
      code(normal),
      dsp?.has(type) ? 'both' : 'ads_v1',
      WHY_UNUSABLE[type],
    ];
  });
  return page(
    'Match keys',
    'Per key the first usable value wins, in `context.traits`, then `traits`, then `properties`; spellings as shops and tag managers use them are known, and values of 64 hex digits count as hashed already. An e-mail address in `userId` counts as EMAIL.',
    `What adds most: ${[...STRENGTH.keys()].join(', then ')}; names and places match only together.`,
    markdownTable(['Key', 'Rule', 'Event', 'Normal form', 'Kits', 'Not usable when'], rows),
  );
}
