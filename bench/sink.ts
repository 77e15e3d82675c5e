// Stands at the other end of the gateway: takes every import, and counts. Lighter than the sandbox, so that what is measured is the gateway.
import { createServer } from 'node:http';

const MARK = Buffer.from('"clientDedupeId":');
const answers = new Map<number, string>();
let delivered = 0;

function answer(items: number): string {
  let text = answers.get(items);
  if (text === undefined) {
    text = JSON.stringify({ success: Array.from({ length: items }, (_, i) => ({ index: i + 1, message: 'ok' })) });
    answers.set(items, text);
  }
  return text;
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/token') {
      response.end('{"access_token":"Atza|bench","token_type":"bearer","expires_in":3600}');
      return;
    }
    const body = Buffer.concat(chunks);
    let items = 0;
    for (let at = body.indexOf(MARK); at !== -1; at = body.indexOf(MARK, at + MARK.length)) items += 1;
    delivered += items;
    response.statusCode = 207;
    response.end(answer(items));
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }));
process.on('message', () => process.send?.({ delivered }));
process.on('disconnect', () => process.exit());
