import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { onTestFinished } from 'vitest';
import type { SignInWay } from '../../src/admin/api/people.ts';
import { gatekeeper } from '../../src/admin/gatekeeper.ts';
import { PEOPLE_SPECS, peopleHandlers } from '../../src/admin/operations/people.ts';
import type { Role } from '../../src/admin/permissions.ts';
import { authorOf } from '../../src/people/account.ts';
import type { AuditRecord } from '../../src/people/audit.ts';
import { Secret } from '../../src/vault/secret.ts';
import { adminServerOf } from './admin-server.ts';
import { PASSWORD, type TestPeople, testPeople } from './people.ts';

export const ORIGIN = 'http://127.0.0.1:8081';
export const LOCAL_TOKEN = 'local-token-of-this-machine';

/** An answer, read whole. */
export interface Reply {
  readonly status: number;
  readonly headers: LightMyRequestResponse['headers'];
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any;
}

/** Asks an admin server; what is undefined is left out. */
export type Ask = (method: string, url: string, body?: object, headers?: Headers) => Promise<Reply>;
type Headers = Readonly<Record<string, string | undefined>>;

/** An admin server with the operations on people, and those people. */
export interface PeopleAdmin {
  readonly app: FastifyInstance;
  readonly people: TestPeople;
  /** Everything that nobody expected. */
  readonly failures: unknown[];
  /** Asks without a cookie. */
  readonly ask: Ask;
  /** A browser of its own: it keeps cookies, and says where its pages are from. */
  browser(): Ask;
  /** A browser in which somebody of a role has signed in. */
  signedIn(role: Role, email?: string): Promise<Ask>;
  /** A program with a token of a role. */
  program(role: Role): Promise<Ask>;
  /** The audit log, the newest first. */
  log(): Promise<readonly AuditRecord[]>;
}

/** What differs from the usual server. */
export interface PeopleAdminOptions {
  readonly people?: TestPeople;
  readonly ways?: readonly SignInWay[];
  readonly publicUrl?: string;
  readonly routes?: (app: FastifyInstance) => void;
  readonly url?: () => string;
}

/** Opens a server; it is closed with the test. */
export function peopleAdmin(options: PeopleAdminOptions = {}): PeopleAdmin {
  const { people = testPeople(), ways = [], publicUrl, routes = () => {}, url = () => ORIGIN } = options;
  const failures: unknown[] = [];
  const app = adminServerOf({
    specs: PEOPLE_SPECS,
    handlers: peopleHandlers({ people, clock: people.clock, url, ways }),
    gatekeeper: gatekeeper({ people, localToken: () => new Secret(LOCAL_TOKEN), publicUrl }),
    routes,
    onFailure: (error) => failures.push(error),
  });
  onTestFinished(() => app.close());

  const ask: Ask = async (method, to, body, headers = {}) => {
    const given = Object.entries({ host: '127.0.0.1:8081', ...headers });
    const {
      statusCode,
      headers: answered,
      payload,
    } = await app.inject({
      ...{ method: method as 'GET', url: to, ...(body === undefined ? {} : { payload: body }) },
      headers: Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    });
    return { status: statusCode, headers: answered, text: payload, json: parsed(payload) };
  };
  const browser = (): Ask => {
    const cookies = new Map<string, string>();
    return async (method, to, body, headers = {}) => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') || undefined;
      const origin = method === 'GET' || method === 'HEAD' ? undefined : ORIGIN;
      const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
      const reply = await ask(method, to, body, { cookie, origin, 'user-agent': agent, ...headers });
      for (const line of [reply.headers['set-cookie'] ?? []].flat()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (/Max-Age=0\b/.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      return reply;
    };
  };
  return {
    ...{ app, people, failures, ask, browser },
    signedIn: async (role, email = `${role}@example.com`) => {
      if ((await people.accounts.byEmail(email)) === undefined) await people.addPerson(role, { email });
      const page = browser();
      const { status, text } = await page('POST', '/api/session', { email, password: PASSWORD });
      if (status !== 201) throw new Error(`the sign-in came to ${status}: ${text}`);
      return page;
    },
    program: async (role) => {
      const createdBy = authorOf({ id: 'maker', name: 'Maker' });
      const { secret } = await people.tokens.create({ name: `a ${role}`, role, createdBy });
      return (method, to, body, headers) => ask(method, to, body, { authorization: `Bearer ${secret}`, ...headers });
    },
    log: async () => (await people.audit.list({ limit: 1_000 })).items,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
