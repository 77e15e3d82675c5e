import fc from 'fast-check';
import type { Json } from '../../src/base/json.ts';
/** Any JSON that ingest would let through: without the keys that reach for prototypes. */
export declare function anyJson(constraints?: fc.JsonSharedConstraints): fc.Arbitrary<Json>;
