import { Login } from '../amazon/login.ts';
import type { Secret } from '../vault/secret.ts';
import type { Beginning, Surroundings } from './beginning.ts';
import { consentAge } from './consent-dates.ts';
import { askForConsent, checkScope, isSameState, type PendingConsent, readRedirect } from './consent-page.ts';
import { exchangeCode } from './exchange-code.ts';
import { type Finding, type Found, problem } from './finding.ts';

/** How it stands with a consent, as it is told of: without secrets. */
export type ConsentView =
  | {
      readonly state: 'asked';
      /** Amazon's page, for the person's browser. */
      readonly url: string;
      readonly redirectUri: string;
      /** Why the last answer could not be used, where there was one. */
      readonly finding?: Finding | undefined;
    }
  /** It has to be asked for again. */
  | { readonly state: 'refused'; readonly finding: Finding }
  /** `at` is epoch milliseconds. */
  | { readonly state: 'given'; readonly at: number; readonly scope: Finding };

type Consent =
  | { readonly state: 'asked'; readonly finding?: Finding }
  | { readonly state: 'refused'; readonly finding: Finding }
  | { readonly state: 'given'; readonly at: number; readonly scope: Finding; readonly login: Login };

/** What a consent brought. */
export interface Granted {
  readonly refreshToken: Secret;
  /** When it was given, epoch milliseconds. */
  readonly at: number;
}

/** The consent of a connection: asked for, refused, given. */
export class ConsentStep {
  readonly #beginning: Beginning;
  readonly #around: Surroundings;
  #pending: PendingConsent;
  #consent: Consent = { state: 'asked' };
  #refreshToken: Secret | undefined;

  constructor(beginning: Beginning, around: Surroundings) {
    this.#beginning = beginning;
    this.#around = around;
    this.#pending = askForConsent(beginning.hosts.authorize, beginning.clientId, beginning.redirectUri);
  }

  get view(): ConsentView {
    const consent = this.#consent;
    if (consent.state === 'refused') return consent;
    if (consent.state === 'given') return { state: 'given', at: consent.at, scope: consent.scope };
    const { url, redirectUri } = this.#pending;
    return { state: 'asked', url, redirectUri, finding: consent.finding };
  }

  /** Where access tokens come from, once the consent was given. */
  get login(): Found<Login> {
    const consent = this.#consent;
    if (consent.state === 'given') return { ok: true, value: consent.login };
    const mend = 'Open Amazon’s page, allow the access, and come back with its answer.';
    return problem('no_consent', 'consent', 'the consent was not given yet', mend);
  }

  /** What there is to be kept, once the consent was given. */
  get granted(): Granted | undefined {
    const refreshToken = this.#refreshToken;
    return this.#consent.state === 'given' && refreshToken !== undefined
      ? { refreshToken, at: this.#consent.at }
      : undefined;
  }

  /** What there is to say of a consent that was given. */
  findings(): readonly Finding[] {
    const consent = this.#consent;
    return consent.state === 'given' ? [consent.scope, consentAge(consent.at, this.#around.clock.now())] : [];
  }

  /** Whether a state is the one that was asked with. */
  asksWith(state: string): boolean {
    return isSameState(state, this.#pending.state);
  }

  /** Asks anew, with another state: an answer to what was asked before does not count any more. */
  askAgain(redirectUri: string = this.#pending.redirectUri): void {
    const { hosts, clientId } = this.#beginning;
    this.#pending = askForConsent(hosts.authorize, clientId, redirectUri);
    this.#consent = { state: 'asked' };
    this.#refreshToken = undefined;
  }

  /** Takes the address that the person was sent back to, and exchanges its code. An answer counts once. */
  async receive(redirected: string): Promise<Found<undefined>> {
    const read = readRedirect(redirected, this.#pending);
    if (!read.ok && NO_ANSWER.has(read.finding.code)) {
      if (this.#consent.state === 'asked') this.#consent = { state: 'asked', finding: read.finding };
      return read;
    }
    if (this.#consent.state !== 'asked') {
      const mend = 'Go on where you began. To give another consent, ask for it again there.';
      return problem('used_already', 'consent', 'the answer of Amazon’s page was taken already', mend);
    }
    if (!read.ok) return this.#refused(read.finding);
    const { clock, egress } = this.#around;
    const { hosts, clientId, clientSecret } = this.#beginning;
    const at = clock.now();
    const client = { loginUrl: hosts.token, clientId, clientSecret };
    const tokens = await exchangeCode(read.value.code, this.#pending, client, egress);
    if (!tokens.ok) return this.#refused(tokens.finding);
    this.#refreshToken = tokens.value.refreshToken;
    const refreshToken = {
      current: () => this.#refreshToken as Secret,
      // Amazon may give another one when it is used.
      replace: (token: Secret) => {
        this.#refreshToken = token;
      },
    };
    const login = new Login({ url: hosts.token, clientId, clientSecret, refreshToken }, egress, clock);
    this.#consent = { state: 'given', at, scope: checkScope(tokens.value.scope ?? read.value.scope), login };
    return { ok: true, value: undefined };
  }

  #refused(finding: Finding): { ok: false; finding: Finding } {
    // A code that did not get there is as good as before: the same answer may be given once more.
    this.#consent = { state: NOT_THERE.has(finding.code) ? 'asked' : 'refused', finding };
    return { ok: false, finding };
  }
}

/** What a person pasted was no answer of Amazon's page to this request: they may paste another. */
const NO_ANSWER = new Set(['not_an_address', 'wrong_state', 'no_code']);
const NOT_THERE = new Set(['unreachable', 'no_answer']);
