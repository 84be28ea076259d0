import { randomBytes } from 'node:crypto';
import type { Publisher } from '../channels/publish';
import { AblyError } from '../protocol/ably-error';
import type { RawItem } from '../protocol/protocol-message';
import type { RestRequest } from './rest-request';

/**
 * The publisher of a REST request: the caller, or the connection whose `connectionKey` a message
 * has. All REST publishes call this, so it also applies the fault that rejects publishes.
 */
export function restPublisher(request: RestRequest, items: RawItem[] = []): Publisher {
  request.server.faults.checkPublish();
  const { app, identity } = request.principal();
  const id = randomBytes(9).toString('base64url');
  const key = items.find((item) => item['connectionKey'] !== undefined)?.['connectionKey'];
  if (key === undefined) return { identity, id };
  const connection = typeof key === 'string' ? app.connections.findByKey(key) : undefined;
  if (!connection) {
    throw new AblyError(40006, 400, 'Invalid connectionKey: there is no such connection.');
  }
  const ownId = connection.identity.clientId;
  if (identity.clientIdRule === 'fixed' && identity.clientId !== ownId) {
    throw new AblyError(
      40006,
      400,
      'Invalid connectionKey: the connection belongs to another client.',
    );
  }
  return { identity: connection.identity, id, connectionId: connection.id };
}
