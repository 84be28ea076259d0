import { annotate } from '../channels/annotate';
import { changeMessage, findMessage, isChange } from '../channels/change-message';
import { checkChannelName } from '../channels/channel-name';
import type { AnnotationSet } from '../channels/annotation-set';
import type { Channel } from '../channels/channel';
import { AblyError } from '../protocol/ably-error';
import type { Message } from '../protocol/message';
import { isPlainObject } from '../protocol/plain-value';
import { pageOf, pageReply, readPaging } from './paging';
import { restPublisher } from './rest-publisher';
import { pathParameter, readBody, type RestReply, type RestRequest } from './rest-request';
import { requireOperation } from './require-operation';
import type { Route } from './router';

const MESSAGE = '/channels/*/messages/*';

export const messageRoutes: Route[] = [
  { method: 'GET', path: MESSAGE, handler: getMessage },
  { method: 'PATCH', path: MESSAGE, handler: patchMessage },
  { method: 'GET', path: `${MESSAGE}/versions`, handler: getVersions },
  { method: 'POST', path: `${MESSAGE}/annotations`, handler: postAnnotations },
  { method: 'GET', path: `${MESSAGE}/annotations`, handler: getAnnotations },
  { method: 'GET', path: `${MESSAGE}/client-summary`, handler: getClientSummary },
];

interface Target {
  channel: Channel | undefined;
  latest: Message;
  versions: Message[];
  annotations?: AnnotationSet;
}

function readTarget(request: RestRequest): Target {
  const name = pathParameter(request, 0);
  checkChannelName(name);
  const { app } = requireOperation(request, name, 'history');
  const channel = app.channels.get(name);
  const { publication, index, latest } = findMessage(channel, pathParameter(request, 1));
  const record = publication.records?.get(index);
  return {
    channel,
    latest,
    versions: record?.versions ?? [latest],
    annotations: record?.annotations,
  };
}

function getMessage(request: RestRequest): RestReply {
  return { status: 200, body: readTarget(request).latest };
}

function getVersions(request: RestRequest): RestReply {
  const { versions } = readTarget(request);
  const paging = readPaging(request, { backwards: false });
  const items = versions.map((version) => ({ key: version.version.serial, value: version }));
  return pageReply(request, paging, pageOf(paging, items));
}

function patchMessage(request: RestRequest): RestReply {
  const name = pathParameter(request, 0);
  checkChannelName(name);
  const principal = request.principal();
  const body = readBody(request);
  const raw: unknown = Array.isArray(body) ? body[0] : body;
  if (!isPlainObject(raw)) throw new AblyError(40000, 400, 'Send the changes as an object.');
  const action = raw['action'] ?? 1;
  if (!isChange(action)) {
    throw new AblyError(40000, 400, 'The action must be 1 (update), 2 (delete) or 5 (append).');
  }
  return principal.app.withChannel(name, (channel) => {
    const message = changeMessage(channel, restPublisher(request, [raw]), {
      action,
      serial: pathParameter(request, 1),
      content: { ...raw, clientId: undefined, id: undefined },
      operation: raw['version'],
    });
    return { status: 200, body: { versionSerial: message.version.serial } };
  });
}

function postAnnotations(request: RestRequest): RestReply {
  const name = pathParameter(request, 0);
  checkChannelName(name);
  const principal = requireOperation(request, name, 'annotation-publish');
  const body = readBody(request);
  const list: unknown[] = Array.isArray(body) ? body : [body];
  const items = list.map((item) => {
    if (isPlainObject(item)) return { ...item, messageSerial: pathParameter(request, 1) };
    throw new AblyError(40000, 400, 'Send an annotation object, or an array of them.');
  });
  return principal.app.withChannel(name, (channel) => {
    const serials = annotate(channel, restPublisher(request, items), items);
    return { status: 201, body: { channel: name, serials } };
  });
}

function getAnnotations(request: RestRequest): RestReply {
  const { annotations } = readTarget(request);
  const paging = readPaging(request, { backwards: false });
  const items = (annotations?.events ?? []).map((event) => ({ key: event.serial, value: event }));
  return pageReply(request, paging, pageOf(paging, items));
}

function getClientSummary(request: RestRequest): RestReply {
  const clientId = request.query.get('forClientId') ?? request.principal().identity.clientId;
  if (!clientId) throw new AblyError(40000, 400, 'Name the client: ?forClientId=….');
  return { status: 200, body: readTarget(request).annotations?.summary(clientId) ?? {} };
}
