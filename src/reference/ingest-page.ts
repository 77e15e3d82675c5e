import { MAX_DEPTH, MAX_EVENT_BYTES, MAX_REQUEST_BYTES } from '../event/limits.ts';
import type { Endpoint } from '../ingest/ingest.ts';
import { ENDPOINTS } from '../ingest/server.ts';
import { type IngestExample, REFUSALS, TAKEN } from './ingest-examples.ts';
import { code, codeBlock, markdownTable } from './markdown.ts';
import { page } from './page.ts';

const TAKES: Readonly<Record<Endpoint, string>> = {
  track: 'a track call, named by its `event`',
  page: 'a page call',
  screen: 'a screen call',
  identify: 'an identify call',
  group: 'a group call',
  alias: 'an alias call',
  batch: 'several calls: `{"batch":[{"type":"track",...},...]}`, with a `context` and a `sentAt` of its own',
  custom:
    'an event in any schema: the metadata stand in a block `_metarouter` of the body, in the header `X-Event-Metadata` (JSON), or in the query; the rest of the body becomes the properties of a track call',
};

/** The page of the ingest API. */
export function ingestPage(): string {
  const endpoints = Object.entries(TAKES).map(([endpoint, takes]) => [
    Object.keys(ENDPOINTS)
      .filter((path) => ENDPOINTS[path] === endpoint)
      .map((path) => code(`POST ${path}`))
      .join(', '),
    takes,
  ]);
  const refusals = Object.entries(REFUSALS).map(([name, { status, when, mend, example, given }]) => [
    code(name),
    String(status),
    when,
    mend,
    `${requestText(example)}${given === undefined ? '' : `; ${given}`}`,
  ]);
  return page(
    'Ingest',
    'Events in the Segment spec, sent as JSON over HTTP. Any Segment or RudderStack library works: point its host here, and give it the write key as it is. Browsers of any origin may send.',
    '## Paths',
    markdownTable(
      ['Path', 'Takes'],
      [
        ...endpoints,
        ['`POST /v1/m`', 'what analytics.js says of itself, which is ignored (204)'],
        ['`GET /healthz`', 'whether the gateway is alive (200)'],
        ['`GET /readyz`', 'whether it takes events just now: 200, or 503'],
      ],
    ),
    'The metadata of an event in any schema: `writeKey`, `eventName` (needed), `eventID`, `timestamp`, and one of `anonymousID` and `userID`. Field by field the block in the body goes before the header, and that before the query. Its `context` and `traits`, where it has such, are the event’s own.',
    '## The write key',
    'It says whose events they are: as the user name of Basic authorization with any password, or as `writeKey` in the body; for `/v1/custom/event` as `writeKey` in its metadata, too. Where both came, the authorization counts.',
    codeBlock(
      'sh',
      `curl http://127.0.0.1:8080/v1/track -u web-key: -H 'content-type: application/json' -d '${TAKEN[0]?.example.body}'`,
    ),
    '## The body',
    'A JSON object in UTF-8, as `application/json`, `text/plain` (beacons) or a form’s type; as it is or compressed with gzip (`Content-Encoding`).',
    markdownTable(
      ['Limit', 'At most'],
      [
        ['a request, unpacked', `${MAX_REQUEST_BYTES / 1024} KB`],
        ['an event, as compact JSON', `${MAX_EVENT_BYTES / 1024} KB`],
        ['how deep an event nests', `${MAX_DEPTH} levels`],
        ['the name of an event', '256 characters'],
        ['the headers of a request', '16 KB'],
        ['a request, from its first byte to its last', '30 s'],
      ],
    ),
    '## What is answered',
    'A `200` means that the events are on disk. What becomes of them then is in the ledger (`dspatch events`): an event that is not sent on was taken all the same. In a `207` the events that are not in `Details` are on disk.',
    ...TAKEN.flatMap(({ title, example, status, answer }) => [
      `### ${title}`,
      `${requestText(example)}, is answered ${status}:`,
      codeBlock('json', JSON.stringify(answer)),
    ]),
    '## Refusals',
    'A refusal is `{"Error": code, "Message": sentence}`, with `Details` where there are any. An event without a `messageId` gets one made here; the same `messageId` again is taken, and dropped as `duplicate`: sending once more is safe. Send again after 503 and after no answer; all other refusals stay what they are. The codes below are also those of an event in the `Details` of a 207.',
    markdownTable(['Code', 'Status', 'What it means', 'What to do', 'Example'], refusals),
  );
}

/** A request as people write it. */
function requestText({ method, path, key, headers = {}, body, shows }: IngestExample): string {
  return [
    code(`${method ?? 'POST'} ${path}`),
    ...(key === null ? ['no authorization'] : key === undefined ? [] : [`the key ${code(key)}`]),
    ...Object.entries(headers).map(([name, value]) => code(`${name}: ${value}`)),
    ...(shows === undefined ? (typeof body === 'string' ? [code(body)] : []) : [shows]),
  ].join(', ');
}
