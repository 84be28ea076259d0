import { z } from 'zod';
import type { Principal } from '../../accounts/principal';
import type { Context } from '../../context';
import {
  archiveConversation,
  changeConversation,
  changeSchema,
} from '../../conversation/change-conversation';
import {
  createDirect,
  createGroup,
  newConversation,
  permissionList,
} from '../../conversation/create-conversation';
import {
  findOwnConversation,
  getOwnConversation,
  listOwnConversations,
} from '../../conversation/list-own-conversations';
import { pageLimit, pageSchema } from '../../conversation/read-page';
import { AppError } from '../../errors';
import { defineRoute } from '../door';
import type { AnyRoute } from '../door';
import { shownConversation, shownConversations } from './shown-conversations';
import { conversationListReply, oneConversationReply } from './tutoring-replies';
import { CONVERSATION_TYPES, KINDS_OF, TUTORING_KINDS } from './tutoring-words';

const ALL = '/conversations';
const ONE = `${ALL}/:conversationId`;
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
  consultationId: z.string('must be a text').optional(),
});

/** A person's conversations of all kinds but support (tutoring-93…105, tutoring-175). */
export function conversationRoutes(context: Context): AnyRoute[] {
  return [...findingRoutes(context), ...changingRoutes(context), ...archivingRoutes(context)];
}

function findingRoutes(context: Context): AnyRoute[] {
  const { conversation } = context;
  return [
    defineRoute({
      method: 'get',
      path: ALL,
      summary: 'My conversations, the one that moved last first',
      right: 'signed-in',
      input: listSchema,
      reply: conversationListReply,
      message: 'Conversations listed',
      handle: async ({ principal, input: { type, archived, page, limit } }) => {
        const kinds = type ? KINDS_OF[type] : TUTORING_KINDS;
        const wish = { kinds, archived: archived === 'true', page, limit };
        const { conversations, total } = await listOwnConversations(conversation, principal, wish);
        return {
          conversations: await shownConversations(context, principal, conversations),
          pagination: { page, limit, total, totalPages: Math.ceil(total / limit) },
        };
      },
    }),
    defineRoute({
      method: 'get',
      path: ONE,
      summary: 'One conversation of mine',
      right: 'signed-in',
      input: byId,
      reply: oneConversationReply,
      message: 'Conversation found',
      handle: async ({ principal, input }) => {
        const view = await getOwnConversation(conversation, principal, input.conversationId);
        return shownConversation(context, principal, view);
      },
    }),
  ];
}

function changingRoutes(context: Context): AnyRoute[] {
  const { conversation } = context;
  return [
    defineRoute({
      method: 'post',
      path: ALL,
      summary: 'Make a conversation of two people, or a group',
      right: 'signed-in',
      input: createSchema,
      reply: oneConversationReply,
      status: 201,
      message: 'Conversation created successfully',
      handle: async ({ principal, input }) => {
        const id = await create(context, principal, input);
        const view = await findOwnConversation(conversation, principal, id);
        return shownConversation(context, principal, view);
      },
    }),
    defineRoute({
      method: 'patch',
      path: ONE,
      summary: 'Change what a conversation is called and allows',
      right: 'signed-in',
      input: changeSchema.extend(byId.shape),
      reply: oneConversationReply,
      message: 'Conversation changed',
      handle: async ({ principal, input }) => {
        await changeConversation(conversation, principal, input);
        const view = await findOwnConversation(conversation, principal, input.conversationId);
        return shownConversation(context, principal, view);
      },
    }),
  ];
}

/** Consultations come by booking alone (C-50). */
async function create(
  { conversation }: Context,
  principal: Principal,
  { type, participantIds = [], ...wish }: z.infer<typeof createSchema>,
): Promise<string> {
  if (type === 'consultation') throw new AppError('consultation-by-booking');
  const make = type === 'direct' ? createDirect : createGroup;
  return make(conversation, principal, { ...wish, participantIds });
}

function archivingRoutes(context: Context): AnyRoute[] {
  return [
    { act: 'archive', summary: 'Put a conversation into my archive', isArchived: true },
    { act: 'unarchive', summary: 'Take a conversation out of my archive', isArchived: false },
  ].map(({ act, summary, isArchived }) =>
    defineRoute({
      method: 'post',
      path: `${ONE}/${act}`,
      summary,
      right: 'signed-in',
      input: byId,
      reply: oneConversationReply,
      message: isArchived ? 'Conversation archived' : 'Conversation taken out of the archive',
      handle: async ({ principal, input: { conversationId } }) => {
        const { conversation } = context;
        await archiveConversation(conversation, principal, { conversationId, isArchived });
        const view = await findOwnConversation(conversation, principal, conversationId);
        return shownConversation(context, principal, view);
      },
    }),
  );
}
