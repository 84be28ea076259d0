import type { z } from 'zod';
import { supportFrameSchema } from '../../../src/api/support/support-frames';
import type { TestUser, TestSystem } from '../harness/test-system';
import { waitFor } from '../harness/wait-for';
import { typedData } from './typed-data';
import type { JsonObject } from './typed-data';

type SupportFrame = z.infer<typeof supportFrameSchema>;
type FrameType = SupportFrame['type'];
type FrameData = { [Frame in SupportFrame as Frame['type']]: Frame['data'] };

interface StreamOptions {
  as?: TestUser;
  /** Event id to resume from. */
  lastEventId?: string;
  /** Additional query, such as `&ticket=…`. */
  more?: string;
}

/** One connection to a room's event stream, by fetch, with every frame it received. */
export class SupportClient {
  readonly frames: JsonObject[] = [];
  lastEventId: string | undefined;
  /** Comment lines of the stream, such as heartbeats. */
  readonly comments: string[] = [];
  isClosed = false;
  private readonly aborting = new AbortController();

  private constructor(readonly status: number) {}

  /** Resolves after the response headers; the body of an error becomes the only frame. */
  static async open(
    url: string,
    roomId: number | undefined,
    { as, lastEventId, more = '' }: StreamOptions,
  ): Promise<SupportClient> {
    const aborting = new AbortController();
    const room = roomId === undefined ? '' : `roomId=${roomId}`;
    const response = await fetch(`${url}/api/chat/sse?${room}${more}`, {
      signal: aborting.signal,
      headers: {
        accept: 'text/event-stream',
        ...(as ? { authorization: `Bearer ${as.token}` } : {}),
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
    });
    const client = new SupportClient(response.status);
    client.lastEventId = lastEventId;
    client.aborting.signal.addEventListener('abort', () => aborting.abort());
    if (response.status === 200) void client.read(response);
    else client.frames.push((await response.json()) as JsonObject);
    return client;
  }

  eventsOf<Type extends FrameType>(type: Type): FrameData[Type][] {
    return this.frames
      .filter((frame) => frame['type'] === type)
      .map((frame) => typedData(supportFrameSchema, frame).data as FrameData[Type]);
  }

  get texts(): string[] {
    return this.eventsOf('message').map(({ message }) => message);
  }

  /** Resolves with the data of the first received frame of a type that matches. */
  waitForEvent<Type extends FrameType>(
    type: Type,
    matches: (data: FrameData[Type]) => boolean = () => true,
  ): Promise<FrameData[Type]> {
    return waitFor(`a frame ${type}`, () => this.eventsOf(type).find(matches));
  }

  waitForClose(): Promise<true> {
    return waitFor('the end of the stream', () => this.isClosed || undefined);
  }

  async close(): Promise<void> {
    this.aborting.abort();
    await this.waitForClose();
  }

  private async read(response: Response): Promise<void> {
    const decoder = new TextDecoder();
    let left = '';
    try {
      for await (const chunk of response.body ?? []) {
        const events = (left + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n\n');
        left = events.pop() ?? '';
        for (const event of events) this.recordEvent(event);
      }
    } catch {
      // The client or the server aborted the stream.
    }
    this.isClosed = true;
  }

  private recordEvent(event: string): void {
    const lines = event.split('\n');
    const valueOf = (name: string): string | undefined =>
      lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    const data = valueOf('data');
    if (data === undefined) this.comments.push(event);
    else this.frames.push(JSON.parse(data) as JsonObject);
    this.lastEventId = valueOf('id') ?? this.lastEventId;
  }
}

/** Connects with a token and waits for the confirmation. */
export async function connectSupportClient(
  { url }: Pick<TestSystem, 'url'>,
  as: TestUser,
  roomId?: number,
): Promise<SupportClient> {
  const client = await SupportClient.open(url, roomId, { as });
  await client.waitForEvent('connected');
  return client;
}
