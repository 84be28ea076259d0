import { z } from 'zod';
import type { Principal } from '../../users/principal';
import type { Context } from '../../context';
import {
  archiveConversation,
  updateConversation,
  updateConversationSchema,
} from '../../chat/members/update-conversation';
import {
  createDirectConversation,
  createGroup,
  newConversation,
  permissionList,
} from '../../chat/members/create-conversation';
import {
  countConversations,
  getConversation,
  listConversations,
} from '../../chat/inbox/list-conversations';
import type { ConversationView } from '../../chat/inbox/conversation-view';
import { pageLimit, pageSchema } from '../../chat/messages/read-message-page';
import { AppError } from '../../errors';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { wireConversationResponse, wireConversations } from './wire-conversations';
import { conversationListResponse, oneConversationResponse } from './tutoring-schemas';
import { CONVERSATION_TYPES, KINDS_OF, TUTORING_KINDS } from './tutoring-enums';

const COLLECTION_PATH = '/conversations';
const ITEM_PATH = `${COLLECTION_PATH}/:conversationId`;
const PAGE = 20;
const byId = z.object({ conversationId: z.string() });

const listSchema = z.object({
  page: pageSchema.shape.page,
  limit: pageLimit.default(PAGE),
  type: z.enum(CONVERSATION_TYPES).optional(),
  archived: z.enum(['true', 'false'], 'must be true or false').default('false'),
});

const createSchema = z.object({
  type: z.enum(CONVERSATION_TYPES),
  ...newConversation,
  participantIds: newConversation.participantIds.optional(),
  permissions: permissionList.optional(),
  consultationId: z.string('must be a string').optional(),
});

/** Conversations of a user, all kinds except support (tutoring-93…105, tutoring-175). */
export function conversationRoutes(context: Context): AnyRoute[] {
  return [...lookupRoutes(context), ...changeRoutes(context), ...archiveRoutes(context)];
}

function lookupRoutes(context: Context): AnyRoute[] {
  const { chat } = context;
  return [
    defineRoute({
      method: 'get',
      path: COLLECTION_PATH,
      summary: 'List my conversations, latest activity first',
      access: 'signed-in',
      input: listSchema,
      response: conversationListResponse,
      message: 'Conversations listed',
      handle: async ({ principal, input: { type, archived, page, limit } }) => {
        const kinds = type ? KINDS_OF[type] : TUTORING_KINDS;
        const filter = { kinds, archived: archived === 'true' };
        const [conversations, total] = await Promise.all([
          listConversations(chat, principal, { ...filter, page, limit }),
          countConversations(chat, principal, filter),
        ]);
        return {
          conversations: await wireConversations(context, principal, conversations),
          pagination: { page, limit, total, totalPages: Math.ceil(total / limit) },
        };
      },
    }),
    defineRoute({
      method: 'get',
      path: ITEM_PATH,
      summary: 'Get a conversation of mine',
      access: 'signed-in',
      input: byId,
      response: oneConversationResponse,
      message: 'Conversation found',
      handle: async ({ principal, input: { conversationId } }) => {
        const view = await getConversation(chat, principal, { conversationId });
        return wireConversationResponse(context, principal, view);
      },
    }),
  ];
}

function changeRoutes(context: Context): AnyRoute[] {
  const { chat } = context;
  return [
    defineRoute({
      method: 'post',
      path: COLLECTION_PATH,
      summary: 'Create a direct conversation or a group',
      access: 'signed-in',
      input: createSchema,
      response: oneConversationResponse,
      status: 201,
      message: 'Conversation created successfully',
      handle: async ({ principal, input }) => {
        const view = await createConversation(context, principal, input);
        return wireConversationResponse(context, principal, view);
      },
    }),
    defineRoute({
      method: 'patch',
      path: ITEM_PATH,
      summary: 'Update the title and settings of a conversation',
      access: 'signed-in',
      input: updateConversationSchema.extend(byId.shape),
      response: oneConversationResponse,
      message: 'Conversation changed',
      handle: async ({ principal, input }) => {
        const view = await updateConversation(chat, principal, input);
        return wireConversationResponse(context, principal, view);
      },
    }),
  ];
}

/** Consultations are created by booking only (C-50). */
async function createConversation(
  { chat }: Context,
  principal: Principal,
  { type, participantIds = [], ...input }: z.infer<typeof createSchema>,
): Promise<ConversationView> {
  if (type === 'consultation') throw new AppError('consultation-by-booking');
  const create = type === 'direct' ? createDirectConversation : createGroup;
  return create(chat, principal, { ...input, participantIds });
}

function archiveRoutes(context: Context): AnyRoute[] {
  return [
    { action: 'archive', summary: 'Archive a conversation', isArchived: true },
    { action: 'unarchive', summary: 'Unarchive a conversation', isArchived: false },
  ].map(({ action, summary, isArchived }) =>
    defineRoute({
      method: 'post',
      path: `${ITEM_PATH}/${action}`,
      summary,
      access: 'signed-in',
      input: byId,
      response: oneConversationResponse,
      message: isArchived ? 'Conversation archived' : 'Conversation unarchived',
      handle: async ({ principal, input: { conversationId } }) => {
        const { chat } = context;
        const input = { conversationId, isArchived };
        const view = await archiveConversation(chat, principal, input);
        return wireConversationResponse(context, principal, view);
      },
    }),
  );
}
