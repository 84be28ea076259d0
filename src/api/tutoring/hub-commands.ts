import { z } from 'zod';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { PRESENCE_STATUSES } from '../../enums';
import { invalidInput } from '../http/route';

/* What may be asked of the hub (tutoring-125…128), and a little more: to leave, to go on, to be away. */

const idSchema = z.string('must be a text').regex(/^[1-9]\d{0,17}$/, 'must be an id, in digits');
const cursorNumber = z.number('must be a number').int().min(0).max(2_147_483_647);
const dataSchema = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.object(shape, 'must be an object, beside "event"');

const commandSchema = z.discriminatedUnion(
  'event',
  [
    z.object({
      event: z.literal('join_conversation'),
      data: dataSchema({
        conversationId: idSchema,
        /** Where whoever was here before goes on; otherwise with what comes. */
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

/** Reads a frame; refuses `invalid-input` with every fault by its field, never with what was sent. */
export function readCommand(frame: unknown): HubCommand {
  const parsed = commandSchema.safeParse(frame);
  if (parsed.success) return parsed.data;
  throw invalidInput(
    parsed.error.issues.map(({ path, message }) => ({
      field: path.join('.') || 'frame',
      message,
    })),
  );
}

/** To what a refusal is the answer, as far as that can be read. */
export function commandIdentityOf(frame: unknown): { event?: string; clientMessageId?: string } {
  const parsed = commandIdentitySchema.safeParse(frame);
  if (!parsed.success) return {};
  const { event, data: given } = parsed.data;
  const sent = given?.clientMessageId;
  return { event, ...(sent === undefined ? {} : { clientMessageId: sent }) };
}

const commandIdentitySchema = z.object({
  event: z.string().max(40),
  data: z
    .object({ clientMessageId: z.string().max(200).optional().catch(undefined) })
    .optional()
    .catch(undefined),
});
