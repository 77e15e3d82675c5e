import { describe, expect, it } from 'vitest';
import { askForConsent, checkScope, isSameState, readRedirect, stateOf } from './consent-page.ts';

const pending = askForConsent('https://www.amazon.com/ap/oa', 'client & co', 'https://shop.example/back?x=1');
const answer = (query: Record<string, string>): string => `https://shop.example/back?x=1&${new URLSearchParams(query)}`;

describe('the page of consent', () => {
  it('is asked for with a state and a challenge that nobody guesses, other ones each time', () => {
    const url = new URL(pending.url);
    expect(url.origin + url.pathname).toBe('https://www.amazon.com/ap/oa');
    expect(url.searchParams.get('client_id')).toBe('client & co');
    expect(url.searchParams.get('redirect_uri')).toBe('https://shop.example/back?x=1');
    expect(pending.state).toMatch(/^[\w-]{32}$/);
    expect(url.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect(pending.url).not.toContain(pending.verifier.reveal());
    const other = askForConsent('https://www.amazon.com/ap/oa', 'c', 'https://shop.example');
    expect(other.state).not.toBe(pending.state);
    expect(other.verifier.reveal()).not.toBe(pending.verifier.reveal());
  });
});

describe('what a browser is sent back with', () => {
  it.each([
    ['the whole address', answer({ code: 'abc', state: pending.state })],
    ['the address with space around it', `\n ${answer({ code: 'abc', state: pending.state })} `],
    ['its path', `/connect/callback?code=abc&state=${pending.state}`],
    ['its query', `code=abc&state=${pending.state}`],
  ])('is read from %s', (_, text) => {
    const read = readRedirect(text, pending);
    expect(read.ok && read.value.code.reveal()).toBe('abc');
    expect(stateOf(text)).toBe(pending.state);
  });

  it.each([
    ['nothing', '', 'not_an_address'],
    ['a word', 'abc', 'not_an_address'],
    ['another state', answer({ code: 'abc', state: `${pending.state}x` }), 'wrong_state'],
    ['no state', answer({ code: 'abc' }), 'wrong_state'],
    ['an empty state', answer({ code: 'abc', state: '' }), 'wrong_state'],
    ['no code', answer({ state: pending.state }), 'no_code'],
    ['an empty code', answer({ code: '', state: pending.state }), 'no_code'],
    ['a refusal of another request', answer({ error: 'access_denied', state: 'x' }), 'wrong_state'],
    ['a refusal', answer({ error: 'access_denied', state: pending.state }), 'access_denied'],
    ['a refusal that was pasted without its state', answer({ error: 'access_denied' }), 'access_denied'],
    ['a scope that the client may not have', answer({ error: 'invalid_scope', state: pending.state }), 'invalid_scope'],
    ['a refusal that nobody knows', answer({ error: 'constructor', state: pending.state }), 'consent_refused'],
  ])('is a finding for %s', (_, text, code) => {
    const read = readRedirect(text, pending);
    expect(read.ok ? 'ok' : read.finding).toMatchObject({ code, level: 'problem', mend: expect.any(String) });
  });

  it('shows words of others without what steers a terminal, and not endless ones', () => {
    const error_description = `\u001b[2J${'long '.repeat(100)}`;
    const read = readRedirect(answer({ error: 'server_error', error_description, state: pending.state }), pending);
    const says = read.ok ? '' : read.finding.says;
    expect(says).not.toContain('\u001b');
    expect(says).toMatch(/^server_error: /);
    expect(says.length).toBeLessThanOrEqual(300);
  });
});

describe('states', () => {
  it('are the same or not', () => {
    expect(isSameState('a', 'a')).toBe(true);
    expect(isSameState('a', 'b')).toBe(false);
    expect(isSameState('', 'a')).toBe(false);
  });
});

describe('the scope', () => {
  it.each([
    ['advertising::campaign_management', 'ok'],
    ['profile advertising::campaign_management', 'ok'],
    ['cpc_advertising:campaign_management', 'ok'],
    ['profile', 'problem'],
    ['', 'problem'],
    [undefined, 'unknown'],
  ])('%j is %s', (allowed, level) => {
    expect(checkScope(allowed).level).toBe(level);
  });
});
