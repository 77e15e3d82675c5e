const WITH_TIME = /^.+\.\d{12,14}$/;

/** The most tokens that are sent, the latest first to be kept: a browser that clicks many ads gathers them. */
const MOST = 10;

/**
 * Measurement tokens of ad clicks as ads_v1 takes them: `token.epochMilliseconds`, several joined by `|` (fact sheet section 1.3).
 * One that comes as the landing page has it, without its time, gets the event's, in epoch milliseconds.
 */
export function arefTokens(text: string | undefined, time: number): string | undefined {
  const tokens = (text ?? '')
    .split('|', 100)
    .map((token) => token.trim())
    .filter((token) => token !== '')
    .map((token) => (WITH_TIME.test(token) ? token : `${token}.${time}`));
  return tokens.length === 0 ? undefined : tokens.slice(-MOST).join('|');
}
