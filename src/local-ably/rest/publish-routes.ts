import type { Principal } from '../auth/authenticate';
import { checkChannelName } from '../channels/channel-name';
import { publish } from '../channels/publish';
import { AblyError, toAblyError } from '../protocol/ably-error';
import { isPlainObject } from '../protocol/plain-value';
import type { RawItem } from '../protocol/protocol-message';
import { restPublisher } from './publisher';
import { part, readBody, type RestReply, type RestRequest } from './request';
import { requireOperation } from './require-operation';
import type { Route } from './router';

const MAX_BATCH_CHANNELS = 100;

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
  const name = part(request, 0);
  checkChannelName(name);
  const principal = requireOperation(request, name, 'publish');
  if (request.query.get('_forceNack')) {
    throw new AblyError(40099, 400, 'Publish refused: the client asked for a refusal.');
  }
  request.host.faults.checkPublish();
  return { status: 201, body: publishTo(principal, name, messageList(readBody(request))) };
}

function publishTo(principal: Principal, name: string, items: RawItem[]): Published {
  const channel = principal.app.channel(name);
  try {
    const publisher = restPublisher(principal, items);
    const serials = publish(channel, publisher, items);
    const given = items[0]?.['id'];
    const base =
      typeof given === 'string' && given !== '' ? given.replace(/:\d+$/, '') : publisher.id;
    return { channel: name, messageId: base, serials };
  } finally {
    principal.app.forgetIfIdle(channel);
  }
}

function messageList(body: unknown): RawItem[] {
  const list = Array.isArray(body) ? (body as unknown[]) : [body];
  return list.map((item) => {
    if (isPlainObject(item)) return item;
    throw new AblyError(40000, 400, 'Send a message object, or an array of them.');
  });
}

type BatchResult = Published | { channel: string; error: unknown };

/** Publishes each message list of each specification to each of its channels. */
function postBatch(request: RestRequest): RestReply {
  const principal = request.principal();
  const body = readBody(request);
  const single = !Array.isArray(body);
  const specs: unknown[] = single ? [body] : (body as unknown[]);
  const answers = specs.map((spec) => batchResults(principal, spec));
  if (request.version < 3) return { status: 201, body: answers.flat() };
  const bodies = answers.map((results) => {
    const failureCount = results.filter((result) => 'error' in result).length;
    return { successCount: results.length - failureCount, failureCount, results };
  });
  return { status: 201, body: bodies };
}

function batchResults(principal: Principal, spec: unknown): BatchResult[] {
  if (!isPlainObject(spec) || spec['channels'] === undefined || spec['messages'] === undefined) {
    throw new AblyError(40000, 400, 'A batch needs "channels" and "messages".');
  }
  const channels = Array.isArray(spec['channels'])
    ? (spec['channels'] as unknown[])
    : [spec['channels']];
  if (channels.length > MAX_BATCH_CHANNELS || channels.some((name) => typeof name !== 'string')) {
    throw new AblyError(40000, 400, `"channels" must be at most ${MAX_BATCH_CHANNELS} names.`);
  }
  const items = messageList(spec['messages']);
  return (channels as string[]).map((channel) => publishOne(principal, channel, items));
}

function publishOne(principal: Principal, channel: string, items: RawItem[]): BatchResult {
  try {
    checkChannelName(channel);
    if (!principal.identity.capability.allows('publish', channel)) {
      throw new AblyError(40160, 401, `Capability denied: no right to publish to "${channel}".`);
    }
    return publishTo(principal, channel, items);
  } catch (thrown) {
    return { channel, error: toAblyError(thrown).toWire() };
  }
}
