import { z } from 'zod';
import type { Context } from '../../context';
import { listenInRoom, listenToRooms } from '../../conversation/read-room';
import { SUPPORT } from '../../conversation/support-room-view';
import type { AppError } from '../../errors';
import type { FeedEvent } from '../../realtime/feed-event';
import { defineStream, invalidInput } from '../door';
import type { AnyRoute } from '../door';
import type { StreamLine, StreamTalk } from '../event-streams';
import { frameText, refusalFrame, supportFrame, supportFrameReply } from './support-frames';
import type { Standing } from './support-frames';
import { SupportLobby } from './support-lobby';
import { supportRoles } from './support-words';

/** The id of the last frame somebody had; empty: none. */
const standing = z
  .string()
  .regex(/^(\d{1,9}\.\d{1,9})?$/, 'must be the id of a frame of this stream')
  .transform((text): Standing | undefined => {
    const [seq, revision] = text.split('.').map(Number);
    return seq === undefined || revision === undefined ? undefined : { seq, revision };
  });

const streamSchema = z.object({
  roomId: z.string().optional(),
  lastEventId: standing.optional(),
  ticket: z.string().optional(),
});

/** `GET /chat/sse`: what happens in a room, or, for admins who name none, in all rooms. */
export function supportStream(context: Context): AnyRoute[] {
  const lobby = new SupportLobby(context);
  return [
    defineStream({
      path: '/chat/sse',
      summary: 'What happens in a room as it happens; Last-Event-ID goes on where a line broke',
      right: supportRoles,
      input: streamSchema,
      frame: supportFrameReply,
      message: 'Events, each {type, data}',
      open: ({ principal, input: { roomId, lastEventId } }) => {
        if (roomId === undefined && principal.role !== 'team') {
          throw invalidInput([{ field: 'roomId', message: 'is required' }]);
        }
        return {
          refusal: refusalFrame,
          open: (line) =>
            roomId === undefined
              ? openLobby(context, line, lobby)
              : openRoom(context, line, { roomId, from: lastEventId }),
        };
      },
    }),
  ];
}

async function openRoom(
  { conversation, feed }: Context,
  line: StreamLine,
  { roomId, from }: { roomId: string; from: Standing | undefined },
): Promise<StreamTalk> {
  const { principal } = line;
  const { position, clientId } = await listenInRoom(conversation, principal, roomId);
  const start = from ?? position;
  const hello = { roomId: Number(roomId), userId: Number(principal.id), lastSeq: position.seq };
  line.send(frameText('connected', hello, start));
  const isClient = principal.id === clientId;
  const reader = {
    write: (event: FeedEvent) => {
      // Who types is told to the other side alone: clients show whatever comes as the other's.
      if (event.type === 'typing' && (event.typing.userId === clientId) === isClient) return;
      line.send(supportFrame(roomId, event));
    },
    backlog: () => line.backlog(),
    drop: (error: AppError) => line.end(error),
  };
  const subscription = await feed.subscribe(roomId, reader, start);
  return {
    check: async () => void (await conversation.known.enter(principal, roomId, SUPPORT)),
    end: () => subscription.close(),
  };
}

async function openLobby(
  { conversation }: Context,
  line: StreamLine,
  lobby: SupportLobby,
): Promise<StreamTalk> {
  await listenToRooms(conversation, line.principal);
  line.send(
    frameText('connected', { roomId: null, userId: Number(line.principal.id), lastSeq: 0 }),
  );
  const leave = lobby.enter(line);
  // The role was asked for again with the credential.
  return { check: () => Promise.resolve(), end: leave };
}
