import { once } from 'node:events';
import { pack, unpack } from 'msgpackr';
import { WebSocket } from 'ws';

/** A protocol message as it stood on the wire. */
export type Frame = Record<string, unknown> & { action: number };

/** A WebSocket that speaks the protocol frame by frame, for what an SDK would hide. */
export interface RawAblyClient {
  /** Every frame that came so far. */
  readonly frames: Frame[];
  readonly socket: WebSocket;
  /** Whether each frame came as binary. */
  readonly binary: boolean[];
  /** The frame that greeted it. */
  readonly first: Frame;
  send(frame: object): void;
  /** The next frame that fits, counting from where the last one was found. */
  waitForFrame(action: number): Promise<Frame>;
  /** All frames that came until the server had handled everything sent before. */
  flush(): Promise<Frame[]>;
  closed: Promise<unknown>;
  terminate(): void;
}

let heartbeats = 0;

/** Opens a WebSocket with these query parameters. */
export async function connectRawAbly(
  port: number,
  query: Record<string, string>,
): Promise<RawAblyClient> {
  const search = new URLSearchParams(query).toString();
  const socket = new WebSocket(`ws://127.0.0.1:${port}/?${search}`);
  const msgpack = query['format'] === 'msgpack';
  const frames: Frame[] = [];
  const binary: boolean[] = [];
  let position = 0;
  let wake: () => void = () => undefined;
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    frames.push((msgpack ? unpack(data) : JSON.parse(data.toString())) as Frame);
    binary.push(isBinary);
    wake();
  });
  const closed = once(socket, 'close');
  void closed.then(() => wake());
  const until = async (fits: (frame: Frame) => boolean): Promise<Frame> => {
    for (;;) {
      for (; position < frames.length; position++) {
        const frame = frames[position] as Frame;
        if (!fits(frame)) continue;
        position += 1;
        return frame;
      }
      if (socket.readyState === WebSocket.CLOSED) throw new Error('closed before it came');
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const send = (frame: object): void => socket.send(msgpack ? pack(frame) : JSON.stringify(frame));
  const first = await until(() => true);
  return {
    frames,
    binary,
    socket,
    first,
    send,
    waitForFrame: (action) => until((frame) => frame.action === action),
    flush: async () => {
      const from = position;
      const id = `settled-${(heartbeats += 1)}`;
      send({ action: 0, id });
      await until((frame) => frame['id'] === id);
      return frames.slice(from, position - 1);
    },
    closed,
    terminate: () => socket.terminate(),
  };
}
