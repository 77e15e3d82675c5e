import { normaliseOpaqueId } from './opaque-id.ts';

const RAW_MATCH_ID = /^[A-Za-z0-9]{1,100}$/;

/**
 * A user id as MATCH_ID in the form ads_v1 takes: raw, alphanumeric, at most 100 characters (fact sheet 2.1, S5 and
 * S6). Letter case stays: the advertiser's own systems tell ids apart by it.
 *
 * Undefined for an id of any other form. It is not bent into shape: without its hyphens `a-1` would meet another
 * person's `a1`, and Amazon matches MATCH_ID with what the advertiser's tag and uploads sent, which is the id
 * unchanged.
 */
export function normaliseMatchId(value: string): string | undefined {
  const id = normaliseUserId(value);
  return id !== undefined && RAW_MATCH_ID.test(id) ? id : undefined;
}

/** What shops call everybody who has not signed in: WordPress says 0, others say so in words. Zeros alone are an empty GUID. */
const NOBODY = /^(?:-1|anonymous|guest|unknown|[0-]+)$/i;

/**
 * A user id as it is hashed for dsp_v1, whose published list of types has no MATCH_ID: as it was given, without space
 * around it. Undefined when it is empty, a placeholder such as `null` or `undefined`, or damaged.
 */
export function normaliseUserId(value: string): string | undefined {
  const id = normaliseOpaqueId(value);
  return id === undefined || NOBODY.test(id) ? undefined : id;
}
