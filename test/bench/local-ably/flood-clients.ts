import { ablyTarget } from './bench-target';
import type { WebSocket } from 'ws';

/** Publishes far more than the server stores: large messages first, then small ones. */
const [port] = process.argv.slice(2).map(Number) as [number];
const PUBLISHERS = 8;
const IN_FLIGHT = 32;
const KINDS = [
  { count: 1_000, data: 'x'.repeat(60_000) },
  { count: 40_000, data: 'x'.repeat(100) },
];

let sent = 0;

async function publishAll(socket: WebSocket, channel: string): Promise<void> {
  let acknowledged = 0;
  let wake: () => void = () => undefined;
  socket.on('message', (data: Buffer) => {
    const { action, msgSerial, count } = JSON.parse(data.toString()) as Record<string, number>;
    if (action !== 1) return;
    acknowledged = (msgSerial ?? 0) + (count ?? 0);
    wake();
  });
  let msgSerial = 0;
  const settled = async (pending: number): Promise<void> => {
    while (msgSerial - acknowledged > pending) {
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  for (const { count, data } of KINDS) {
    for (let i = 0; i < count; i++) {
      await settled(IN_FLIGHT);
      const frame = {
        action: 15,
        channel: `${channel}-${i % 50}`,
        msgSerial,
        messages: [{ data }],
      };
      socket.send(JSON.stringify(frame));
      msgSerial += 1;
    }
  }
  await settled(0);
  sent += msgSerial;
}

async function main(): Promise<void> {
  const names = Array.from({ length: PUBLISHERS }, (_, i) => `flood-${i}`);
  const sockets = await Promise.all(names.map((name) => ablyTarget(port).join(name)));
  await Promise.all(sockets.map((socket, i) => publishAll(socket, names[i] ?? '')));
  process.stdout.write(`Sent ${sent}\n`);
}

process.on('SIGTERM', () => process.exit(0));
void main();
