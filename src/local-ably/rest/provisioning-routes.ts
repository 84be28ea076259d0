import { randomBytes } from 'node:crypto';
import { createApp, deleteApp } from '../provisioning';
import { AblyError } from '../protocol/ably-error';
import { isPlainObject } from '../protocol/plain-value';
import { pathParameter, readBody, type RestReply, type RestRequest } from './rest-request';
import type { Route } from './router';
import { seedStats } from './seed-stats';

/** Creates and deletes apps for SDK test suites; served with the option `provisioning`. */
export const provisioningRoutes: Route[] = [
  { method: 'POST', path: '/apps', handler: postApp },
  { method: 'DELETE', path: '/apps/*', handler: deleteOwnApp },
  { method: 'POST', path: '/stats', handler: seedStats },
];

function postApp(request: RestRequest): RestReply {
  const body = readBody(request);
  if (!isPlainObject(body)) throw new AblyError(40000, 400, 'Describe the app as an object.');
  const created = createApp(request.server.apps, `app${randomBytes(4).toString('hex')}`, body);
  return {
    status: 201,
    body: { ...created, endpoint: '127.0.0.1', port: request.server.port, tls: false },
  };
}

function deleteOwnApp(request: RestRequest): RestReply {
  const { app, identity } = request.principal();
  if (identity.token) throw new AblyError(40162, 401, 'Deleting an app needs its key.');
  if (app.id !== pathParameter(request, 0)) {
    throw new AblyError(40101, 401, 'The key belongs to another app.');
  }
  deleteApp(request.server.apps, app);
  return { status: 204 };
}
