import fc from 'fast-check';
/** Any JSON that ingest would let through: without the keys that reach for prototypes. */
export function anyJson(constraints = {}) {
  return fc.jsonValue(constraints).filter((value) => !/__proto__|"constructor"/.test(JSON.stringify(value)));
}
