import { z } from 'zod';
import type { Context } from '../../context';
import { announceTyping } from '../../chat/announce-typing';
import { getSupportStatistics } from '../../chat/support/get-support-statistics';
import {
  getSupportRoom,
  listSupportRooms,
  supportRoomSearch,
} from '../../chat/support/list-support-rooms';
import { manageSupportRoom } from '../../chat/support/manage-support-room';
import { markRead, markReadSchema } from '../../chat/receipts/mark-read';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { sendMessage } from '../../chat/messages/send-message';
import { sendToSupport } from '../../chat/support/send-to-support';
import { pageLimit, pageSchema } from '../../chat/messages/read-message-page';
import { readSupportRoom } from '../../chat/support/read-support-room';
import { supportRoomTarget } from '../../chat/support/support-room-view';
import { numericRowId } from '../../ids';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { issueTicket, ticketResponse } from '../sockets/issue-ticket';
import { exportRoutes } from './export-routes';
import { supportMessage, supportRoom } from './support-mapper';
import {
  adminRoles,
  customerRoles,
  messageTypeSchema,
  prioritySchema,
  statusSchema,
  supportDetailResponse,
  supportMessageResponse,
  supportPostedResponse,
  supportReadResponse,
  supportRoles,
  supportRoomResponse,
  supportStatisticsResponse,
  supportTypingResponse,
} from './support-schemas';

const COLLECTION_PATH = '/chat/rooms';
const ITEM_PATH = `${COLLECTION_PATH}/:roomId`;
const byId = z.object({ roomId: z.string() });
const limit = pageLimit.default(50);

const subjectSchema = z
  .string('must be a string')
  .trim()
  .max(200, 'must have at most 200 characters')
  .optional();
const draftSchema = z.object({ message: messageText, clientMessageId: clientMessageId.optional() });
const adminIdSchema = numericRowId('must be the id of an admin');
const listSchema = z.object({
  status: statusSchema.optional(),
  priority: prioritySchema.optional(),
  adminId: adminIdSchema.optional(),
  search: supportRoomSearch.optional(),
  page: pageSchema.shape.page,
  limit,
});
const manageSchema = byId
  .extend({
    status: statusSchema.optional(),
    priority: prioritySchema.optional(),
    adminId: adminIdSchema.nullable().optional(),
  })
  .refine((changes) => Object.values(changes).filter((one) => one !== undefined).length > 1, {
    error: 'must contain status, priority or adminId',
  });

/** Support rooms of customers and admins; events are sent by `/chat/sse`. */
export function supportRoutes(context: Context): AnyRoute[] {
  return [
    ...listRoutes(context),
    ...sendRoutes(context),
    ...historyRoutes(context),
    ...typingRoutes(context),
    ...manageRoutes(context),
    ...exportRoutes(context),
  ];
}

function listRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: COLLECTION_PATH,
      summary: 'List support rooms, latest activity first: my own, or all for admins',
      access: supportRoles,
      input: listSchema,
      response: z.array(supportRoomResponse),
      message: 'Rooms listed',
      handle: async ({ principal, input: { status: state, adminId: assignedTo, ...input } }) => {
        const filter = { ...input, state, assignedTo };
        return (await listSupportRooms(chat, principal, filter)).map(supportRoom);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/chat/statistics',
      summary: 'Count rooms by status, and unread messages of the team',
      access: adminRoles,
      input: z.object({}),
      response: supportStatisticsResponse,
      message: 'Rooms counted',
      handle: async () => {
        const { unreadRooms: unread, ...statistics } = await getSupportStatistics(chat);
        return { ...statistics, unread };
      },
    }),
  ];
}

function sendRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: COLLECTION_PATH,
      summary: 'Send a message to the admins: in my open room, or in a new one',
      access: customerRoles,
      input: draftSchema.extend({ subject: subjectSchema, priority: prioritySchema.optional() }),
      response: supportPostedResponse,
      status: 201,
      sendsMessage: true,
      message: 'Message sent',
      handle: async ({ principal, input: { message: text, ...input } }) => {
        const draft = { ...input, text, type: 'text' as const };
        const { message, created } = await sendToSupport(chat, principal, draft);
        const room = await getSupportRoom(chat, principal, message.conversationId);
        return { ...supportRoom(room), messages: [supportMessage(message)], created };
      },
    }),
    defineRoute({
      method: 'post',
      path: ITEM_PATH,
      summary: 'Send a message to a room; a resolved room reopens',
      access: supportRoles,
      input: draftSchema.extend({ ...byId.shape, messageType: messageTypeSchema.default('text') }),
      response: supportMessageResponse,
      status: 201,
      sendsMessage: true,
      message: 'Message sent',
      handle: async ({ principal, input }) => {
        const { roomId, message: text, messageType: type, ...draft } = input;
        const target = supportRoomTarget(roomId);
        const message = { ...draft, target, text, type };
        return supportMessage(await sendMessage(chat, principal, message));
      },
    }),
  ];
}

function historyRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: ITEM_PATH,
      summary: 'Get a room with its newest messages and mark them as read; older ones by page',
      access: supportRoles,
      input: pageSchema.extend({ ...byId.shape, limit }),
      response: supportDetailResponse,
      message: 'Room found',
      handle: async ({ principal, input: { roomId: conversationId, ...page } }) => {
        const found = await readSupportRoom(chat, principal, { ...page, conversationId });
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
      path: `${ITEM_PATH}/read`,
      summary: 'Mark messages as read',
      access: supportRoles,
      input: markReadSchema.extend(byId.shape),
      response: supportReadResponse,
      message: 'Marked as read',
      handle: async ({ principal, input: { roomId, upToSeq } }) => {
        const target = supportRoomTarget(roomId);
        const receipt = await markRead(chat, principal, { target, upToSeq });
        const { lastReadSeq, unreadCount, readAt } = receipt;
        return { roomId: Number(roomId), lastReadSeq, unreadCount, readAt };
      },
    }),
  ];
}

function typingRoutes(context: Context): AnyRoute[] {
  const { chat } = context;
  return [
    defineRoute({
      method: 'post',
      path: `${ITEM_PATH}/typing`,
      summary: 'Announce that I am typing; shown to the other side for six seconds',
      access: supportRoles,
      input: byId.extend({ isTyping: z.boolean('must be true or false') }),
      response: supportTypingResponse,
      message: 'Typing announced',
      handle: async ({ principal, input: { roomId, isTyping } }) => {
        const { userId, ...typing } = await announceTyping(chat, principal, {
          target: supportRoomTarget(roomId),
          isTyping,
        });
        return { roomId: Number(roomId), userId: Number(userId), ...typing };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/chat/sse-ticket',
      summary:
        'Issue a one-time ticket that opens one stream within a minute: `/api/chat/sse?roomId=…&ticket=…`',
      access: supportRoles,
      input: z.object({}),
      response: ticketResponse,
      status: 201,
      message: 'Ticket issued',
      handle: (call) => issueTicket(context, call),
    }),
  ];
}

function manageRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'patch',
      path: `${ITEM_PATH}/manage`,
      summary: "Set a room's status, priority or assigned admin",
      access: adminRoles,
      input: manageSchema,
      response: supportRoomResponse,
      message: 'Room changed',
      handle: async ({ principal, input }) => {
        const { roomId: conversationId, status: state, adminId: assignedTo, ...rest } = input;
        const decision = { conversationId, state, assignedTo, ...rest };
        await manageSupportRoom(chat, principal, decision);
        return supportRoom(await getSupportRoom(chat, principal, conversationId));
      },
    }),
  ];
}
