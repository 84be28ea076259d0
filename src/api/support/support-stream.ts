import { z } from 'zod';
import type { Context } from '../../context';
import {
  openSupportLobby,
  openSupportRoom,
  recheckSupportRoom,
} from '../../chat/support/read-support-room';
import type { AppError } from '../../errors';
import type { FeedEvent } from '../../delivery/feed/feed-event';
import { defineStream, invalidInput } from '../http/route';
import type { AnyRoute } from '../http/route';
import type { StreamConnection, StreamHandler } from '../sockets/event-streams';
import { frameText, supportErrorFrame, supportFrame, supportFrameSchema } from './support-frames';
import type { StreamCursor } from './support-frames';
import { RoomListBroadcaster } from './room-list-broadcaster';
import { supportRoles } from './support-mapper';

/** The id of the last frame somebody had; empty: none. */
const cursorSchema = z
  .string()
  .regex(/^(\d{1,9}\.\d{1,9})?$/, 'must be the id of a frame of this stream')
  .transform((text): StreamCursor | undefined => {
    const [seq, revision] = text.split('.').map(Number);
    return seq === undefined || revision === undefined ? undefined : { seq, revision };
  });

const streamSchema = z.object({
  roomId: z.string().optional(),
  lastEventId: cursorSchema.optional(),
  ticket: z.string().optional(),
});

/** `GET /chat/sse`: what happens in a room, or, for admins who name none, in all rooms. */
export function supportStream(context: Context): AnyRoute[] {
  const lobby = new RoomListBroadcaster(context);
  return [
    defineStream({
      path: '/chat/sse',
      summary: 'What happens in a room as it happens; Last-Event-ID goes on where a line broke',
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
          open: (line) =>
            roomId === undefined
              ? openRoomList(context, line, lobby)
              : openRoom(context, line, { roomId, from: lastEventId }),
        };
      },
    }),
  ];
}

async function openRoom(
  { chat: conversation, feed }: Context,
  line: StreamConnection,
  { roomId, from }: { roomId: string; from: StreamCursor | undefined },
): Promise<StreamHandler> {
  const { principal } = line;
  const { cursor, clientId } = await openSupportRoom(conversation, principal, roomId);
  const start = from ?? cursor;
  const hello = { roomId: Number(roomId), userId: Number(principal.id), lastSeq: cursor.seq };
  line.send(frameText('connected', hello, start));
  const isClient = principal.id === clientId;
  const reader = {
    write: (event: FeedEvent) => {
      // Who types is told to the other side alone: clients show whatever comes as the other's.
      if (event.type === 'typing' && (event.typing.userId === clientId) === isClient) return;
      line.send(supportFrame(roomId, event));
    },
    backlog: () => line.backlog(),
    drop: (error: AppError) => line.close(error),
  };
  const subscription = await feed.subscribe(roomId, reader, start);
  return {
    checkAccess: () => recheckSupportRoom(conversation, principal, roomId),
    onClose: () => subscription.close(),
  };
}

async function openRoomList(
  { chat: conversation }: Context,
  line: StreamConnection,
  lobby: RoomListBroadcaster,
): Promise<StreamHandler> {
  await openSupportLobby(conversation, line.principal);
  line.send(
    frameText('connected', { roomId: null, userId: Number(line.principal.id), lastSeq: 0 }),
  );
  const leave = lobby.add(line);
  // The role was asked for again with the credential.
  return { checkAccess: () => Promise.resolve(), onClose: leave };
}
