import { assertedClientId, userClaim } from '../auth/identity';
import type { Channel } from '../channels/channel';
import { checkSize } from '../channels/publish';
import { publishName } from '../channels/qualified-name';
import { rawSize, readExtras, readId } from '../channels/read-message';
import { AblyError } from '../protocol/ably-error';
import { PresenceAction } from '../protocol/actions';
import { Mode } from '../protocol/flags';
import type { PresenceMessage } from '../protocol/message';
import { readPayload } from '../protocol/payload';
import type { InboundProtocolMessage, RawItem } from '../protocol/protocol-message';
import type { Connection } from './connection';
import { requireMode } from './require-mode';

/** Enters, updates or removes members of a connection. */
export function handlePresence(
  connection: Connection,
  message: InboundProtocolMessage,
): (string | null)[] {
  const id = `${connection.id}:${message.msgSerial}`;
  return connection.app.withChannel(publishName(message.channel ?? ''), (channel) => {
    requireMode(connection, channel, Mode.PRESENCE);
    const read = message.presence.map((raw, index) =>
      readPresence(connection, channel, { raw, id: `${id}:${index}` }),
    );
    const events = effectiveEvents(channel, read);
    channel.presence.checkCapacity(events);
    if (events.length > 0) {
      connection.presentOn.add(channel);
      channel.presence.apply(events, id);
    }
    return message.presence.map(() => null);
  });
}

const ALLOWED = [PresenceAction.ENTER, PresenceAction.LEAVE, PresenceAction.UPDATE] as number[];

function readPresence(
  connection: Connection,
  channel: Channel,
  { raw, id }: { raw: RawItem; id: string },
): PresenceMessage {
  const action = raw['action'] === PresenceAction.PRESENT ? PresenceAction.ENTER : raw['action'];
  if (typeof action !== 'number' || !ALLOWED.includes(action)) {
    throw new AblyError(40000, 400, 'Presence action must be enter, leave or update.');
  }
  const clientId = assertedClientId(connection.identity, raw['clientId']);
  if (clientId === undefined) {
    throw new AblyError(91000, 400, 'Presence needs a clientId: connect with one, or name one.');
  }
  const payload = readPayload(raw['data'], raw['encoding']);
  checkSize(rawSize(raw, payload.data), connection.app.limits.maxMessageSize);
  const extras = readExtras(raw['extras'], userClaim(connection.identity, channel.name));
  return {
    id: readId(raw['id']) ?? id,
    action,
    clientId,
    connectionId: connection.id,
    timestamp: Date.now(),
    ...payload,
    ...(extras ? { extras } : {}),
  };
}

/** The events that subscribers receive, each evaluated against the state after the one before. */
function effectiveEvents(channel: Channel, events: PresenceMessage[]): PresenceMessage[] {
  const present = new Map<string, PresenceMessage | undefined>();
  return events.flatMap((event) => {
    const { clientId, connectionId } = event;
    const before = present.has(clientId)
      ? present.get(clientId)
      : channel.presence.find(connectionId, clientId);
    const effect = effectiveEvent(event, before);
    if (effect) {
      present.set(clientId, effect.action === PresenceAction.LEAVE ? undefined : effect);
    }
    return effect ?? [];
  });
}

function effectiveEvent(
  event: PresenceMessage,
  present: PresenceMessage | undefined,
): PresenceMessage | undefined {
  if (event.action === PresenceAction.LEAVE) {
    if (!present) return undefined;
    const { data, encoding } = event.data === undefined ? present : event;
    return { ...event, ...(data === undefined ? {} : { data }), ...(encoding ? { encoding } : {}) };
  }
  if (!present) return { ...event, action: PresenceAction.ENTER };
  return present.id === event.id ? undefined : { ...event, action: PresenceAction.UPDATE };
}
