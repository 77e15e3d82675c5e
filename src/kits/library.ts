import { amazonDspCapi } from './amazon-dsp-capi.ts';
import { amazonDspEvents } from './amazon-dsp-events.ts';
import type { Kit } from './kit.ts';

/** Every kit, by name. */
export const KITS: ReadonlyMap<string, Kit> = new Map([amazonDspCapi, amazonDspEvents].map((kit) => [kit.name, kit]));
