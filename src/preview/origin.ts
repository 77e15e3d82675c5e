import { definitionsFrom, type IntegrationSource } from '../pipeline/integration.ts';
import type { PlaybookConfig, SectionConfig } from '../playbook/schema.ts';

/** Where an output key has its input from. */
export interface Origin {
  /** The part of the playbook. */
  readonly section: 'global' | 'event' | 'default';
  /** What laid it there: the kit, the integration over it, or a parameter (`DEFINITION.<event>`). */
  readonly layer: 'kit' | 'integration' | 'parameter';
}

/** Tells of an integration's playbook which of its layers an output key is from (playbook/overlay.ts says how they are laid). */
export function originOf(
  { kit, playbook, parameters }: IntegrationSource,
  own: 'event' | 'default',
  name: string,
  key: string,
): Origin {
  const layers = [
    ['parameter', definitionsFrom(parameters, playbook)],
    ['integration', playbook],
    ['kit', kit.playbook],
  ] as const;
  const topOf = (
    section: (config: PlaybookConfig) => SectionConfig | null | undefined,
  ): Origin['layer'] | undefined => {
    for (const [layer, config] of layers) {
      const input = section(config)?.[key];
      // Null takes away what lies below.
      if (input !== undefined) return input === null ? undefined : layer;
    }
    return undefined;
  };
  const ownLayer = topOf((config) => (own === 'event' ? config.events?.[name] : config.default));
  if (ownLayer !== undefined) return { section: own, layer: ownLayer };
  return { section: 'global', layer: topOf(({ global }) => global) ?? 'kit' };
}
