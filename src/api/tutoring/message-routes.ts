import { z } from 'zod';
import type { Context } from '../../context';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { pageLimit, pageSchema } from '../../chat/messages/read-message-page';
import { searchText } from '../../chat/search/search-query';
import {
  listMessagesAsMember,
  sendAsMember,
  searchMessagesAsMember,
} from '../../chat/messages/member-messages';
import { rowId } from '../../ids';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { wireMessage } from './message-mapper';
import { messageListResponse, oneMessageResponse } from './tutoring-schemas';

const COLLECTION_PATH = '/conversations/:conversationId/messages';
const PAGE = 50;
const byId = z.object({ conversationId: z.string() });

const { page, before, around } = pageSchema.shape;
const listSchema = byId.extend({
  page,
  before,
  around,
  limit: pageLimit.default(PAGE),
  search: searchText.optional(),
});

/** Texts and stickers; files have a route of their own. */
const sendSchema = z.object({
  type: z
    .enum(['text', 'sticker'], 'must be "text" or "sticker"; send files by POST …/upload')
    .default('text'),
  content: z.object({ text: messageText }, 'must be an object with a text'),
  replyTo: rowId('must be the id of a message').nullish(),
  clientMessageId: clientMessageId.optional(),
});

/** Messages of a conversation (tutoring-106…115). */
export function messageRoutes(context: Context): AnyRoute[] {
  return [listRoute(context), sendRoute(context)];
}

function listRoute({ chat: conversation }: Context): AnyRoute {
  return defineRoute({
    method: 'get',
    path: COLLECTION_PATH,
    summary: 'List or search messages: page 1 is the newest, each page is sorted oldest first',
    access: 'signed-in',
    input: listSchema,
    response: messageListResponse,
    message: 'Messages listed',
    handle: async ({ principal, input: { search, ...input } }) => {
      const { conversationId, page: number, limit } = input;
      const found =
        search === undefined
          ? await listMessagesAsMember(conversation, principal, input)
          : await searchMessagesAsMember(conversation, principal, { ...input, search });
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

function sendRoute({ chat: conversation }: Context): AnyRoute {
  return defineRoute({
    method: 'post',
    path: COLLECTION_PATH,
    summary: 'Send a message to a conversation',
    access: 'signed-in',
    input: sendSchema.extend(byId.shape),
    response: oneMessageResponse,
    status: 201,
    sendsMessage: true,
    message: 'Message sent successfully',
    handle: async ({ principal, input: { content, replyTo, ...input } }) => {
      const draft = { ...input, text: content.text, replyTo: replyTo ?? undefined };
      const message = await sendAsMember(conversation, principal, draft);
      return { message: wireMessage(input.conversationId, message) };
    },
  });
}
