import { z } from 'zod';
import type { Principal } from '../../accounts/principal';
import type { Context } from '../../context';
import { deleteMessage } from '../../conversation/delete-message';
import { describeMessages } from '../../conversation/describe-messages';
import { editMessage } from '../../conversation/edit-message';
import { emoji } from '../../conversation/emoji';
import { messageText } from '../../conversation/message-text';
import type { MessageView } from '../../conversation/message-view';
import type { Place } from '../../conversation/place';
import { react } from '../../conversation/react';
import { defineRoute } from '../door';
import type { AnyRoute } from '../door';
import { wireMessage } from './message-words';
import type { WireMessage } from './message-words';
import { oneMessageReply } from './tutoring-replies';

const ONE = '/conversations/:conversationId/messages/:messageId';

const byId = z.object({ conversationId: z.string(), messageId: z.string() });
const editSchema = byId.extend({ content: z.object({ text: messageText }, 'is required') });
const reactionSchema = byId.extend({ emoji });

/** Where a message lies, and which it is. */
type Named = z.infer<typeof byId>;

/** Messages are edited, deleted and reacted to (tutoring-173, 174). */
export function messageChangeRoutes(context: Context): AnyRoute[] {
  return [...wordRoutes(context), ...reactionRoutes(context)];
}

interface MessageReply {
  message: WireMessage;
}

/** Lets somebody in who may write, changes the message and shows all of it. */
async function changed(
  { conversation }: Context,
  { principal, input }: { principal: Principal; input: Named },
  change: (target: { place: Place; messageId: string }) => Promise<MessageView>,
): Promise<MessageReply> {
  const { conversationId, messageId } = input;
  const place = await conversation.known.enterAsMember(principal, conversationId, 'write');
  const message = await change({ place, messageId });
  const [described] = await describeMessages(conversation, place, [message]);
  if (!described) throw new Error('A message was not described');
  return { message: wireMessage(conversationId, described) };
}

function wordRoutes(context: Context): AnyRoute[] {
  const { conversation } = context;
  return [
    defineRoute({
      method: 'patch',
      path: ONE,
      summary: 'Give a message of mine other words; the earlier ones stay in its history',
      right: 'signed-in',
      input: editSchema,
      reply: oneMessageReply,
      sends: true,
      message: 'Message edited successfully',
      handle: (call) =>
        changed(context, call, (target) =>
          editMessage(conversation, call.principal, { ...target, text: call.input.content.text }),
        ),
    }),
    defineRoute({
      method: 'delete',
      path: ONE,
      summary: 'Delete a message of mine for everybody',
      right: 'signed-in',
      input: byId,
      reply: oneMessageReply,
      message: 'Message deleted successfully',
      handle: (call) =>
        changed(context, call, (target) => deleteMessage(conversation, call.principal, target)),
    }),
  ];
}

function reactionRoutes(context: Context): AnyRoute[] {
  const { conversation } = context;
  const reacting = (method: 'post' | 'delete', words: { summary: string; message: string }) =>
    defineRoute({
      method,
      path: `${ONE}/reactions`,
      right: 'signed-in',
      input: reactionSchema,
      reply: oneMessageReply,
      sends: true,
      ...words,
      handle: async (call) => {
        // The answer holds the words of somebody else.
        const { conversationId } = call.input;
        await conversation.known.enterAsMember(call.principal, conversationId, 'read');
        return changed(context, call, (target) =>
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
    reacting('delete', { summary: 'Take a reaction of mine back', message: 'Reaction removed' }),
  ];
}
