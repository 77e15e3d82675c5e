import { z } from 'zod';
import { keysAt, schemaNode } from '../../base/schema-words.ts';
import { checked } from '../http/checked.ts';
import { parseJson } from '../http/json-body.ts';
import { json, type Reply } from '../http/reply.ts';
import type { Login } from '../login/login.ts';
import type { World } from '../world.ts';
import type { ControlRequest } from './control.ts';

const changes = z.strictObject({
  accessTokenSeconds: z.int().min(1).max(86_400).optional(),
  consentDays: z.int().min(1).max(3_650).optional(),
  rotateRefreshTokens: z.enum(['off', 'keep_old', 'revoke_old']).optional(),
  access: z.enum(['edit', 'view']).optional(),
});

const which = z.union([z.literal('all'), z.array(z.string()).max(1_000)]).optional();
const revocation = z.strictObject({ accessTokens: which, refreshTokens: which });

/** `/_sandbox/login`: GET shows the login's settings, PUT changes those it is given. */
export function controlLogin({ login }: World, request: ControlRequest): Reply {
  if (request.method === 'PUT') Object.assign(login.settings, read(changes, request));
  return json(200, login.settings);
}

/** `POST /_sandbox/login/revoke`: makes tokens worthless, `"all"` or those listed. */
export function revokeTokens({ login }: World, request: ControlRequest): Reply {
  const { accessTokens, refreshTokens } = read(revocation, request);
  revokeEach(login.accessTokens, accessTokens);
  revokeEach(login.refreshTokens, refreshTokens);
  return json(200, { revoked: true });
}

function revokeEach(tokens: Login['accessTokens'] | Login['refreshTokens'], these: 'all' | string[] | undefined): void {
  if (these === 'all') tokens.revoke();
  else for (const token of these ?? []) tokens.revoke(token);
}

function read<T>(schema: z.ZodType<T>, request: ControlRequest): T {
  return checked(schema, parseJson(request.bytes), {
    ...{ name: 'login', code: 'sandbox_login', instead: 'a JSON object' },
    keysAt: (path) => keysAt(schemaNode(schema), path),
  });
}
