import { assertedClientId } from '../auth/identity';
import type { Channel } from '../channels/channel';
import { AblyError } from '../protocol/ably-error';
import { PresenceAction } from '../protocol/actions';
import { Mode } from '../protocol/flags';
import type { PresenceMessage } from '../protocol/message';
import { payloadSize, readPayload } from '../protocol/payload';
import { assertPlain, isPlainObject } from '../protocol/plain-value';
import type { InboundProtocolMessage, RawItem } from '../protocol/protocol-message';
import type { Connection } from './connection';
import { requireRight } from './require-right';

/** Enters, updates or removes members that a client speaks for. */
export function handlePresence(
  connection: Connection,
  message: InboundProtocolMessage,
): (string | null)[] {
  const channel = connection.app.channel(message.channel ?? '');
  const id = `${connection.id}:${message.msgSerial}`;
  try {
    requireRight(connection, channel, Mode.PRESENCE);
    const events: PresenceMessage[] = [];
    for (const [index, raw] of message.presence.entries()) {
      const event = readPresence(connection, raw, `${id}:${index}`);
      const effective = effectOf(channel, event);
      if (effective) events.push(effective);
    }
    checkRoom(channel, events);
    if (events.length > 0) {
      connection.presentOn.add(channel);
      channel.presence.apply(events, id);
    }
    return message.presence.map(() => null);
  } finally {
    connection.app.forgetIfIdle(channel);
  }
}

const ALLOWED = [PresenceAction.ENTER, PresenceAction.LEAVE, PresenceAction.UPDATE] as number[];

function readPresence(connection: Connection, raw: RawItem, id: string): PresenceMessage {
  const action = raw['action'] === PresenceAction.PRESENT ? PresenceAction.ENTER : raw['action'];
  if (typeof action !== 'number' || !ALLOWED.includes(action)) {
    throw new AblyError(40000, 400, 'Presence action must be enter, leave or update.');
  }
  const clientId = assertedClientId(connection.identity, raw['clientId']);
  if (clientId === undefined) {
    throw new AblyError(91000, 400, 'Presence needs a clientId: connect with one, or name one.');
  }
  const payload = readPayload(raw['data'], raw['encoding']);
  const limit = connection.app.limits.maxMessageSize;
  if (payloadSize(payload.data) + clientId.length > limit) {
    throw new AblyError(40009, 400, `Presence data too large: at most ${limit} bytes are allowed.`);
  }
  const { extras } = raw;
  if (isPlainObject(extras)) assertPlain(extras);
  return {
    id: typeof raw['id'] === 'string' && raw['id'] !== '' ? raw['id'] : id,
    action,
    clientId,
    connectionId: connection.id,
    timestamp: Date.now(),
    ...payload,
    ...(isPlainObject(extras) ? { extras } : {}),
  };
}

/** What others should see of an event, given who is present already; undefined for nothing. */
function effectOf(channel: Channel, event: PresenceMessage): PresenceMessage | undefined {
  const present = channel.presence.find(event.connectionId, event.clientId);
  if (event.action === PresenceAction.LEAVE) {
    if (!present) return undefined;
    const { data, encoding } = event.data === undefined ? present : event;
    return { ...event, ...(data === undefined ? {} : { data }), ...(encoding ? { encoding } : {}) };
  }
  if (!present) return { ...event, action: PresenceAction.ENTER };
  return present.id === event.id ? undefined : { ...event, action: PresenceAction.UPDATE };
}

function checkRoom(channel: Channel, events: PresenceMessage[]): void {
  const { maxPresenceMembers } = channel.app.limits;
  const entering = events.filter((event) => event.action === PresenceAction.ENTER).length;
  if (entering === 0 || channel.presence.size + entering <= maxPresenceMembers) return;
  throw new AblyError(
    91003,
    400,
    `Too many presence members: a channel holds at most ${maxPresenceMembers}.`,
  );
}
