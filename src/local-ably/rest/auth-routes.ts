import { authenticate, findKey } from '../auth/authenticate';
import { grantToken } from '../auth/token-request';
import { AblyError } from '../protocol/ably-error';
import { isPlainObject } from '../protocol/plain-value';
import { pathParameter, readBody, type RestReply, type RestRequest } from './rest-request';
import type { Route } from './router';

export const authRoutes: Route[] = [
  {
    method: 'GET',
    path: '/time',
    handler: () => ({ status: 200, body: [Date.now()] }),
  },
  { method: 'POST', path: '/keys/*/requestToken', handler: requestToken },
];

function requestToken(request: RestRequest): RestReply {
  const { app, key } = findKey(request.server.apps, pathParameter(request, 0));
  const body = readBody(request);
  if (!isPlainObject(body)) throw new AblyError(40000, 400, 'A token request must be an object.');
  const signedByKey = isSignedByKey(request, key.name);
  const details = grantToken(key, body, { nonces: app.nonces, signedByKey });
  return { status: 201, body: details, format: 'json' };
}

/** True for a request with the whole key in basic authentication. */
function isSignedByKey(request: RestRequest, keyName: string): boolean {
  const header = request.message.headers.authorization ?? '';
  if (!/^basic /i.test(header)) return false;
  const text = Buffer.from(header.slice('basic '.length), 'base64').toString();
  const { apps } = request.server;
  const { identity } = authenticate(apps, { key: text }, { unknownKeyCode: 40400 });
  return identity.key.name === keyName;
}
