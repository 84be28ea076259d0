import { z } from 'zod';
import type { Context } from '../../context';
import { typeIn } from '../../conversation/announce-typing';
import { getSupportFigures } from '../../conversation/get-support-figures';
import {
  getSupportRoom,
  listSupportRooms,
  roomSearch,
} from '../../conversation/list-support-rooms';
import { manageSupportRoom } from '../../conversation/manage-support-room';
import { markInRoom } from '../../conversation/mark-in-room';
import { markReadSchema } from '../../conversation/mark-read';
import { clientMessageId, messageText } from '../../conversation/message-text';
import { postInSupport, postToRoom } from '../../conversation/post-in-support';
import { pageLimit, pageSchema } from '../../conversation/read-page';
import { readRoom } from '../../conversation/read-room';
import { SUPPORT } from '../../conversation/support-room-view';
import { defineRoute } from '../door';
import type { AnyRoute } from '../door';
import { issueTicket, ticketReply } from '../issue-ticket';
import { exportRoutes } from './export-routes';
import {
  supportDetailReply,
  supportMessageReply,
  supportPostedReply,
  supportReadReply,
  supportRoomReply,
  supportStatisticsReply,
  supportTypingReply,
} from './support-replies';
import {
  admins,
  customers,
  messageType,
  priority,
  status,
  supportMessage,
  supportRoles,
  supportRoom,
} from './support-words';

const ALL = '/chat/rooms';
const ONE = `${ALL}/:roomId`;
const byId = z.object({ roomId: z.string() });
const limit = pageLimit.default(50);

const subject = z
  .string('must be a text')
  .trim()
  .max(200, 'must have at most 200 characters')
  .optional();
const draft = z.object({ message: messageText, clientMessageId: clientMessageId.optional() });
const adminId = z
  .union([z.int().positive(), z.string().regex(/^[1-9]\d{0,17}$/)], 'must be the id of an admin')
  .transform(String);
const listSchema = z.object({
  status: status.optional(),
  priority: priority.optional(),
  adminId: adminId.optional(),
  search: roomSearch.optional(),
  page: pageSchema.shape.page,
  limit,
});
const manageSchema = byId
  .extend({
    status: status.optional(),
    priority: priority.optional(),
    adminId: adminId.nullable().optional(),
  })
  .refine((given) => Object.values(given).filter((one) => one !== undefined).length > 1, {
    error: 'must hold status, priority or adminId',
  });

/** Customers and admins in support rooms, over REST; what happens there comes by `/chat/sse`. */
export function supportRoutes(context: Context): AnyRoute[] {
  return [
    ...listingRoutes(context),
    ...writingRoutes(context),
    ...readingRoutes(context),
    ...typingRoutes(context),
    ...managingRoutes(context),
    ...exportRoutes(context),
  ];
}

function listingRoutes({ conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: ALL,
      summary: 'Support rooms, the one that moved last first: my own, or all for admins',
      right: supportRoles,
      input: listSchema,
      reply: z.array(supportRoomReply),
      message: 'Rooms listed',
      handle: async ({ principal, input: { status: state, adminId: assignedTo, ...input } }) => {
        const wish = { ...input, state, assignedTo };
        return (await listSupportRooms(conversation, principal, wish)).map(supportRoom);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/chat/statistics',
      summary: 'How many rooms there are in each status, and what nobody has read',
      right: admins,
      input: z.object({}),
      reply: supportStatisticsReply,
      message: 'Rooms counted',
      handle: async () => {
        const { unreadRooms: unread, ...figures } = await getSupportFigures(conversation);
        return { ...figures, unread };
      },
    }),
  ];
}

function writingRoutes({ conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: ALL,
      summary: 'Write to the admins: in my room, or in a new one where I have none',
      right: customers,
      input: draft.extend({ subject, priority: priority.optional() }),
      reply: supportPostedReply,
      status: 201,
      sends: true,
      message: 'Message sent',
      handle: async ({ principal, input: { message: text, ...input } }) => {
        const wish = { ...input, text, type: 'text' as const };
        const { message, created } = await postInSupport(conversation, principal, wish);
        const room = await getSupportRoom(conversation, principal, message.conversationId);
        return { ...supportRoom(room), messages: [supportMessage(message)], created };
      },
    }),
    defineRoute({
      method: 'post',
      path: ONE,
      summary: 'Write in a room; a resolved one is open again by that',
      right: supportRoles,
      input: draft.extend({ ...byId.shape, messageType: messageType.default('text') }),
      reply: supportMessageReply,
      status: 201,
      sends: true,
      message: 'Message sent',
      handle: async ({ principal, input }) => {
        const { roomId: conversationId, message: text, messageType: type, ...key } = input;
        const wish = { conversationId, text, type, ...key };
        return supportMessage(await postToRoom(conversation, principal, wish));
      },
    }),
  ];
}

function readingRoutes({ conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: ONE,
      summary: 'A room with its newest messages, which are read by that; older ones by page',
      right: supportRoles,
      input: pageSchema.extend({ ...byId.shape, limit }),
      reply: supportDetailReply,
      message: 'Room found',
      handle: async ({ principal, input: { roomId: conversationId, ...page } }) => {
        const found = await readRoom(conversation, principal, { ...page, conversationId });
        const { total, totalPages, hasNextPage: hasMore } = found.metadata;
        return {
          ...supportRoom(found.room),
          messages: found.messages.map(({ message, readAt }) => supportMessage(message, readAt)),
          pagination: { page: page.page, limit: page.limit, total, totalPages, hasMore },
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: `${ONE}/read`,
      summary: 'Mark what I have seen as read',
      right: supportRoles,
      input: markReadSchema.extend(byId.shape),
      reply: supportReadReply,
      message: 'Marked as read',
      handle: async ({ principal, input: { roomId, upToSeq } }) => {
        const mark = { conversationId: roomId, upToSeq };
        return { roomId: Number(roomId), ...(await markInRoom(conversation, principal, mark)) };
      },
    }),
  ];
}

function typingRoutes(context: Context): AnyRoute[] {
  const { conversation } = context;
  return [
    defineRoute({
      method: 'post',
      path: `${ONE}/typing`,
      summary: 'Say that I am typing; the other side sees it for six seconds',
      right: supportRoles,
      input: byId.extend({ isTyping: z.boolean('must be true or false') }),
      reply: supportTypingReply,
      message: 'Typing announced',
      handle: async ({ principal, input: { roomId, isTyping } }) => {
        const place = await conversation.known.enter(principal, roomId, SUPPORT);
        const { userId, ...typing } = await typeIn(conversation, principal, { place, isTyping });
        return { roomId: Number(roomId), userId: Number(userId), ...typing };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/chat/sse-ticket',
      summary: 'A ticket for one stream within a minute: /api/chat/sse?roomId=…&ticket=…',
      right: supportRoles,
      input: z.object({}),
      reply: ticketReply,
      status: 201,
      message: 'Ticket issued',
      handle: (call) => issueTicket(context, call),
    }),
  ];
}

function managingRoutes({ conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'patch',
      path: `${ONE}/manage`,
      summary: "Set a room's status, its priority or who answers in it",
      right: admins,
      input: manageSchema,
      reply: supportRoomReply,
      message: 'Room changed',
      handle: async ({ principal, input }) => {
        const { roomId: conversationId, status: state, adminId: assignedTo, ...rest } = input;
        const decision = { conversationId, state, assignedTo, ...rest };
        await manageSupportRoom(conversation, principal, decision);
        return supportRoom(await getSupportRoom(conversation, principal, conversationId));
      },
    }),
  ];
}
