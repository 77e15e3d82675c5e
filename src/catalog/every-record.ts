import type { Records, StoredRecord } from './records.ts';

/** Every record below a prefix, in the order of keys, however many there are. */
export async function everyRecord(records: Records, prefix: string): Promise<readonly StoredRecord[]> {
  const all: StoredRecord[] = [];
  for (;;) {
    const page = await records.list(prefix, { after: all.at(-1)?.key });
    if (page.length === 0) return all;
    all.push(...page);
  }
}
