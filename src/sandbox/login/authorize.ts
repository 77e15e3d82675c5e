import type { Endpoint } from '../http/call.ts';
import type { Reply } from '../http/reply.ts';
import { escapeHtml, htmlPage } from '../pages/html.ts';
import type { World } from '../world.ts';
import { type AuthorizationRequest, answerTo, readAuthorizationRequest } from './authorization-request.ts';

const PARAMETERS = [
  'client_id',
  'scope',
  'response_type',
  'redirect_uri',
  'state',
  'code_challenge',
  'code_challenge_method',
];

/**
 * `GET /ap/oa` shows the consent page; its two buttons post back here, and the person is sent on with `code` and `state`,
 * or with `error=access_denied` (fact sheet 4.2).
 */
export const authorize: Endpoint = {
  name: 'authorize',
  errors: 'login',
  answers: 'text/html; charset=utf-8',
  handle(call, world) {
    const query = call.method === 'POST' ? new URLSearchParams(call.body.toString('utf8')) : call.query;
    const asked = readAuthorizationRequest(query, world.login.clients);
    if ('tell' in asked) return asked.tell === 'page' ? problemPage(asked.message) : sendTo(asked.to);
    return call.method === 'POST' ? decide(world, asked, query.get('decision')) : consentPage(query, asked);
  },
};

function decide(world: World, asked: AuthorizationRequest, decision: string | null): Reply {
  const { redirectUri, state } = asked;
  if (decision === 'deny') {
    return sendTo(answerTo(redirectUri, { error: 'access_denied', error_description: 'Access not permitted.', state }));
  }
  if (decision !== 'allow') return problemPage('decision must be allow or deny');
  const code = world.login.codes.issue(asked, world.clock.now());
  return sendTo(answerTo(redirectUri, { code, scope: asked.scope, state }));
}

function consentPage(query: URLSearchParams, asked: AuthorizationRequest): Reply {
  const hidden = PARAMETERS.flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [`<input type="hidden" name="${name}" value="${escapeHtml(value)}">`];
  });
  const { origin } = new URL(asked.redirectUri);
  const body = `<h1>Allow access?</h1>
<p>This is the dspatch sandbox playing Login with Amazon. No Amazon account is involved.</p>
<p>The client <code>${escapeHtml(asked.clientId)}</code> asks for <code>${escapeHtml(asked.scope)}</code>
and will be answered at <code>${escapeHtml(origin)}</code>.</p>
<form method="post" action="oa">
${hidden.join('\n')}
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>`;
  // Browsers hold a form's redirects against form-action too, so the client's origin has to be in it.
  return htmlPage(200, 'Allow access?', body, ["'self'", origin]);
}

function problemPage(message: string): Reply {
  return htmlPage(400, 'Cannot continue', `<h1>Cannot continue</h1>\n<p>${escapeHtml(message)}</p>`);
}

function sendTo(location: string): Reply {
  return { status: 302, headers: { location, 'cache-control': 'no-store' }, body: '' };
}
