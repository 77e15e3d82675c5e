import { messageOf } from '../base/errors.ts';

/** Why a call of `fetch` came to nothing, in a few words. */
export function whyUnanswered(error: unknown): string {
  const cause = (error as { cause?: unknown } | null)?.cause ?? error;
  const { name, code = '' } = cause as { name?: string; code?: string };
  if (name === 'TimeoutError') return 'no answer in time';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'there is no such host';
  if (code.startsWith('ERR_SSL')) return 'it speaks no TLS: write http:// for https://';
  return code.startsWith('HPE_') ? 'what listens there speaks no HTTP' : messageOf(cause);
}
