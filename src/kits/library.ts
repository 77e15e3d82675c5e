import { amazonDspCapi } from './amazon-dsp-capi.ts';
import type { Kit } from './kit.ts';

/** Every kit, by name. */
export const KITS: ReadonlyMap<string, Kit> = new Map([amazonDspCapi].map((kit) => [kit.name, kit]));
