import { checkChannelName } from '../channels/channel-name';
import type { Channel } from '../channels/channel';
import { NO_OCCUPANCY } from '../channels/occupancy';
import { AblyError, toAblyError } from '../protocol/ably-error';
import { pageOf, pageReply, readPaging } from './paging';
import { checkBatchSize, pathParameter, type RestReply, type RestRequest } from './rest-request';
import { requireOperation } from './require-operation';
import type { Route } from './router';

export const channelRoutes: Route[] = [
  { method: 'GET', path: '/channels', handler: listChannels },
  { method: 'GET', path: '/channels/*', handler: getChannel },
  { method: 'GET', path: '/presence', handler: getBatchPresence },
];

interface ChannelDetails {
  channelId: string;
  name: string;
  status: { isActive: boolean; occupancy: { metrics: object } };
}

function details(name: string, channel: Channel | undefined): ChannelDetails {
  const metrics = channel?.occupancy.metrics ?? NO_OCCUPANCY;
  const isActive = channel !== undefined && isActiveChannel(channel);
  return { channelId: name, name, status: { isActive, occupancy: { metrics } } };
}

const ACTIVE_AFTER_PUBLISH_MS = 60_000;

/** A channel is active while it has attachments or members, and for a minute after a publish. */
function isActiveChannel(channel: Channel): boolean {
  if (channel.attachments.size > 0 || channel.presence.size > 0) return true;
  const newest = channel.log.at(channel.log.length - 1);
  return newest !== undefined && newest.timestamp > Date.now() - ACTIVE_AFTER_PUBLISH_MS;
}

function getChannel(request: RestRequest): RestReply {
  const name = pathParameter(request, 0);
  checkChannelName(name);
  const { app } = requireOperation(request, name, 'channel-metadata');
  return { status: 200, body: details(name, app.channels.get(name)) };
}

function listChannels(request: RestRequest): RestReply {
  const { app, identity } = request.principal();
  if (!identity.capability.allowsAnywhere('channel-metadata')) {
    throw new AblyError(40160, 401, 'Capability denied: this needs "channel-metadata".');
  }
  const prefix = request.query.get('prefix') ?? '';
  const names = [...app.channels.values()]
    .filter((channel) => isActiveChannel(channel) && channel.name.startsWith(prefix))
    .map((channel) => channel.name)
    .filter((name) => identity.capability.allows('channel-metadata', name))
    .sort();
  const named = request.version >= 3 || request.query.get('by') === 'id';
  const items = names.map((name) => ({
    key: name,
    value: named ? name : details(name, app.channels.get(name)),
  }));
  const paging = { ...readPaging(request), backwards: false };
  return pageReply(request, paging, pageOf<unknown>(paging, items));
}

/** The members of several channels; a channel without permission gets its own error. */
function getBatchPresence(request: RestRequest): RestReply {
  const { app } = request.principal();
  const names = (request.query.get('channels') ?? '').split(',').filter((name) => name !== '');
  if (names.length === 0) throw new AblyError(40000, 400, 'Name channels: ?channels=a,b.');
  checkBatchSize(names);
  const results = names.map((channel) => {
    try {
      checkChannelName(channel);
      requireOperation(request, channel, 'presence', 'subscribe');
      return { channel, presence: app.channels.get(channel)?.presence.list() ?? [] };
    } catch (thrown) {
      return { channel, error: toAblyError(thrown).toWire() };
    }
  });
  const failureCount = results.filter((result) => 'error' in result).length;
  const successCount = results.length - failureCount;
  return { status: 200, body: { successCount, failureCount, results } };
}
