import { changeMessage, findMessage, type Change } from '../../channels/change-message';
import { readHistory } from '../../channels/history';
import { publish } from '../../channels/publish';
import { readId } from '../../channels/read-message';
import { AblyError } from '../../protocol/ably-error';
import { MessageAction } from '../../protocol/actions';
import type { Message } from '../../protocol/message';
import { isPlainObject } from '../../protocol/plain-value';
import type { RawItem } from '../../protocol/protocol-message';
import { toChatMessage } from './chat-message-mapper';
import { chatReactionRoutes } from './chat-reaction-routes';
import { roomChannel } from './room-channel';
import { pageOf, pageReply, readPaging } from '../paging';
import { restPublisher } from '../rest-publisher';
import { pathParameter, readBody, type RestReply, type RestRequest } from '../rest-request';
import { requireOperation } from '../require-operation';
import type { Route } from '../router';

const ROOM = '/chat/v4/rooms/*';

export const chatRoutes: Route[] = [
  { method: 'POST', path: `${ROOM}/messages`, handler: sendMessage },
  { method: 'GET', path: `${ROOM}/messages`, handler: listMessages },
  { method: 'GET', path: `${ROOM}/messages/*`, handler: getMessage },
  { method: 'PUT', path: `${ROOM}/messages/*`, handler: updateMessage },
  { method: 'POST', path: `${ROOM}/messages/*/delete`, handler: deleteMessage },
  { method: 'GET', path: `${ROOM}/messages/*/versions`, handler: listVersions },
  { method: 'GET', path: `${ROOM}/occupancy`, handler: getOccupancy },
  ...chatReactionRoutes,
];

function sendMessage(request: RestRequest): RestReply {
  const name = roomChannel(request);
  const principal = requireOperation(request, name, 'publish');
  const key = request.query.get('idempotencyKey');
  const item = { ...chatItem(readBody(request)), ...(key ? { id: key } : {}) };
  return principal.app.withChannel(name, (channel) => {
    const [serial] = publish(channel, restPublisher(request), [item]);
    return { status: 201, body: toChatMessage(findMessage(channel, serial).latest) };
  });
}

/** A chat message as an ordinary message: text and metadata in data, headers in extras. */
function chatItem(body: unknown): RawItem {
  if (!isPlainObject(body) || typeof body['text'] !== 'string') {
    throw new AblyError(40000, 400, 'A chat message needs a "text".');
  }
  const { text, metadata, headers } = body;
  for (const [field, value] of Object.entries({ metadata, headers })) {
    if (value !== undefined && value !== null && !isPlainObject(value)) {
      throw new AblyError(40000, 400, `"${field}" of a chat message must be an object.`);
    }
  }
  return {
    name: 'chat.message',
    data: { text, metadata: metadata ?? {} },
    extras: { headers: headers ?? {} },
  };
}

function listMessages(request: RestRequest): RestReply {
  const name = roomChannel(request);
  const { app } = requireOperation(request, name, 'history');
  const paging = readPaging(request);
  paging.bound ??= app.clock.next().channelSerial;
  const from = request.query.get('fromSerial');
  const messages = readHistory(app.channels.get(name), {
    ...paging,
    upTo: [paging.bound, ...(from === null ? [] : [from])],
    filter: (message) => message.name === 'chat.message',
  });
  const items = messages.map((one) => ({ key: one.serial, value: toChatMessage(one) }));
  return pageReply(request, paging, items);
}

function roomMessage(request: RestRequest): { latest: Message; versions: Message[] } {
  const name = roomChannel(request);
  const { app } = requireOperation(request, name, 'history');
  const { publication, index, latest } = findMessage(
    app.channels.get(name),
    pathParameter(request, 1),
  );
  return { latest, versions: publication.records?.get(index)?.versions ?? [latest] };
}

function getMessage(request: RestRequest): RestReply {
  return { status: 200, body: toChatMessage(roomMessage(request).latest) };
}

function listVersions(request: RestRequest): RestReply {
  const items = roomMessage(request).versions.map((version) => ({
    key: version.version.serial,
    value: toChatMessage(version),
  }));
  const paging = readPaging(request, { backwards: false });
  return pageReply(request, paging, pageOf(paging, items));
}

function updateMessage(request: RestRequest): RestReply {
  const body = readBody(request);
  if (!isPlainObject(body)) throw new AblyError(40000, 400, 'Send {"message": {"text": …}}.');
  return applyChange(request, {
    action: MessageAction.UPDATE,
    serial: pathParameter(request, 1),
    content: chatItem(body['message']),
    operation: body,
  });
}

function deleteMessage(request: RestRequest): RestReply {
  const body = request.rawBody.length > 0 ? readBody(request) : {};
  return applyChange(request, {
    action: MessageAction.DELETE,
    serial: pathParameter(request, 1),
    content: chatItem({ text: '' }),
    operation: body,
  });
}

/** Changes a message once per idempotency key; a repeat returns the current message. */
function applyChange(request: RestRequest, change: Change): RestReply {
  const { app, identity } = request.principal();
  const id = readId(request.query.get('idempotencyKey'));
  const key = id && `change ${id} by ${identity.clientId ?? ''}`;
  return app.withChannel(roomChannel(request), (channel) => {
    if (key && channel.idempotencyKeys.find(key)) {
      return { status: 200, body: toChatMessage(findMessage(channel, change.serial).latest) };
    }
    const message = changeMessage(channel, restPublisher(request), change);
    if (key) channel.idempotencyKeys.add(key, [message.version.serial]);
    return { status: 200, body: toChatMessage(message) };
  });
}

function getOccupancy(request: RestRequest): RestReply {
  const name = roomChannel(request);
  const { app } = requireOperation(request, name, 'channel-metadata', 'subscribe');
  const metrics = app.channels.get(name)?.occupancy.metrics;
  return {
    status: 200,
    body: {
      connections: metrics?.connections ?? 0,
      presenceMembers: metrics?.presenceMembers ?? 0,
    },
  };
}
