import { z } from 'zod';
import type { Context } from '../../context';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { pageLimit, pageSchema } from '../../chat/messages/read-message-page';
import { searchText } from '../../chat/search/search-query';
import { listMessageDetails } from '../../chat/messages/list-messages';
import { sendMessage } from '../../chat/messages/send-message';
import { searchMessages } from '../../chat/search/search-messages';
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

/** Text and sticker messages; files have their own route. */
const sendSchema = z.object({
  type: z
    .enum(['text', 'sticker'], 'must be "text" or "sticker"; send files by POST …/upload')
    .default('text'),
  content: z.object({ text: messageText }, 'must be {"text": "…"}'),
  replyTo: rowId('must be the id of a message').nullish(),
  clientMessageId: clientMessageId.optional(),
});

/** Messages of a conversation (tutoring-106…115). */
export function messageRoutes(context: Context): AnyRoute[] {
  return [listRoute(context), sendRoute(context)];
}

function listRoute({ chat }: Context): AnyRoute {
  return defineRoute({
    method: 'get',
    path: COLLECTION_PATH,
    summary: 'List or search messages: page 1 is the newest, each page is sorted oldest first',
    access: 'signed-in',
    input: listSchema,
    response: messageListResponse,
    message: 'Messages listed',
    handle: async ({ principal, input: { search, conversationId, ...input } }) => {
      const { page: number, limit } = input;
      const target = { conversationId };
      if (search === undefined) {
        const listed = await listMessageDetails(chat, principal, { ...input, target });
        return {
          messages: listed.data.map((details) => wireMessage(conversationId, details)),
          pagination: { page: number, limit, hasMore: listed.metadata.hasNextPage },
        };
      }
      const query = { target, search, page: number, limit };
      const found = await searchMessages(chat, principal, query);
      return {
        messages: found.data.map(({ highlights, ...details }) => ({
          ...wireMessage(conversationId, details),
          highlights,
        })),
        pagination: { page: number, limit, hasMore: found.hasMore },
      };
    },
  });
}

function sendRoute({ chat }: Context): AnyRoute {
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
    handle: async ({ principal, input: { conversationId, content, replyTo, ...input } }) => {
      const message = await sendMessage(chat, principal, {
        ...input,
        target: { conversationId },
        text: content.text,
        replyTo: replyTo ?? undefined,
      });
      return { message: wireMessage(conversationId, message) };
    },
  });
}
