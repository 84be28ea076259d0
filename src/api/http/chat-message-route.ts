import { z } from 'zod';
import type { Context } from '../../context';
import { careSendVariant } from '../care/care-send-variant';
import { sessionSendVariant } from '../counseling/session-send-variant';
import type { SendVariant } from '../shared/send-variant';
import { describeIssue } from './parse-input';
import { defineRoute } from './route';
import type { AnyRoute, Call } from './route';

type AnySendVariant = Omit<SendVariant<unknown, unknown>, 'handle'> & {
  handle(call: Call<never>): Promise<unknown>;
};

interface ChosenVariant {
  variant: AnySendVariant;
  input: unknown;
}

/**
 * `POST /chat/messages` of counseling and care; the fields of the body select the contract (C-01).
 */
export function chatMessageRoute(context: Context): AnyRoute {
  const variants: AnySendVariant[] = [sessionSendVariant(context), careSendVariant(context)];
  return defineRoute({
    method: 'post',
    path: '/chat/messages',
    summary: 'Send a message to a session (`sessionId`) or a care conversation (`message_text`)',
    access: 'signed-in',
    input: variantSchema(variants),
    bodies: variants.map((variant) => variant.body),
    response: z.union(variants.map((variant) => variant.response)),
    status: 201,
    sendsMessage: true,
    message: 'Message sent',
    handle: ({ input: { variant, input }, ...call }) =>
      variant.handle({ ...call, input: input as never }),
  });
}

function variantSchema(variants: AnySendVariant[]): z.ZodType<ChosenVariant> {
  const fields = variants.map((variant) => variant.discriminator);
  return z.custom<Record<string, unknown>>().transform((body, context): ChosenVariant => {
    const [variant, ...others] = variants.filter((one) => body[one.discriminator] !== undefined);
    if (!variant || others.length > 0) {
      const message = `exactly one of ${fields.join(' and ')} is required`;
      for (const field of fields) context.addIssue({ code: 'custom', path: [field], message });
      return z.NEVER;
    }
    const parsed = variant.body.safeParse(body, { error: describeIssue });
    if (parsed.success) return { variant, input: parsed.data };
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
    return z.NEVER;
  });
}
