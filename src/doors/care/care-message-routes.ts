import { z } from 'zod';
import type { Context } from '../../context';
import { deleteMessage } from '../../conversation/delete-message';
import { describeMessages } from '../../conversation/describe-messages';
import { editMessage } from '../../conversation/edit-message';
import { emoji } from '../../conversation/emoji';
import { messageText } from '../../conversation/message-text';
import type { MessageView } from '../../conversation/message-view';
import type { OwnName, Place } from '../../conversation/place';
import { react } from '../../conversation/react';
import { defineRoute } from '../door';
import type { AnyRoute, Call } from '../door';
import { careMessageReply } from './care-replies';
import { CARE, careMessage, careRoles } from './care-words';
import type { CareMessage } from './care-words';

const ONE = '/chat/conversations/:conversation_id/messages/:message_id';
const byId = z.object({ conversation_id: z.string(), message_id: z.string() });

const editSchema = byId.extend({ message_text: messageText });
const reactionSchema = byId.extend({ emoji });

type Named = z.infer<typeof byId>;
type Change<Input> = (
  target: { place: Place<OwnName>; messageId: string },
  call: Call<Input>,
) => Promise<MessageView<OwnName>>;

/** Messages are edited, deleted and reacted to (care-75, care-77). */
export function careMessageRoutes(context: Context): AnyRoute[] {
  return [...wordRoutes(context), ...reactionRoutes(context)];
}

/** Lets somebody in, changes the message and shows all of it. */
function changing<Input extends Named>({ conversation }: Context, change: Change<Input>) {
  return async (call: Call<Input>): Promise<CareMessage> => {
    const { conversation_id: id, message_id: messageId } = call.input;
    const place = await conversation.known.enter(call.principal, id, CARE);
    const message = await change({ place, messageId }, call);
    const [described] = await describeMessages(conversation, place, [message]);
    return careMessage(message, described?.readBy[0]?.readAt ?? null, described?.status);
  };
}

const common = { right: careRoles, reply: careMessageReply };

function wordRoutes(context: Context): AnyRoute[] {
  const { conversation } = context;
  return [
    defineRoute({
      ...common,
      method: 'patch',
      path: ONE,
      summary: 'Give a message of mine other words',
      input: editSchema,
      sends: true,
      message: 'Message edited',
      handle: changing(context, (target, { principal, input }) =>
        editMessage(conversation, principal, { ...target, text: input.message_text }),
      ),
    }),
    defineRoute({
      ...common,
      method: 'delete',
      path: ONE,
      summary: 'Delete a message of mine for both',
      input: byId,
      message: 'Message deleted',
      handle: changing(context, (target, { principal }) =>
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
      path: `${ONE}/reactions`,
      input: reactionSchema,
      sends: true,
      handle: changing<z.infer<typeof reactionSchema>>(context, (target, { principal, input }) =>
        react(context.conversation, principal, {
          ...target,
          emoji: input.emoji,
          isOn: method === 'post',
        }),
      ),
    });
  return [
    reacting('post', { summary: 'React to a message with an emoji', message: 'Reaction added' }),
    reacting('delete', { summary: 'Take a reaction of mine back', message: 'Reaction removed' }),
  ];
}
