import { z } from 'zod';
import type { Context } from '../context';
import { careSend } from './care/care-send';
import { sessionSend } from './counseling/session-send';
import { defineRoute } from './door';
import type { AnyRoute, Call } from './door';

/** One contract's way of sending at an address that it shares with another (C-01). */
export interface Send<Input, Reply> {
  /** The field by which its body is known. */
  knownBy: string;
  body: z.ZodType<Input>;
  reply: z.ZodType<Reply>;
  handle(call: Call<Input>): Promise<Reply>;
}

type AnySend = Omit<Send<unknown, unknown>, 'handle'> & {
  handle(call: Call<never>): Promise<unknown>;
};

interface Chosen {
  send: AnySend;
  input: unknown;
}

/** `POST /chat/messages` of counseling and care; the reply is in the words of the one that was asked. */
export function chatMessageRoute(context: Context): AnyRoute {
  const sends: AnySend[] = [sessionSend(context), careSend(context)];
  return defineRoute({
    method: 'post',
    path: '/chat/messages',
    summary: 'Send a message in a session (sessionId) or in care (message_text)',
    right: 'signed-in',
    input: chosenOf(sends),
    bodies: sends.map((send) => send.body),
    reply: z.union(sends.map((send) => send.reply)),
    status: 201,
    sends: true,
    message: 'Message sent',
    handle: ({ input: { send, input }, ...call }) =>
      send.handle({ ...call, input: input as never }),
  });
}

function chosenOf(sends: AnySend[]): z.ZodType<Chosen> {
  const fields = sends.map((send) => send.knownBy);
  return z.custom<Record<string, unknown>>().transform((given, context): Chosen => {
    const [send, ...others] = sends.filter((one) => given[one.knownBy] !== undefined);
    if (!send || others.length > 0) {
      const message = `send either ${fields.join(' or ')}, to say which conversation you mean`;
      for (const field of fields) context.addIssue({ code: 'custom', path: [field], message });
      return z.NEVER;
    }
    const parsed = send.body.safeParse(given);
    if (parsed.success) return { send, input: parsed.data };
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
    return z.NEVER;
  });
}
