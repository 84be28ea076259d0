import type { z } from 'zod';
import type { Call } from '../http/route';

/** One contract's request and response of `POST /chat/messages`, which two contracts share (C-01). */
export interface SendVariant<Input, Output> {
  /** The body field that selects this variant. */
  discriminator: string;
  body: z.ZodType<Input>;
  response: z.ZodType<Output>;
  handle(call: Call<Input>): Promise<Output>;
}
