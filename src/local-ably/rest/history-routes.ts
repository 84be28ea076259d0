import { checkChannelName } from '../channels/channel-name';
import { isUpTo, readHistory } from '../channels/history';
import type { PresenceRecord } from '../channels/presence-set';
import { pageOf, pageReply, readPaging } from './paging';
import { pathParameter, type RestReply, type RestRequest } from './rest-request';
import { requireOperation } from './require-operation';
import type { Route } from './router';

export const historyRoutes: Route[] = [
  { method: 'GET', path: '/channels/*/messages', handler: getMessages },
  { method: 'GET', path: '/channels/*/history', handler: getMessages },
  { method: 'GET', path: '/channels/*/presence', handler: getPresence },
  { method: 'GET', path: '/channels/*/presence/history', handler: getPresenceHistory },
];

function getMessages(request: RestRequest): RestReply {
  const name = pathParameter(request, 0);
  checkChannelName(name);
  const { app } = requireOperation(request, name, 'history');
  const paging = readPaging(request);
  paging.bound ??= app.clock.next().channelSerial;
  const from = request.query.get('from_serial') ?? request.query.get('fromSerial');
  const messages = readHistory(app.channels.get(name), {
    ...paging,
    upTo: [paging.bound, ...(from === null ? [] : [from])],
  });
  const items = messages.map((message) => ({ key: message.serial, value: message }));
  return pageReply(request, paging, items);
}

function getPresence(request: RestRequest): RestReply {
  const name = pathParameter(request, 0);
  checkChannelName(name);
  const { app } = requireOperation(request, name, 'presence', 'subscribe');
  const { query } = request;
  const clientId = query.get('clientId');
  const connectionId = query.get('connectionId');
  const members = (app.channels.get(name)?.presence.list() ?? [])
    .filter((member) => clientId === null || member.clientId === clientId)
    .filter((member) => connectionId === null || member.connectionId === connectionId)
    .map((member) => ({ key: `${member.clientId}\n${member.connectionId}`, value: member }));
  const paging = { ...readPaging(request), backwards: false };
  return pageReply(request, paging, pageOf(paging, members));
}

function getPresenceHistory(request: RestRequest): RestReply {
  const name = pathParameter(request, 0);
  checkChannelName(name);
  const { app } = requireOperation(request, name, 'history');
  const paging = readPaging(request);
  paging.bound ??= app.clock.next().channelSerial;
  const channel = app.channels.get(name);
  const from = request.query.get('from_serial') ?? request.query.get('fromSerial');
  const isInRange = ({ serial, message }: PresenceRecord): boolean =>
    message.timestamp >= (paging.start ?? 0) &&
    message.timestamp <= (paging.end ?? Infinity) &&
    (from === null || isUpTo(serial, from));
  const records = channel ? [...channel.presence.log.from(0)].filter(isInRange) : [];
  const items = records.map(({ serial, message }) => ({ key: serial, value: message }));
  return pageReply(request, paging, pageOf(paging, items));
}
