import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../../base/errors.ts';
import { answerControl, isControl } from '../control/control.ts';
import type { Fault } from '../faults/fault.ts';
import { peekItems } from '../faults/peek-items.ts';
import { isDry, isProcessed, standIn } from '../faults/stand-in.ts';
import { transmit } from '../faults/transmit.ts';
import { shortened, shownHeaders } from '../record/seen-request.ts';
import type { World } from '../world.ts';
import { type Address, readAddress } from './address.ts';
import { type Body, readBody } from './body.ts';
import type { Call, Endpoint, RequestNote } from './call.ts';
import { isImport } from './endpoint-name.ts';
import { refusal } from './refusal.ts';
import { type Reply, withHeaders } from './reply.ts';
import { newRequestId, REQUEST_ID_HEADER } from './request-id.ts';
import { findRoute } from './routes.ts';

/**
 * One request and its answer: pick a fault, read the body, let the endpoint decide, note it, send it. It never rejects,
 * whatever was sent. `closing` aborts when the sandbox shuts down.
 */
export async function exchange(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  try {
    const address = readAddress(request.url ?? '/');
    if (isControl(address.path)) await control(world, request, response, address);
    else await api(world, request, response, address, closing);
  } catch (error) {
    // A bug of the sandbox's. The client gets the news, and the next request a chance.
    if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
    response.end(`The sandbox failed: ${messageOf(error)}\n`);
  }
}

async function control(world: World, request: IncomingMessage, out: ServerResponse, address: Address): Promise<void> {
  const body = await readBody(request, world.settings.maxBodyBytes);
  if (body === undefined) return;
  const reply = answerControl(world, {
    method: request.method ?? 'GET',
    ...address,
    headers: request.headers,
    ...body,
  });
  out.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) });
  out.end(request.method === 'HEAD' ? undefined : reply.body);
}

/** A request to one of Amazon's endpoints, before its body is read. */
interface Visit {
  readonly request: IncomingMessage;
  readonly method: string;
  readonly path: string;
  readonly endpoint: Endpoint;
  readonly requestId: string;
  readonly note: RequestNote;
}

async function api(
  world: World,
  request: IncomingMessage,
  out: ServerResponse,
  address: Address,
  closing: AbortSignal,
): Promise<void> {
  const { clock, settings } = world;
  const gone = goneSignal(out);
  const method = request.method ?? 'GET';
  const { endpoint, params } = findRoute(method, address.path);
  const visit: Visit = { request, method, path: address.path, endpoint, requestId: newRequestId(), note: {} };
  const inPath = address.path.startsWith('/accounts/') ? params[0] : undefined;
  const accountId = inPath ?? request.headers['amazon-ads-accountid']?.toString();
  if (accountId !== undefined) visit.note.accountId = shortened(accountId);

  const bodyFirst = world.faults.needsBody(endpoint.name);
  const early = bodyFirst ? undefined : pickFault(world, visit, NO_BODY);
  if (early?.kind === 'reset' && early.when === 'before_body') {
    await clock.sleep(early.delayMs ?? 0, closing);
    remember(world, visit, null, early);
    request.socket.resetAndDestroy();
    return;
  }
  const body = await readBody(request, settings.maxBodyBytes);
  if (body === undefined) return remember(world, visit, null, early);
  const fault = bodyFirst ? pickFault(world, visit, body) : early;
  if (fault !== undefined && isImport(endpoint.name)) visit.note.items = peekItems(body.bytes).length;
  // The client may give up during a delay; what it sent is processed all the same.
  if (fault?.delayMs !== undefined) await clock.sleep(fault.delayMs, closing);
  if (closing.aborted) return;

  const reply = decide(world, {
    ...visit,
    params,
    query: address.query,
    headers: request.headers,
    body: body.bytes,
    tooLarge: body.tooLarge,
    region: address.region ?? settings.region,
    fault,
    dry: isDry(fault),
  });
  remember(world, visit, isSilent(fault) ? null : reply.status, fault);
  await transmit(withHeaders(reply, { [REQUEST_ID_HEADER]: visit.requestId }), fault, out, { clock, gone });
  // What is left of an oversized body is not worth reading.
  if (body.tooLarge && !request.complete) request.socket.destroySoon();
}

const NO_BODY: Body = { bytes: Buffer.alloc(0), tooLarge: false };

function pickFault(world: World, { endpoint, note }: Visit, body: Body): Fault | undefined {
  let items: ReturnType<typeof peekItems> | undefined;
  return world.faults.pick({
    endpoint: endpoint.name,
    accountId: note.accountId,
    items: () => {
      items ??= peekItems(body.bytes);
      return items;
    },
  });
}

/** Notes a request, before its answer is on the wire: who has the answer can look it up. */
function remember(world: World, visit: Visit, status: number | null, fault: Fault | undefined): void {
  world.record.request({
    time: new Date(world.clock.now()).toISOString(),
    requestId: visit.requestId,
    method: visit.method,
    path: shortened(visit.path),
    endpoint: visit.endpoint.name,
    status,
    ...visit.note,
    ...(fault && { fault: fault.kind }),
    headers: shownHeaders(visit.request.headers),
  });
}

/** The answer: the endpoint's, unless a fault stands in for it. */
function decide(world: World, call: Call): Reply {
  const { fault } = call;
  const own = fault === undefined || isProcessed(fault) ? handle(call, world) : undefined;
  const instead = fault && standIn(fault, call, world.clock.now());
  return instead ?? own ?? { status: 500, headers: {}, body: '' };
}

function handle(call: Call, world: World): Reply {
  try {
    return call.endpoint.handle(call, world);
  } catch (error) {
    const message = `The sandbox failed: ${messageOf(error)}`;
    return refusal(call.endpoint, call.requestId, 500, { message });
  }
}

/** Whether a fault lets no status line through. */
function isSilent(fault: Fault | undefined): boolean {
  return fault?.kind === 'hang' || (fault?.kind === 'reset' && fault.when !== 'mid_response');
}

/** Aborts when the connection is done with, whoever ended it. */
function goneSignal(out: ServerResponse): AbortSignal {
  const gone = new AbortController();
  out.once('close', () => gone.abort());
  out.on('error', () => gone.abort());
  return gone.signal;
}
