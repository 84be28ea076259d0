import { z } from 'zod';
import type { Principal } from '../../users/principal';
import type { Context } from '../../context';
import { markMessageRead } from '../../chat/receipts/mark-message-read';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { ONE_TO_ONE_KINDS } from '../../chat/access/direct-conversation-policy';
import { sendToUser } from '../../chat/messages/send-to-user';
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
  ['send_message', sendMessage],
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

async function sendMessage(
  { chat: conversation, limits }: Context,
  principal: Principal,
  payload: unknown,
): Promise<object> {
  const toWait = limits.consumeForMessage(principal.id);
  if (toWait) await toWait;
  const { receiver_id: toId, content: text, ...rest } = parsePayload(sendSchema, payload);
  const draft = { text, type: 'text' as const, clientMessageId: rest.client_message_id };
  const posted = await sendToUser(conversation, principal, { toId, ...draft });
  return sentMessage(posted, toId);
}

async function markAsRead(
  { chat: conversation }: Context,
  principal: Principal,
  payload: unknown,
): Promise<object> {
  const { message_id: messageId } = parsePayload(readSchema, payload);
  await markMessageRead(conversation, principal, { messageId, kinds: ONE_TO_ONE_KINDS });
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
