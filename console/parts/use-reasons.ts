import type { LanguageView } from '../../src/admin/api/library.ts';
import { useOperation } from '../api/queries.ts';

/** Why events are dropped or die, with what can be done; empty until that is known. */
export function useReasons(): LanguageView['reasons'] {
  return useOperation('GET /api/language', {}).data?.reasons ?? [];
}
