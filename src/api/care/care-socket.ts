import { z } from 'zod';
import type { Context } from '../../context';
import { announceTyping } from '../../chat/announce-typing';
import { openConversation } from '../../chat/access/open-conversation';
import { recordDelivery } from '../../chat/receipts/record-delivery';
import { AppError } from '../../errors';
import { parseInput } from '../http/parse-input';
import type { Cursor } from '../../chat/changes/change-event';
import type { Feed } from '../../delivery/feed/feed';
import type { FeedSubscriber } from '../../delivery/feed/feed-event';
import type { Connection } from '../sockets/connection';
import type { FrameHandler, SocketProtocol } from '../sockets/web-socket-endpoint';
import { careFrame, careErrorFrame } from './care-frames';
import { careRoles, careTarget } from './care-schemas';

const PATH_PATTERN = /^\/api\/v1\/ws\/chat\/([^/]+)\/?$/;

const frameSchema = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('ping') }),
    z.object({ type: z.literal('pong') }),
    z.object({ type: z.literal('typing'), is_typing: z.boolean('must be true or false') }),
  ],
  'must be ping, pong or typing; messages are sent by POST /api/v1/chat/messages',
);

/** `WS /api/v1/ws/chat/{conversation_id}`: the events of one care conversation (care-23…28). */
export function careSocket(context: Context): SocketProtocol {
  return {
    match: (path) => PATH_PATTERN.exec(path)?.[1],
    open: (connection, { pathParam, query }) => open(context, connection, { id: pathParam, query }),
    heartbeatFrame: () => JSON.stringify({ type: 'ping', timestamp: new Date().toISOString() }),
    errorFrame: (error) => JSON.stringify(careErrorFrame(error)),
  };
}

async function open(
  context: Context,
  connection: Connection,
  { id, query }: { id: string; query: URLSearchParams },
): Promise<FrameHandler> {
  const { chat, feed } = context;
  const { principal } = connection;
  if (!careRoles.includes(principal.role)) throw new AppError('forbidden');
  const target = careTarget(id);
  const { cursor } = await openConversation(chat, principal, target);
  connection.send(connectedFrame({ id, userId: principal.id, seq: cursor.seq }));
  const subscriber: FeedSubscriber = {
    write: (event) => {
      connection.send(careFrame(id, event));
      const messages = event.type === 'message' ? [event.message] : [];
      recordDelivery(chat, principal, { conversationId: id, messages });
      const isClosed = event.type === 'changed' && event.state === 'closed';
      if (isClosed) connection.close(new AppError('assignment-ended'));
    },
    backlog: () => connection.backlog(),
    drop: (error) => connection.close(error),
  };
  const from = await resumeFrom(feed, { id, query, cursor });
  const subscription = await feed.subscribe(id, subscriber, from);
  return {
    checkAccess: async () => void (await openConversation(chat, principal, target)),
    onClose: () => subscription.close(),
    receive: async (frame) => {
      const parsed = parseInput(frameSchema, frame, 'frame');
      if (parsed.type === 'ping') {
        connection.send(JSON.stringify({ type: 'pong', timestamp: new Date().toISOString() }));
      }
      if (parsed.type !== 'typing') return;
      await announceTyping(chat, principal, { target, isTyping: parsed.is_typing });
    },
  };
}

function connectedFrame({ id, userId, seq }: { id: string; userId: string; seq: number }): string {
  return JSON.stringify({
    type: 'connection',
    status: 'connected',
    conversation_id: Number(id),
    user_id: Number(userId),
    last_seq: seq,
  });
}

/** From the cursor read before the confirmation, or after what a reconnecting client has: `?after_seq=…`. */
function resumeFrom(
  feed: Feed,
  { id, query, cursor }: { id: string; query: URLSearchParams; cursor: Cursor },
): Cursor | Promise<Cursor> {
  const after = afterSeq(query);
  if (after === undefined) return cursor;
  return feed.resume(id, { from: { ...cursor, seq: after }, head: cursor });
}

function afterSeq(query: URLSearchParams): number | undefined {
  const text = query.get('after_seq');
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
