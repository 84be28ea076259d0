import { annotate } from '../../channels/annotate';
import { findMessage } from '../../channels/change-message';
import { AblyError } from '../../protocol/ably-error';
import { isPlainObject } from '../../protocol/plain-value';
import { toReactions } from './chat-message-mapper';
import { roomChannel } from './room-channel';
import { restPublisher } from '../rest-publisher';
import { pathParameter, readBody, type RestReply, type RestRequest } from '../rest-request';
import { requireOperation } from '../require-operation';
import type { Route } from '../router';

const REACTIONS = '/chat/v4/rooms/*/messages/*/reactions';
const METHODS = ['unique', 'distinct', 'multiple'];

export const chatReactionRoutes: Route[] = [
  { method: 'POST', path: REACTIONS, handler: addReaction },
  { method: 'DELETE', path: REACTIONS, handler: removeReaction },
  {
    method: 'GET',
    path: '/chat/v4/rooms/*/messages/*/client-reactions',
    handler: getClientReactions,
  },
];

function addReaction(request: RestRequest): RestReply {
  const body = readBody(request);
  if (!isPlainObject(body)) throw new AblyError(40000, 400, 'Send {"type": …, "name": …}.');
  return { status: 201, body: react(request, 0, body) };
}

function removeReaction(request: RestRequest): RestReply {
  const { query } = request;
  const name = query.get('name') ?? undefined;
  return { status: 200, body: react(request, 1, { type: query.get('type'), name }) };
}

function react(request: RestRequest, action: number, input: Record<string, unknown>): object {
  const channelName = roomChannel(request);
  const principal = requireOperation(request, channelName, 'annotation-publish');
  const { type, name, count } = input;
  if (typeof type !== 'string' || !METHODS.includes(type)) {
    throw new AblyError(40000, 400, `The reaction type must be one of ${METHODS.join(', ')}.`);
  }
  const annotation = {
    action,
    type: `reaction:${type}.v1`,
    name,
    count,
    messageSerial: pathParameter(request, 1),
  };
  const [serial] = principal.app.withChannel(channelName, (channel) =>
    annotate(channel, restPublisher(request), [annotation]),
  );
  return { serial };
}

function getClientReactions(request: RestRequest): RestReply {
  const name = roomChannel(request);
  const { app, identity } = requireOperation(request, name, 'history', 'subscribe');
  const clientId = request.query.get('forClientId') ?? identity.clientId;
  if (!clientId) throw new AblyError(40000, 400, 'Name the client: ?forClientId=….');
  const { publication, index } = findMessage(app.channels.get(name), pathParameter(request, 1));
  const annotations = publication.records?.get(index)?.annotations;
  return { status: 200, body: toReactions(annotations?.summary(clientId) ?? {}) };
}
