import WebSocket from 'ws';
import { z } from 'zod';
import { careMessageResponse, careTypingResponse } from '../../../src/api/care/care-schemas';
import { errorResponse } from '../../../src/api/http/error-schema';
import type { TestUser, TestSystem } from '../harness/test-system';
import { waitFor } from '../harness/wait-for';
import { SocketClient } from './socket-client';
import { typedData } from './typed-data';

const id = z.number();

/** The frames of the care WebSocket, by type. */
const SCHEMAS = {
  connection: z.object({
    status: z.literal('connected'),
    conversation_id: id,
    user_id: id,
    last_seq: z.number(),
  }),
  new_message: z.object({ message: careMessageResponse }),
  message_changed: z.object({ conversation_id: id, message: careMessageResponse }),
  read_receipt: z.object({
    conversation_id: id,
    user_id: id,
    message_ids: z.array(id),
    read_at: z.string(),
  }),
  delivered: z.object({
    conversation_id: id,
    marks: z.array(z.object({ user_id: id, message_ids: z.array(id) })),
  }),
  typing: careTypingResponse,
  conversation: z.object({ conversation_id: id, state: z.string() }),
  ping: z.object({ timestamp: z.string() }),
  pong: z.object({ timestamp: z.string() }),
  error: errorResponse.omit({ success: true }),
} as const;

type FrameType = keyof typeof SCHEMAS;
type CareFrames = { [Type in FrameType]: z.infer<(typeof SCHEMAS)[Type]> };
type CareFrame<Type extends FrameType> = CareFrames[Type];

const FRAMES: { [Type in FrameType]: z.ZodType<CareFrames[Type]> } = SCHEMAS;

/** One connection to a care conversation's WebSocket. */
export class CareClient extends SocketClient {
  framesOf<Type extends FrameType>(type: Type): CareFrame<Type>[] {
    const frames = this.frames.filter((frame) => frame['type'] === type);
    return frames.map((frame) => typedData(FRAMES[type], frame));
  }

  get texts(): string[] {
    return this.framesOf('new_message').map(({ message }) => message.message_text);
  }

  /** Resolves with the first received frame of a type that matches. */
  waitForFrame<Type extends FrameType>(
    type: Type,
    matches: (frame: CareFrame<Type>) => boolean = () => true,
  ): Promise<CareFrame<Type>> {
    return waitFor(`a frame ${type}`, () => this.framesOf(type).find(matches));
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }
}

export function careSocketUrl(url: string, conversationId: string | number, query = ''): string {
  return `${url.replace('http', 'ws')}/api/v1/ws/chat/${conversationId}${query}`;
}

/** Connects by token in the query and waits for the confirmation frame. */
export async function connectCareClient(
  { url }: Pick<TestSystem, 'url'>,
  as: TestUser,
  conversationId: string | number,
  more = '',
): Promise<CareClient> {
  const address = careSocketUrl(url, conversationId, `?token=${as.token}${more}`);
  const client = new CareClient(new WebSocket(address));
  await waitFor('a confirmation', () => {
    if (client.closed) throw new Error(`Closed: ${JSON.stringify(client.closed)}`);
    return client.framesOf('connection').length > 0;
  });
  return client;
}
