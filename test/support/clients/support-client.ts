import type { TestUser, TestSystem, Wire } from '../harness/test-system';
import { waitFor } from '../harness/wait-for';

interface StreamOptions {
  as?: TestUser;
  /** Where to go on, as browsers send it. */
  lastEventId?: string;
  /** Besides the room, such as `&ticket=…`. */
  more?: string;
}

/** Somebody at the stream of a room, by fetch, with everything that was said to them. */
export class SupportClient {
  readonly frames: Wire[] = [];
  lastEventId: string | undefined;
  /** Lines of the stream that hold no event, such as signs of life. */
  readonly comments: string[] = [];
  isClosed = false;
  private readonly aborting = new AbortController();

  private constructor(readonly status: number) {}

  /** Resolves with the head of the answer; a refusal has its body as its only frame. */
  static async open(
    url: string,
    roomId: number | undefined,
    { as, lastEventId, more = '' }: StreamOptions,
  ): Promise<SupportClient> {
    const cutting = new AbortController();
    const room = roomId === undefined ? '' : `roomId=${roomId}`;
    const response = await fetch(`${url}/api/chat/sse?${room}${more}`, {
      signal: cutting.signal,
      headers: {
        accept: 'text/event-stream',
        ...(as ? { authorization: `Bearer ${as.token}` } : {}),
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
    });
    const client = new SupportClient(response.status);
    client.lastEventId = lastEventId;
    client.aborting.signal.addEventListener('abort', () => cutting.abort());
    if (response.status === 200) void client.read(response);
    else client.frames.push(await response.json());
    return client;
  }

  eventsOf(type: string): Wire[] {
    return this.frames.filter((frame) => frame.type === type).map((frame) => frame.data);
  }

  get texts(): string[] {
    return this.eventsOf('message').map((message) => message.message as string);
  }

  /** Resolves with the data of the first frame of a type that fits. */
  waitForEvent(type: string, fits: (data: Wire) => boolean = () => true): Promise<Wire> {
    return waitFor(`a frame ${type}`, () => this.eventsOf(type).find(fits));
  }

  waitForClose(): Promise<true> {
    return waitFor('the end of the stream', () => this.isClosed || undefined);
  }

  /** Cuts the line. */
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
        for (const event of events) this.take(event);
      }
    } catch {
      // Cut, by us or by them.
    }
    this.isClosed = true;
  }

  private take(event: string): void {
    const lines = event.split('\n');
    const valueOf = (name: string): string | undefined =>
      lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    const data = valueOf('data');
    if (data === undefined) this.comments.push(event);
    else this.frames.push(JSON.parse(data));
    this.lastEventId = valueOf('id') ?? this.lastEventId;
  }
}

/** Connects with a token and waits until that is confirmed. */
export async function connectSupportClient(
  { url }: Pick<TestSystem, 'url'>,
  as: TestUser,
  roomId?: number,
): Promise<SupportClient> {
  const client = await SupportClient.open(url, roomId, { as });
  await client.waitForEvent('connected');
  return client;
}
