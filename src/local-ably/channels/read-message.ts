import { assertedClientId, userClaim, type Identity } from '../auth/identity';
import { AblyError } from '../protocol/ably-error';
import { MessageAction } from '../protocol/actions';
import type { Message, PublishedMessage } from '../protocol/message';
import { payloadSize, readPayload } from '../protocol/payload';
import { assertPlain, isPlainObject } from '../protocol/plain-value';
import type { RawItem } from '../protocol/protocol-message';
import { messageSerial, type Tick } from '../protocol/serial-clock';

/** The parts of a message that its author decides. */
export type MessageContent = Pick<Message, 'name' | 'data' | 'encoding' | 'clientId' | 'extras'> & {
  id?: string;
};

/** Checks and normalises one message as a client sent it. */
export function readMessage(raw: RawItem, identity: Identity, channel: string): MessageContent {
  const content: MessageContent = readPayload(raw['data'], raw['encoding']);
  const name = raw['name'];
  if (typeof name === 'string') content.name = name;
  else if (name !== undefined && name !== null) {
    throw new AblyError(40000, 400, 'Message name must be a string.');
  }
  const clientId = assertedClientId(identity, raw['clientId']);
  if (clientId !== undefined) content.clientId = clientId;
  const id = raw['id'];
  if (typeof id === 'string' && id !== '') content.id = id;
  else if (id !== undefined && id !== null && id !== '') {
    throw new AblyError(40031, 400, 'Message id must be a string.');
  }
  const extras = readExtras(raw['extras'], userClaim(identity, channel));
  if (extras) content.extras = extras;
  return content;
}

/** Checks extras and adds the sender's user claim, which only the server may set. */
function readExtras(
  value: unknown,
  claim: string | undefined,
): Record<string, unknown> | undefined {
  if (value === undefined || value === null)
    return claim === undefined ? undefined : { userClaim: claim };
  if (!isPlainObject(value)) throw new AblyError(40000, 400, 'Message extras must be an object.');
  assertPlain(value);
  const extras = { ...value };
  delete extras['userClaim'];
  return claim === undefined ? extras : { ...extras, userClaim: claim };
}

/** What messages count towards the size limit. */
export function contentSize(content: MessageContent): number {
  return (
    (content.name?.length ?? 0) +
    (content.clientId?.length ?? 0) +
    payloadSize(content.data) +
    (content.extras ? JSON.stringify(content.extras).length : 0)
  );
}

/** A newly created message at its place in the channel; it takes over its content's object. */
export function createMessage(
  content: MessageContent,
  tick: Tick,
  index: number,
): PublishedMessage {
  const serial = messageSerial(tick.channelSerial, index);
  return Object.assign(content, {
    serial,
    action: MessageAction.CREATE,
    version: { serial, timestamp: tick.timestamp },
  });
}
