import { z } from 'zod';
import type { Context } from '../../context';
import { deleteMessage } from '../../chat/messages/delete-message';
import type { MessageDetails } from '../../chat/messages/message-details';
import { editMessage } from '../../chat/messages/edit-message';
import { emoji } from '../../chat/messages/emoji';
import { messageText } from '../../chat/messages/message-text';
import type { ConversationPublicId } from '../../chat/access/conversation-ref';
import { react } from '../../chat/messages/react';
import { defineRoute } from '../http/route';
import type { AnyRoute, Call } from '../http/route';
import { careMessage } from './care-mapper';
import { careMessageResponse, careRoles, careTarget } from './care-schemas';
import type { CareMessage } from './care-schemas';

const MESSAGE_PATH = '/chat/conversations/:conversation_id/messages/:message_id';
const byId = z.object({ conversation_id: z.string(), message_id: z.string() });

const editSchema = byId.extend({ message_text: messageText });
const reactionSchema = byId.extend({ emoji });

type MessageParams = z.infer<typeof byId>;
type MessageChange<Input> = (
  target: { target: ReturnType<typeof careTarget>; messageId: string },
  call: Call<Input>,
) => Promise<MessageDetails<ConversationPublicId>>;

/** Edits, deletions and reactions (care-75, care-77). */
export function careMessageRoutes(context: Context): AnyRoute[] {
  return [...editRoutes(context), ...reactionRoutes(context)];
}

function changeHandler<Input extends MessageParams>(change: MessageChange<Input>) {
  return async (call: Call<Input>): Promise<CareMessage> => {
    const { conversation_id: id, message_id: messageId } = call.input;
    const { message, readBy, status } = await change({ target: careTarget(id), messageId }, call);
    return careMessage(message, readBy[0]?.readAt ?? null, status);
  };
}

const common = { access: careRoles, response: careMessageResponse };

function editRoutes(context: Context): AnyRoute[] {
  const { chat } = context;
  return [
    defineRoute({
      ...common,
      method: 'patch',
      path: MESSAGE_PATH,
      summary: 'Edit a message of mine',
      input: editSchema,
      sendsMessage: true,
      message: 'Message edited',
      handle: changeHandler((target, { principal, input }) =>
        editMessage(chat, principal, { ...target, text: input.message_text }),
      ),
    }),
    defineRoute({
      ...common,
      method: 'delete',
      path: MESSAGE_PATH,
      summary: 'Delete a message of mine for both members',
      input: byId,
      message: 'Message deleted',
      handle: changeHandler((target, { principal }) => deleteMessage(chat, principal, target)),
    }),
  ];
}

function reactionRoutes(context: Context): AnyRoute[] {
  const reactionRoute = (method: 'post' | 'delete', texts: { summary: string; message: string }) =>
    defineRoute({
      ...common,
      ...texts,
      method,
      path: `${MESSAGE_PATH}/reactions`,
      input: reactionSchema,
      sendsMessage: true,
      handle: changeHandler<z.infer<typeof reactionSchema>>((target, { principal, input }) =>
        react(context.chat, principal, {
          ...target,
          emoji: input.emoji,
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
