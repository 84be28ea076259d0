import { z } from 'zod';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { PRESENCE_STATUSES } from '../../enums';
import { rowId } from '../../ids';
import { parseInput } from '../http/parse-input';

/* Commands of the hub (tutoring-125…128), plus leaving, resuming and presence. */

const idSchema = rowId('must be an id, in digits');
const cursorNumber = z.number('must be a number').int().min(0).max(2_147_483_647);
const dataSchema = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.object(shape, 'must be an object next to "event"');

const commandSchema = z.discriminatedUnion(
  'event',
  [
    z.object({
      event: z.literal('join_conversation'),
      data: dataSchema({
        conversationId: idSchema,
        /** The cursor a reconnecting client resumes from; without it, new events only. */
        after: dataSchema({ seq: cursorNumber, revision: cursorNumber.optional() }).optional(),
      }),
    }),
    z.object({
      event: z.literal('leave_conversation'),
      data: dataSchema({ conversationId: idSchema }),
    }),
    z.object({
      event: z.literal('send_message'),
      data: dataSchema({
        conversationId: idSchema,
        type: z
          .enum(['text', 'sticker'], 'must be "text" or "sticker"; send files by POST …/upload')
          .default('text'),
        content: z.object({ text: messageText }, 'must be {"text": "…"}'),
        clientMessageId: clientMessageId.optional(),
        replyTo: idSchema.nullish(),
      }),
    }),
    z.object({
      event: z.literal('typing'),
      data: dataSchema({ conversationId: idSchema, isTyping: z.boolean('must be true or false') }),
    }),
    z.object({
      event: z.literal('mark_read'),
      data: dataSchema({ conversationId: idSchema, messageId: idSchema }),
    }),
    z.object({
      event: z.literal('set_presence'),
      data: dataSchema({ status: z.enum(PRESENCE_STATUSES) }),
    }),
    z.object({ event: z.literal('ping'), data: dataSchema({}).optional() }),
  ],
  'must be join_conversation, leave_conversation, send_message, typing, mark_read, set_presence or ping',
);

export type HubCommand = z.infer<typeof commandSchema>;
export type CommandNamed<Name extends HubCommand['event']> = Extract<HubCommand, { event: Name }>;

export function readCommand(frame: unknown): HubCommand {
  return parseInput(commandSchema, frame, 'frame');
}

/** Identifies the command that an error responds to, as far as the frame is readable. */
export function commandIdentityOf(frame: unknown): { event?: string; clientMessageId?: string } {
  const parsed = commandIdentitySchema.safeParse(frame);
  if (!parsed.success) return {};
  const { event, data } = parsed.data;
  const clientMessageId = data?.clientMessageId;
  return { event, ...(clientMessageId === undefined ? {} : { clientMessageId }) };
}

const commandIdentitySchema = z.object({
  event: z.string().max(40),
  data: z
    .object({ clientMessageId: z.string().max(200).optional().catch(undefined) })
    .optional()
    .catch(undefined),
});
