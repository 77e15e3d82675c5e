import { messageOf } from '../base/errors.ts';

/** Why a call of `fetch` came to nothing, in a few words. */
export function whyUnanswered(error: unknown): string {
  const cause = causeOf(error);
  const code = codeOf(cause);
  if ((cause as { name?: string }).name === 'TimeoutError') return 'no answer in time';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'there is no such host';
  if (code.startsWith('ERR_SSL')) return 'it speaks no TLS: write http:// for https://';
  return code.startsWith('HPE_') ? 'what listens there speaks no HTTP' : messageOf(cause);
}

/** Whether somebody is there who will never understand us, however often we try. */
export function isHopeless(error: unknown): boolean {
  return /^(ERR_SSL|HPE_)/.test(codeOf(causeOf(error)));
}

function causeOf(error: unknown): unknown {
  return (error as { cause?: unknown } | null)?.cause ?? error;
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '');
}
