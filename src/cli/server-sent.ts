import type { StreamMessage } from '../admin/api/operation.ts';

/** Reads a stream of server-sent events as the admin API gives it: each message's data is JSON. Comments are skipped. */
export async function* readServerSent(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamMessage, void> {
  const utf8 = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    const frames = (rest + utf8.decode(bytes, { stream: true })).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      const message = messageOf(frame);
      if (message !== undefined) yield message;
    }
  }
}

function messageOf(frame: string): StreamMessage | undefined {
  const fields = new Map(
    frame.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );
  const [event, data, id] = [fields.get('event'), fields.get('data'), fields.get('id')];
  if (event === undefined || data === undefined) return undefined;
  return { event, data: JSON.parse(data) as object, ...(id === undefined ? {} : { id }) };
}
