import { z } from 'zod';
import type { Principal } from '../../users/principal';
import type { Context } from '../../context';
import { deleteMessage } from '../../chat/messages/delete-message';
import { loadMessageDetails } from '../../chat/messages/message-details';
import { editMessage } from '../../chat/messages/edit-message';
import { emoji } from '../../chat/messages/emoji';
import { messageText } from '../../chat/messages/message-text';
import type { MessageView } from '../../chat/messages/message-view';
import type { ConversationRef } from '../../chat/access/conversation-ref';
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

/** Requires write access, changes the message and returns it with its details. */
async function changeMessage(
  { chat: conversation }: Context,
  { principal, input }: { principal: Principal; input: MessageParams },
  change: (target: { conversation: ConversationRef; messageId: string }) => Promise<MessageView>,
): Promise<MessageResponse> {
  const { conversationId, messageId } = input;
  const place = await conversation.accessCache.requireMemberAccess(
    principal,
    conversationId,
    'write',
  );
  const message = await change({ conversation: place, messageId });
  const [described] = await loadMessageDetails(conversation, place, [message]);
  if (!described) throw new Error('Message details are missing');
  return { message: wireMessage(conversationId, described) };
}

function editRoutes(context: Context): AnyRoute[] {
  const { chat: conversation } = context;
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
        changeMessage(context, call, (target) =>
          editMessage(conversation, call.principal, { ...target, text: call.input.content.text }),
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
        changeMessage(context, call, (target) =>
          deleteMessage(conversation, call.principal, target),
        ),
    }),
  ];
}

function reactionRoutes(context: Context): AnyRoute[] {
  const { chat: conversation } = context;
  const reacting = (method: 'post' | 'delete', words: { summary: string; message: string }) =>
    defineRoute({
      method,
      path: `${MESSAGE_PATH}/reactions`,
      access: 'signed-in',
      input: reactionSchema,
      response: oneMessageResponse,
      sendsMessage: true,
      ...words,
      handle: async (call) => {
        // The response holds another member's text.
        const { conversationId } = call.input;
        await conversation.accessCache.requireMemberAccess(call.principal, conversationId, 'read');
        return changeMessage(context, call, (target) =>
          react(conversation, call.principal, {
            ...target,
            emoji: call.input.emoji,
            isOn: method === 'post',
          }),
        );
      },
    });
  return [
    reacting('post', { summary: 'React to a message with an emoji', message: 'Reaction added' }),
    reacting('delete', { summary: 'Remove a reaction of mine', message: 'Reaction removed' }),
  ];
}
