import { z } from 'zod';
import type { Context } from '../../context';
import { announceTyping } from '../../chat/announce-typing';
import { openConversation } from '../../chat/access/open-conversation';
import { recordDelivery } from '../../chat/receipts/record-delivery';
import { AppError } from '../../errors';
import { invalidInput } from '../http/route';
import type { FeedSubscriber } from '../../delivery/feed/feed-event';
import type { ConnectionHandler, SocketConnection } from '../sockets/socket-connection';
import type { SocketProtocol } from '../sockets/web-socket-endpoint';
import { careFrame, careErrorFrame } from './care-frames';
import { careTarget, careRoles } from './care-mapper';

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

/** `WS /api/v1/ws/chat/{conversation_id}`: what happens in one care conversation (care-23…28). */
export function careSocket(context: Context): SocketProtocol {
  return {
    match: (path) => PATH_PATTERN.exec(path)?.[1],
    open: (line, { pathParam: name, query }) => open(context, line, { id: name, query }),
    heartbeatFrame: () => JSON.stringify({ type: 'ping', timestamp: new Date().toISOString() }),
    errorFrame: (error) => JSON.stringify(careErrorFrame(error)),
  };
}

async function open(
  context: Context,
  line: SocketConnection,
  { id, query }: { id: string; query: URLSearchParams },
): Promise<ConnectionHandler> {
  const { chat: conversation, feed } = context;
  const { principal } = line;
  if (!careRoles.includes(principal.role)) throw new AppError('forbidden');
  const target = careTarget(id);
  const { cursor } = await openConversation(conversation, principal, target);
  line.send(connectedFrame({ id, userId: principal.id, seq: cursor.seq }));
  const reader: FeedSubscriber = {
    write: (event) => {
      line.send(careFrame(id, event));
      const messages = event.type === 'message' ? [event.message] : [];
      recordDelivery(conversation, principal, { conversationId: id, messages });
      const hasEnded = event.type === 'changed' && event.state === 'closed';
      if (hasEnded) line.close(new AppError('assignment-ended'));
    },
    backlog: () => line.backlog(),
    drop: (error) => line.close(error),
  };
  // From where it stood before the confirmation: whatever is sent after it will come.
  const from = { ...cursor, seq: afterSeq(query) ?? cursor.seq };
  const subscription = await feed.subscribe(id, reader, from);
  return {
    checkAccess: async () => void (await openConversation(conversation, principal, target)),
    onClose: () => subscription.close(),
    receive: async (frame) => {
      const parsed = frameSchema.safeParse(frame);
      if (!parsed.success) throw invalidFrame(parsed.error);
      if (parsed.data.type === 'ping') {
        line.send(JSON.stringify({ type: 'pong', timestamp: new Date().toISOString() }));
      }
      if (parsed.data.type !== 'typing') return;
      await announceTyping(conversation, principal, { target, isTyping: parsed.data.is_typing });
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

/** Where somebody who was here before goes on: `?after_seq=…`; otherwise with what comes. */
function afterSeq(query: URLSearchParams): number | undefined {
  const text = query.get('after_seq');
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function invalidFrame(error: z.ZodError): AppError {
  return invalidInput(
    error.issues.map(({ path, message }) => ({ field: path.join('.') || 'frame', message })),
  );
}
