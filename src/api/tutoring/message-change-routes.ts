import { z } from 'zod';
import type { Context } from '../../context';
import { deleteMessage } from '../../chat/messages/delete-message';
import type { MessageDetails } from '../../chat/messages/message-details';
import { editMessage } from '../../chat/messages/edit-message';
import { emoji } from '../../chat/messages/emoji';
import { messageText } from '../../chat/messages/message-text';
import { react } from '../../chat/messages/react';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { wireMessage } from './message-mapper';
import { oneMessageResponse } from './tutoring-schemas';
import type { WireMessage } from './tutoring-schemas';

const MESSAGE_PATH = '/conversations/:conversationId/messages/:messageId';

const byId = z.object({ conversationId: z.string(), messageId: z.string() });
const editSchema = byId.extend({ content: z.object({ text: messageText }, 'is required') });
const reactionSchema = byId.extend({ emoji });

type MessageParams = z.infer<typeof byId>;

/** Edits, deletions and reactions (tutoring-173, 174). */
export function messageChangeRoutes(context: Context): AnyRoute[] {
  return [...editRoutes(context), ...reactionRoutes(context)];
}

interface MessageResponse {
  message: WireMessage;
}

async function changeMessage(
  { conversationId, messageId }: MessageParams,
  change: (message: {
    target: { conversationId: string };
    messageId: string;
  }) => Promise<MessageDetails>,
): Promise<MessageResponse> {
  const details = await change({ target: { conversationId }, messageId });
  return { message: wireMessage(conversationId, details) };
}

function editRoutes(context: Context): AnyRoute[] {
  const { chat } = context;
  return [
    defineRoute({
      method: 'patch',
      path: MESSAGE_PATH,
      summary: 'Edit a message of mine; earlier versions stay in its history',
      access: 'signed-in',
      input: editSchema,
      response: oneMessageResponse,
      sendsMessage: true,
      message: 'Message edited successfully',
      handle: (call) =>
        changeMessage(call.input, (target) =>
          editMessage(chat, call.principal, { ...target, text: call.input.content.text }),
        ),
    }),
    defineRoute({
      method: 'delete',
      path: MESSAGE_PATH,
      summary: 'Delete a message of mine for every member',
      access: 'signed-in',
      input: byId,
      response: oneMessageResponse,
      message: 'Message deleted successfully',
      handle: (call) =>
        changeMessage(call.input, (target) => deleteMessage(chat, call.principal, target)),
    }),
  ];
}

function reactionRoutes(context: Context): AnyRoute[] {
  const { chat } = context;
  const reactionRoute = (method: 'post' | 'delete', texts: { summary: string; message: string }) =>
    defineRoute({
      method,
      path: `${MESSAGE_PATH}/reactions`,
      access: 'signed-in',
      input: reactionSchema,
      response: oneMessageResponse,
      sendsMessage: true,
      ...texts,
      handle: (call) =>
        changeMessage(call.input, (target) =>
          react(chat, call.principal, {
            ...target,
            emoji: call.input.emoji,
            isOn: method === 'post',
          }),
        ),
    });
  return [
    reactionRoute('post', {
      summary: 'React to a message with an emoji',
      message: 'Reaction added',
    }),
    reactionRoute('delete', { summary: 'Remove a reaction of mine', message: 'Reaction removed' }),
  ];
}
