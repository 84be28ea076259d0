import { once } from 'node:events';
import { pack, unpack } from 'msgpackr';
import { WebSocket } from 'ws';

/** A protocol message as transferred. */
export type Frame = Record<string, unknown> & { action: number };

/** A frame-level client of the Ably protocol, for details that the SDK hides. */
export interface RawAblyClient {
  readonly frames: Frame[];
  readonly socket: WebSocket;
  /** Whether each frame was binary. */
  readonly binary: boolean[];
  /** The first received frame. */
  readonly first: Frame;
  send(frame: object): void;
  /** The next frame with an action, after the last one returned. */
  waitForFrame(action: number): Promise<Frame>;
  /** Frames received until the server has handled everything sent before. */
  flush(): Promise<Frame[]>;
  closed: Promise<unknown>;
  terminate(): void;
}

let heartbeats = 0;

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
  const until = async (matches: (frame: Frame) => boolean): Promise<Frame> => {
    for (;;) {
      for (; position < frames.length; position++) {
        const frame = frames[position] as Frame;
        if (!matches(frame)) continue;
        position += 1;
        return frame;
      }
      if (socket.readyState === WebSocket.CLOSED)
        throw new Error('Connection closed while waiting for a frame');
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
      const id = `flush-${(heartbeats += 1)}`;
      send({ action: 0, id });
      await until((frame) => frame['id'] === id);
      return frames.slice(from, position - 1);
    },
    closed,
    terminate: () => socket.terminate(),
  };
}
