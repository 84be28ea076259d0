import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A server under measurement. The product and the baseline receive the same frames. */
export interface Target {
  join(channel: string): Promise<WebSocket>;
}

/** Local Ably without an SDK, so that the clients cost as much as those of the baseline. */
export function ablyTarget(port: number): Target {
  return {
    join: async (channel) => {
      const query = 'key=bench.key:secret&v=6&format=json&heartbeats=false&echo=false';
      const socket = openSocket(`ws://127.0.0.1:${port}/?${query}`);
      // CONNECTED may arrive in the same packet as the upgrade: the listener must be set before.
      await receivedText(socket, '"action":4');
      socket.send(JSON.stringify({ action: 10, channel }));
      await receivedText(socket, '"action":11');
      return socket;
    },
  };
}

export function relayTarget(port: number): Target {
  return {
    join: async (channel) => {
      const socket = openSocket(`ws://127.0.0.1:${port}/${channel}`);
      await once(socket, 'open');
      return socket;
    },
  };
}

function openSocket(url: string): WebSocket {
  return new WebSocket(url, { perMessageDeflate: false });
}

function receivedText(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve) => {
    const listen = (data: Buffer): void => {
      if (!data.includes(text)) return;
      socket.off('message', listen);
      resolve();
    };
    socket.on('message', listen);
  });
}

/** A published protocol message with a payload of 256 bytes. */
export function publishFrame(channel: string, msgSerial: number): string {
  const messages = [{ name: 'bench', data: 'x'.repeat(256) }];
  return JSON.stringify({ action: 15, channel, msgSerial, messages });
}

/** Counts the published messages a socket receives; other frames are acknowledgements. */
export function onDelivery(socket: WebSocket, deliver: () => void): void {
  socket.on('message', (data: Buffer) => {
    // "action":15 is at the start of the frame on both servers.
    if (data[10] === 0x31 && data[11] === 0x35) deliver();
  });
}
