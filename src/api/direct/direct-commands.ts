import { z } from 'zod';
import type { Principal } from '../../users/principal';
import type { Context } from '../../context';
import { markRead } from '../../chat/receipts/mark-read';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { ONE_TO_ONE_KINDS } from '../../chat/access/direct-conversation-policy';
import { sendMessage } from '../../chat/messages/send-message';
import { AppError } from '../../errors';
import { invalidInput } from '../http/route';
import { idSchema, sentMessage } from './direct-mapper';

const sendSchema = z.object({
  receiver_id: idSchema('person'),
  content: messageText,
  client_message_id: clientMessageId.optional(),
});
const readSchema = z.object({ message_id: idSchema('message') });

type Command = (context: Context, principal: Principal, payload: unknown) => Promise<object>;

/** What a socket may ask for (direct-04, direct-07); the answer is the acknowledgement's data. */
const COMMANDS = new Map<string, Command>([
  ['send_message', sendDirectMessage],
  ['mark_as_read', markAsRead],
]);

/** Carries out an event that somebody sent; refuses what is none of this contract. */
export async function runCommand(
  context: Context,
  principal: Principal,
  { name, payload }: { name: string; payload: unknown },
): Promise<object> {
  const command = COMMANDS.get(name);
  if (command) return command(context, principal, payload);
  const known = [...COMMANDS.keys()].join(' or ');
  throw new AppError('invalid-input', { message: `There is no such event. Send ${known}` });
}

async function sendDirectMessage(
  { chat: conversation, limits }: Context,
  principal: Principal,
  payload: unknown,
): Promise<object> {
  const toWait = limits.consumeForMessage(principal.id);
  if (toWait) await toWait;
  const { receiver_id: toId, content: text, ...rest } = parsePayload(sendSchema, payload);
  const sent = await sendMessage(conversation, principal, {
    target: { userId: toId },
    text,
    type: 'text',
    clientMessageId: rest.client_message_id,
  });
  return sentMessage(sent, toId);
}

async function markAsRead(
  { chat: conversation }: Context,
  principal: Principal,
  payload: unknown,
): Promise<object> {
  const { message_id: messageId } = parsePayload(readSchema, payload);
  await markRead(conversation, principal, { target: { messageId, kinds: ONE_TO_ONE_KINDS } });
  return { message_id: Number(messageId) };
}

function parsePayload<T>(schema: z.ZodType<T>, payload: unknown): T {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  throw invalidInput(
    parsed.error.issues.map(({ path, message }) => ({
      field: path.join('.') || 'payload',
      message,
    })),
  );
}
