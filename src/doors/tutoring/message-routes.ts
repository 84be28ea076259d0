import { z } from 'zod';
import type { Context } from '../../context';
import { clientMessageId, messageText } from '../../conversation/message-text';
import { pageLimit, pageSchema } from '../../conversation/read-page';
import { searchText } from '../../conversation/search-query';
import { listAsMember, postAsMember, searchAsMember } from '../../conversation/talk-as-member';
import { defineRoute } from '../door';
import type { AnyRoute } from '../door';
import { wireMessage } from './message-words';
import { messageListReply, oneMessageReply } from './tutoring-replies';

const MESSAGES = '/conversations/:conversationId/messages';
const PAGE = 50;
const MESSAGE_ID = /^[1-9]\d{0,17}$/;
const byId = z.object({ conversationId: z.string() });

const { page, before, around } = pageSchema.shape;
const listSchema = byId.extend({
  page,
  before,
  around,
  limit: pageLimit.default(PAGE),
  search: searchText.optional(),
});

/** What a message may be here; files have an address of their own. */
const sendSchema = z.object({
  type: z
    .enum(['text', 'sticker'], 'must be "text" or "sticker"; send files by POST …/upload')
    .default('text'),
  content: z.object({ text: messageText }, 'must be an object with a text'),
  replyTo: z.string().regex(MESSAGE_ID, 'must be the id of a message').nullish(),
  clientMessageId: clientMessageId.optional(),
});

/** Messages of a conversation (tutoring-106…115). */
export function messageRoutes(context: Context): AnyRoute[] {
  return [readingRoute(context), sendingRoute(context)];
}

function readingRoute({ conversation }: Context): AnyRoute {
  return defineRoute({
    method: 'get',
    path: MESSAGES,
    summary: 'Messages: page 1 is the newest, the oldest of a page comes first',
    right: 'signed-in',
    input: listSchema,
    reply: messageListReply,
    message: 'Messages listed',
    handle: async ({ principal, input: { search, ...input } }) => {
      const { conversationId, page: number, limit } = input;
      const found =
        search === undefined
          ? await listAsMember(conversation, principal, input)
          : await searchAsMember(conversation, principal, { ...input, search });
      return {
        messages: found.data.map(({ highlights, ...described }) => ({
          ...wireMessage(conversationId, described),
          ...(highlights ? { highlights } : {}),
        })),
        pagination: { page: number, limit, hasMore: found.hasMore },
      };
    },
  });
}

function sendingRoute({ conversation }: Context): AnyRoute {
  return defineRoute({
    method: 'post',
    path: MESSAGES,
    summary: 'Write in a conversation',
    right: 'signed-in',
    input: sendSchema.extend(byId.shape),
    reply: oneMessageReply,
    status: 201,
    sends: true,
    message: 'Message sent successfully',
    handle: async ({ principal, input: { content, replyTo, ...input } }) => {
      const draft = { ...input, text: content.text, replyTo: replyTo ?? undefined };
      const message = await postAsMember(conversation, principal, draft);
      return { message: wireMessage(input.conversationId, message) };
    },
  });
}
