import { z } from 'zod';
import type { Principal } from '../../users/principal';
import type { Context } from '../../context';
import { markRead } from '../../chat/receipts/mark-read';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { ONE_TO_ONE_KINDS } from '../../chat/access/direct-conversation-policy';
import { sendMessage } from '../../chat/messages/send-message';
import { AppError } from '../../errors';
import { numericRowId } from '../../ids';
import { parseInput } from '../http/parse-input';
import { sentMessage } from './direct-mapper';

const sendSchema = z.object({
  receiver_id: numericRowId('must be the id of a user, a whole number'),
  content: messageText,
  client_message_id: clientMessageId.optional(),
});
const readSchema = z.object({
  message_id: numericRowId('must be the id of a message, a whole number'),
});

type Command = (context: Context, principal: Principal, payload: unknown) => Promise<object>;

/** Events a client may send (direct-04, direct-07); the result is the data of the acknowledgement. */
const COMMANDS = new Map<string, Command>([
  ['send_message', sendDirectMessage],
  ['mark_as_read', markAsRead],
]);

/** Runs the command of an event; throws `invalid-input` for unknown events. */
export async function runCommand(
  context: Context,
  principal: Principal,
  { name, payload }: { name: string; payload: unknown },
): Promise<object> {
  const command = COMMANDS.get(name);
  if (command) return command(context, principal, payload);
  const names = [...COMMANDS.keys()].join(' or ');
  throw new AppError('invalid-input', { message: `Unknown event. Send ${names}` });
}

async function sendDirectMessage(
  { chat, limits }: Context,
  principal: Principal,
  payload: unknown,
): Promise<object> {
  const toWait = limits.consumeForMessage(principal.id);
  if (toWait) await toWait;
  const { receiver_id: toId, content: text, ...rest } = parseInput(sendSchema, payload, 'payload');
  const sent = await sendMessage(chat, principal, {
    target: { userId: toId },
    text,
    type: 'text',
    clientMessageId: rest.client_message_id,
  });
  return sentMessage(sent, toId);
}

async function markAsRead(
  { chat }: Context,
  principal: Principal,
  payload: unknown,
): Promise<object> {
  const { message_id: messageId } = parseInput(readSchema, payload, 'payload');
  await markRead(chat, principal, { target: { messageId, kinds: ONE_TO_ONE_KINDS } });
  return { message_id: Number(messageId) };
}
