import { authenticate } from '../auth/authenticate';
import type { Identity } from '../auth/identity';
import { AblyError } from '../protocol/ably-error';
import type { InboundProtocolMessage } from '../protocol/protocol-message';
import type { Connection } from './connection';
import { sendConnected } from './send-connected';

/** Replaces the token of a connection in place; its capabilities change immediately. */
export function handleAuth(connection: Connection, message: InboundProtocolMessage): void {
  const { app } = connection;
  if (message.accessToken === undefined) {
    throw new AblyError(40101, 401, 'AUTH needs auth.accessToken.');
  }
  const ownApp = { find: (id: string) => (id === app.id ? app : undefined) };
  const { identity } = authenticate(ownApp, { token: message.accessToken });
  connection.identity = sameClient(connection.identity, identity);
  app.connections.reauthorized(connection);
  sendConnected(connection);
  for (const [name, { channel, attachment }] of connection.attachments) {
    attachment.refreshModes();
    if (attachment.granted === 0) {
      connection.detach(name, channel);
      connection.sendError(
        new AblyError(
          40160,
          401,
          `Capability denied: the new token has no capability on "${name}".`,
        ),
        name,
      );
    } else if (
      !connection.capability.allows('presence', channel.name) &&
      connection.presentOn.delete(channel)
    ) {
      channel.presence.leaveAll(connection.id);
    }
  }
}

function sameClient(before: Identity, after: Identity): Identity {
  if (before.clientId === undefined || before.clientId === after.clientId) return after;
  if (after.clientIdRule === 'any') {
    return { ...after, clientId: before.clientId, clientIdRule: 'fixed' };
  }
  throw new AblyError(
    40102,
    401,
    'Incompatible credentials: the new token is for another clientId.',
  );
}
