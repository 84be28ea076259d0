import { z } from 'zod';
import type { Context } from '../../context';
import { deleteMessage } from '../../chat/messages/delete-message';
import { loadMessageDetails } from '../../chat/messages/message-details';
import { editMessage } from '../../chat/messages/edit-message';
import { emoji } from '../../chat/messages/emoji';
import { messageText } from '../../chat/messages/message-text';
import type { MessageView } from '../../chat/messages/message-view';
import type { ConversationPublicId, ConversationRef } from '../../chat/access/conversation-ref';
import { react } from '../../chat/messages/react';
import { defineRoute } from '../http/route';
import type { AnyRoute, Call } from '../http/route';
import { CARE_KINDS, careMessageResponse, careRoles } from './care-schemas';
import type { CareMessage } from './care-schemas';
import { careMessage } from './care-mapper';

const MESSAGE_PATH = '/chat/conversations/:conversation_id/messages/:message_id';
const byId = z.object({ conversation_id: z.string(), message_id: z.string() });

const editSchema = byId.extend({ message_text: messageText });
const reactionSchema = byId.extend({ emoji });

type MessageParams = z.infer<typeof byId>;
type MessageChange<Input> = (
  target: { conversation: ConversationRef<ConversationPublicId>; messageId: string },
  call: Call<Input>,
) => Promise<MessageView<ConversationPublicId>>;

/** Edits, deletions and reactions (care-75, care-77). */
export function careMessageRoutes(context: Context): AnyRoute[] {
  return [...editRoutes(context), ...reactionRoutes(context)];
}

/** Requires access, changes the message and returns it with its details. */
function changeHandler<Input extends MessageParams>(
  { chat: conversation }: Context,
  change: MessageChange<Input>,
) {
  return async (call: Call<Input>): Promise<CareMessage> => {
    const { conversation_id: id, message_id: messageId } = call.input;
    const place = await conversation.accessCache.requireAccess(call.principal, id, CARE_KINDS);
    const message = await change({ conversation: place, messageId }, call);
    const [described] = await loadMessageDetails(conversation, place, [message]);
    return careMessage(message, described?.readBy[0]?.readAt ?? null, described?.status);
  };
}

const common = { access: careRoles, response: careMessageResponse };

function editRoutes(context: Context): AnyRoute[] {
  const { chat: conversation } = context;
  return [
    defineRoute({
      ...common,
      method: 'patch',
      path: MESSAGE_PATH,
      summary: 'Edit a message of mine',
      input: editSchema,
      sendsMessage: true,
      message: 'Message edited',
      handle: changeHandler(context, (target, { principal, input }) =>
        editMessage(conversation, principal, { ...target, text: input.message_text }),
      ),
    }),
    defineRoute({
      ...common,
      method: 'delete',
      path: MESSAGE_PATH,
      summary: 'Delete a message of mine for both members',
      input: byId,
      message: 'Message deleted',
      handle: changeHandler(context, (target, { principal }) =>
        deleteMessage(conversation, principal, target),
      ),
    }),
  ];
}

function reactionRoutes(context: Context): AnyRoute[] {
  const reacting = (method: 'post' | 'delete', words: { summary: string; message: string }) =>
    defineRoute({
      ...common,
      ...words,
      method,
      path: `${MESSAGE_PATH}/reactions`,
      input: reactionSchema,
      sendsMessage: true,
      handle: changeHandler<z.infer<typeof reactionSchema>>(
        context,
        (target, { principal, input }) =>
          react(context.chat, principal, {
            ...target,
            emoji: input.emoji,
            isOn: method === 'post',
          }),
      ),
    });
  return [
    reacting('post', { summary: 'React to a message with an emoji', message: 'Reaction added' }),
    reacting('delete', { summary: 'Remove a reaction of mine', message: 'Reaction removed' }),
  ];
}
