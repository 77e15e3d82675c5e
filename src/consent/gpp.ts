import { GppModel } from '@iabgpp/cmpapi';
import { isObject, type Json, own } from '../base/json.ts';
import { Recent } from '../base/recent.ts';
import { readTcf, type TcfVerdict } from './tcf.ts';

/** What a GPP string says: of Amazon in its European section, and whether its person opted out in a section of the United States. */
export interface GppVerdict {
  readonly tcf: TcfVerdict | undefined;
  /** What was opted out of, in words; undefined where nothing was. */
  readonly optedOut: string | undefined;
}

/** Fields of the American sections that keep a conversion from advertising; 1 is yes. */
const OPT_OUTS = ['SaleOptOut', 'SharingOptOut', 'TargetedAdvertisingOptOut'];

const remembered = new Recent<string, GppVerdict | 'unreadable'>(2_000);

/** Decodes a GPP string; undefined for what is none. */
export function readGpp(text: string): GppVerdict | undefined {
  let verdict = remembered.get(text);
  if (verdict === undefined) {
    verdict = decoded(text);
    remembered.set(text, verdict);
  }
  return verdict === 'unreadable' ? undefined : verdict;
}

function decoded(text: string): GppVerdict | 'unreadable' {
  try {
    const model = new GppModel(text);
    const tcf = model.hasSection('tcfeuv2') ? readTcf(model.encodeSection('tcfeuv2')) : undefined;
    return { tcf, optedOut: optOutOf(model.toObject() as Json) };
  } catch {
    return 'unreadable';
  }
}

function optOutOf(sections: Json): string | undefined {
  if (!isObject(sections)) return undefined;
  for (const [name, section] of Object.entries(sections)) {
    if (!name.startsWith('us') || !isObject(section)) continue;
    const field = OPT_OUTS.find((one) => own(section, one) === 1);
    if (field !== undefined) return `GPP ${name} ${field}`;
    if (own(section, 'Gpc') === true) return `GPP ${name} Global Privacy Control`;
    if (own(section, 'OptOutSale') === 'Y') return `GPP ${name} OptOutSale`;
  }
  return undefined;
}
