import { z } from 'zod';
import type { Context } from '../../context';
import { careSendVariant } from '../care/care-send-variant';
import { sessionSendVariant } from '../counseling/session-send-variant';
import { defineRoute } from './route';
import type { AnyRoute, Call } from './route';

/** One contract's way of sending at an address that it shares with another (C-01). */
export interface SendVariant<Input, Reply> {
  /** The field by which its body is known. */
  discriminator: string;
  body: z.ZodType<Input>;
  response: z.ZodType<Reply>;
  handle(call: Call<Input>): Promise<Reply>;
}

type AnySendVariant = Omit<SendVariant<unknown, unknown>, 'handle'> & {
  handle(call: Call<never>): Promise<unknown>;
};

interface ChosenVariant {
  variant: AnySendVariant;
  input: unknown;
}

/** `POST /chat/messages` of counseling and care; the reply is in the words of the one that was asked. */
export function chatMessageRoute(context: Context): AnyRoute {
  const sends: AnySendVariant[] = [sessionSendVariant(context), careSendVariant(context)];
  return defineRoute({
    method: 'post',
    path: '/chat/messages',
    summary: 'Send a message in a session (sessionId) or in care (message_text)',
    access: 'signed-in',
    input: variantSchema(sends),
    bodies: sends.map((send) => send.body),
    response: z.union(sends.map((send) => send.response)),
    status: 201,
    sendsMessage: true,
    message: 'Message sent',
    handle: ({ input: { variant: send, input }, ...call }) =>
      send.handle({ ...call, input: input as never }),
  });
}

function variantSchema(sends: AnySendVariant[]): z.ZodType<ChosenVariant> {
  const fields = sends.map((send) => send.discriminator);
  return z.custom<Record<string, unknown>>().transform((given, context): ChosenVariant => {
    const [send, ...others] = sends.filter((one) => given[one.discriminator] !== undefined);
    if (!send || others.length > 0) {
      const message = `send either ${fields.join(' or ')}, to say which conversation you mean`;
      for (const field of fields) context.addIssue({ code: 'custom', path: [field], message });
      return z.NEVER;
    }
    const parsed = send.body.safeParse(given);
    if (parsed.success) return { variant: send, input: parsed.data };
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
    return z.NEVER;
  });
}
