import type { StreamMessage } from '../../src/admin/api/operation.ts';
import { readServerSent } from '../../src/cli/server-sent.ts';
import type { Rig } from './gateway.ts';

/** A live stream that is being read. */
export interface Followed {
  readonly response: Response;
  /** All that has come so far. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into messages of every kind
  readonly messages: (StreamMessage & { readonly data: any })[];
  /** The bytes of it all, as text. */
  text(): string;
  /** Resolves when the stream has ended, on either side. */
  readonly ended: Promise<void>;
  /** Leaves it. */
  leave(): void;
}

/** Opens the live stream of a rig, and reads it as it comes. */
export async function follow(rig: Rig, query = '', headers: Record<string, string> = {}): Promise<Followed> {
  const leaving = new AbortController();
  const response = await rig.admin(`/api/live${query}`, { headers, signal: leaving.signal });
  const messages: StreamMessage[] = [];
  const texts: string[] = [];
  const body = response.body;
  const tee = async function* (): AsyncGenerator<Uint8Array> {
    for await (const bytes of body ?? []) {
      texts.push(new TextDecoder().decode(bytes));
      yield bytes;
    }
  };
  const read = async (): Promise<void> => {
    for await (const message of readServerSent(tee())) messages.push(message);
  };
  return {
    ...{ response, messages, text: () => texts.join('') },
    ended: read().catch(() => {}),
    leave: () => leaving.abort(),
  };
}
