import { checkChannelName } from '../channels/channel-name';
import { publish } from '../channels/publish';
import { AblyError, toAblyError } from '../protocol/ably-error';
import { isPlainObject } from '../protocol/plain-value';
import type { RawItem } from '../protocol/protocol-message';
import { restPublisher } from './rest-publisher';
import {
  checkBatchSize,
  pathParameter,
  readBody,
  type RestReply,
  type RestRequest,
} from './rest-request';
import { requireOperation } from './require-operation';
import type { Route } from './router';

export const publishRoutes: Route[] = [
  { method: 'POST', path: '/channels/*/messages', handler: postMessages },
  { method: 'POST', path: '/messages', handler: postBatch },
];

interface Published {
  channel: string;
  messageId: string;
  serials: string[];
}

function postMessages(request: RestRequest): RestReply {
  const name = pathParameter(request, 0);
  checkChannelName(name);
  requireOperation(request, name, 'publish');
  if (request.query.get('_forceNack')) {
    throw new AblyError(40099, 400, 'Publish rejected: requested with _forceNack.');
  }
  return { status: 201, body: publishTo(request, name, messageList(readBody(request))) };
}

function publishTo(request: RestRequest, name: string, items: RawItem[]): Published {
  return request.principal().app.withChannel(name, (channel) => {
    const publisher = restPublisher(request, items);
    const serials = publish(channel, publisher, items);
    const given = items[0]?.['id'];
    const base =
      typeof given === 'string' && given !== '' ? given.replace(/:\d+$/, '') : publisher.id;
    return { channel: name, messageId: base, serials };
  });
}

function messageList(body: unknown): RawItem[] {
  const list = Array.isArray(body) ? (body as unknown[]) : [body];
  return list.map((item) => {
    if (isPlainObject(item)) return item;
    throw new AblyError(40000, 400, 'Send a message object, or an array of them.');
  });
}

type BatchResult = Published | { channel: string; error: unknown };

/** Publishes the messages of each specification to each of its channels. */
function postBatch(request: RestRequest): RestReply {
  request.principal();
  const body = readBody(request);
  const specs: unknown[] = Array.isArray(body) ? body : [body];
  const batches = specs.map((spec) => batchResults(request, spec));
  if (request.version < 3) return { status: 201, body: batches.flat() };
  const bodies = batches.map((results) => {
    const failureCount = results.filter((result) => 'error' in result).length;
    return { successCount: results.length - failureCount, failureCount, results };
  });
  return { status: 201, body: bodies };
}

function batchResults(request: RestRequest, spec: unknown): BatchResult[] {
  if (!isPlainObject(spec) || spec['channels'] === undefined || spec['messages'] === undefined) {
    throw new AblyError(40000, 400, 'A batch needs "channels" and "messages".');
  }
  const channels = Array.isArray(spec['channels'])
    ? (spec['channels'] as unknown[])
    : [spec['channels']];
  checkBatchSize(channels);
  if (channels.some((name) => typeof name !== 'string')) {
    throw new AblyError(40000, 400, '"channels" of a batch must be names.');
  }
  const items = messageList(spec['messages']);
  return (channels as string[]).map((channel) => publishOne(request, channel, items));
}

function publishOne(request: RestRequest, channel: string, items: RawItem[]): BatchResult {
  try {
    checkChannelName(channel);
    requireOperation(request, channel, 'publish');
    return publishTo(request, channel, items);
  } catch (thrown) {
    return { channel, error: toAblyError(thrown).toWire() };
  }
}
