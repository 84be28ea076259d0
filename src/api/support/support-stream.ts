import { z } from 'zod';
import type { Context } from '../../context';
import type { Cursor } from '../../chat/changes/change-event';
import {
  openSupportRoomList,
  openSupportRoom,
  recheckSupportRoom,
} from '../../chat/support/read-support-room';
import type { AppError } from '../../errors';
import type { FeedEvent } from '../../delivery/feed/feed-event';
import { invalidInput } from '../http/parse-input';
import { defineStream } from '../http/route';
import type { AnyRoute } from '../http/route';
import type { Connection, ConnectionHandler } from '../sockets/connection';
import { frameText, supportErrorFrame, supportFrame, supportFrameSchema } from './support-frames';
import { RoomListBroadcaster } from './room-list-broadcaster';
import { supportRoles } from './support-schemas';

/** The id of the last frame the client received; empty: none. */
const cursorSchema = z
  .string()
  .regex(/^(\d{1,9}\.\d{1,9})?$/, 'must be the id of a frame of this stream')
  .transform((text): Cursor | undefined => {
    const [seq, revision] = text.split('.').map(Number);
    return seq === undefined || revision === undefined ? undefined : { seq, revision };
  });

const streamSchema = z.object({
  roomId: z.string().optional(),
  lastEventId: cursorSchema.optional(),
  ticket: z.string().optional(),
});

/** `GET /chat/sse`: the events of a room, or, for admins without `roomId`, of the list of rooms. */
export function supportStream(context: Context): AnyRoute[] {
  const broadcaster = new RoomListBroadcaster(context);
  return [
    defineStream({
      path: '/chat/sse',
      summary: 'Stream the events of a room; Last-Event-ID resumes after a lost connection',
      access: supportRoles,
      input: streamSchema,
      frame: supportFrameSchema,
      message: 'Events, each {type, data}',
      open: ({ principal, input: { roomId, lastEventId } }) => {
        if (roomId === undefined && principal.role !== 'team') {
          throw invalidInput([{ field: 'roomId', message: 'is required' }]);
        }
        return {
          errorFrame: supportErrorFrame,
          open: (connection) =>
            roomId === undefined
              ? openRoomList(context, connection, broadcaster)
              : openRoom(context, connection, { roomId, from: lastEventId }),
        };
      },
    }),
  ];
}

async function openRoom(
  { chat, feed }: Context,
  connection: Connection,
  { roomId, from }: { roomId: string; from: Cursor | undefined },
): Promise<ConnectionHandler> {
  const { principal } = connection;
  const { cursor, clientId } = await openSupportRoom(chat, principal, roomId);
  const start = from ? await feed.resume(roomId, { from, head: cursor }) : cursor;
  const connected = { roomId: Number(roomId), userId: Number(principal.id), lastSeq: cursor.seq };
  connection.send(frameText('connected', connected, start));
  const isClient = principal.id === clientId;
  const subscriber = {
    write: (event: FeedEvent) => {
      // Typing is sent to the other side only: clients show every typing event as the other's.
      if (event.type === 'typing' && (event.typing.userId === clientId) === isClient) return;
      connection.send(supportFrame(roomId, event));
    },
    backlog: () => connection.backlog(),
    drop: (error: AppError) => connection.close(error),
  };
  const subscription = await feed.subscribe(roomId, subscriber, start);
  return {
    checkAccess: () => recheckSupportRoom(chat, principal, roomId),
    onClose: () => subscription.close(),
  };
}

async function openRoomList(
  { chat }: Context,
  connection: Connection,
  broadcaster: RoomListBroadcaster,
): Promise<ConnectionHandler> {
  await openSupportRoomList(chat, connection.principal);
  connection.send(
    frameText('connected', { roomId: null, userId: Number(connection.principal.id), lastSeq: 0 }),
  );
  const remove = broadcaster.add(connection);
  // The credential checks the role on every heartbeat.
  return { checkAccess: () => Promise.resolve(), onClose: remove };
}
