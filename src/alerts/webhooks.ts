import type { Way } from '../amazon/egress.ts';
import { exchange } from '../amazon/http.ts';
import { SECOND } from '../base/durations.ts';
import { DspatchError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { everyRecord } from '../catalog/every-record.ts';
import type { Author } from '../catalog/model.ts';
import type { Records, StoredRecord } from '../catalog/records.ts';
import { masked } from '../vault/mask.ts';
import { Secret } from '../vault/secret.ts';
import type { Vault } from '../vault/vault.ts';
import type { WebhookMessage } from './words.ts';

const PREFIX = 'alert-webhook/';
/** For a whole exchange. */
const TIMEOUT: number = 10 * SECOND;
/** Each is told of every alert. */
const MOST = 20;

/** Where alerts are told. Its address is a secret, since whoever has it can write there; only its host is shown. */
export interface Webhook {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly addedAt: number;
  readonly addedBy: Author;
  /** What came of it when it was last told something. */
  readonly last?: Told | undefined;
}

/** What came of telling a webhook something. */
export interface Told {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly ok: boolean;
  /** Its answer's status; undefined where there was none. */
  readonly status?: number | undefined;
  /** In a few words, for people. */
  readonly says: string;
}

/** What webhooks are kept with and reached by. */
export interface WebhookParts {
  readonly records: Records;
  readonly vault: Pick<Vault, 'put' | 'secret' | 'remove'>;
  readonly egress: { readonly webhooks: Way; webhookRefusal(url: string): string | undefined };
  readonly newId: () => string;
}

/** The webhooks that are told of alerts. Keys: `alert-webhook/<id>`; their addresses are in the vault, under the same names. */
export class Webhooks {
  readonly #parts: WebhookParts;

  constructor(parts: WebhookParts) {
    this.#parts = parts;
  }

  /** All of them, in the order in which they were added. */
  async list(): Promise<readonly Webhook[]> {
    const webhooks = (await everyRecord(this.#parts.records, PREFIX)).map(webhookOf);
    return webhooks.sort((a, b) => a.addedAt - b.addedAt);
  }

  /** Why an address cannot be a webhook's; undefined where it can. */
  refusal(url: string): string | undefined {
    return this.#parts.egress.webhookRefusal(url);
  }

  /** Adds one, at an address that may be one. Rejects with `too_many_webhooks`. */
  async add(
    { url, name }: { readonly url: string; readonly name?: string | undefined },
    { by, at }: { readonly by: Author; readonly at: number },
  ): Promise<Webhook> {
    const { records, vault, newId } = this.#parts;
    if ((await this.list()).length >= MOST) {
      throw new DspatchError('too_many_webhooks', `there are ${MOST} webhooks already: remove one first`);
    }
    const { host } = new URL(url);
    const { kind, id: author, name: called } = by;
    const addedBy = { kind, id: author, name: called };
    const webhook: Webhook = { id: newId(), name: name ?? host, host, addedAt: at, addedBy };
    await vault.put(`${PREFIX}${webhook.id}`, new Secret(url), at);
    await records.put(`${PREFIX}${webhook.id}`, webhook as unknown as Json, 'absent');
    return webhook;
  }

  /** Removes one, and gives what it was. Rejects with `not_found`. */
  async remove(id: string): Promise<Webhook> {
    const webhook = webhookOf(await this.#record(id));
    await this.#parts.records.remove(`${PREFIX}${id}`);
    await this.#parts.vault.remove(`${PREFIX}${id}`);
    return webhook;
  }

  /**
   * Tells one something, once, and keeps what came of it. Rejects with `not_found`; what the network or the other side does, or that `signal`
   * ended it, is a value.
   */
  async tell(id: string, message: WebhookMessage, at: number, signal?: AbortSignal): Promise<Told> {
    await this.#record(id);
    const told: Told = { at, ...(await this.#post(id, message, signal)) };
    // It may have been removed meanwhile.
    const record = await this.#parts.records.get(`${PREFIX}${id}`);
    if (record !== undefined) {
      const kept = { ...webhookOf(record), last: told };
      await this.#parts.records.put(record.key, kept as unknown as Json, record.version).catch(() => undefined);
    }
    return told;
  }

  async #post(id: string, message: WebhookMessage, signal?: AbortSignal): Promise<Omit<Told, 'at'>> {
    const { vault, egress } = this.#parts;
    let url: string | undefined;
    try {
      url = vault.secret(`${PREFIX}${id}`)?.reveal();
    } catch (error) {
      return { ok: false, says: (error as Error).message };
    }
    const refusal = url === undefined ? 'is not in the vault any more: add it anew' : egress.webhookRefusal(url);
    if (url === undefined || refusal !== undefined) return { ok: false, says: `its address ${refusal}` };
    const headers = { 'content-type': 'application/json' };
    const reply = await exchange(egress.webhooks, {
      ...{ method: 'POST', url, headers, body: JSON.stringify(message), timeoutMs: TIMEOUT },
      ...(signal === undefined ? {} : { signal }),
    });
    if (!reply.ok) return { ok: false, says: masked(reply.message, secretsIn(url)) };
    const { status } = reply.response;
    if (status >= 200 && status < 300) return { ok: true, status, says: `it answers ${status}` };
    const hint = status < 400 ? ': redirects are not followed' : '';
    return { ok: false, status, says: `it answers ${status}${hint}` };
  }

  async #record(id: string): Promise<StoredRecord> {
    const record = await this.#parts.records.get(`${PREFIX}${id}`);
    if (record !== undefined) return record;
    throw new DspatchError('not_found', `there is no webhook "${id}"`);
  }
}

/** What of an address is not to be repeated: all of it, and all behind its host. */
function secretsIn(url: string): readonly string[] {
  const { pathname, search } = new URL(url);
  return [url, `${pathname}${search}`, pathname].filter((text) => text.length > 1);
}

function webhookOf({ value }: StoredRecord): Webhook {
  return value as unknown as Webhook;
}
