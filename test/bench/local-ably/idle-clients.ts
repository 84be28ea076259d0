import { connect } from 'node:net';

/** Opens idle connections as bare TCP sockets upgraded to WebSocket, and keeps them open. */
const [port, count] = process.argv.slice(2).map(Number) as [number, number];
const REQUEST =
  'GET /?key=bench.key:secret&v=6&format=json&heartbeats=false HTTP/1.1\r\n' +
  'Host: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
const CONCURRENCY = 200;

let opened = 0;
let lost = 0;

function openOne(): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(REQUEST));
    let text = '';
    const listen = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      if (!text.includes('"action":4')) return;
      socket.off('data', listen);
      socket.resume();
      opened += 1;
      resolve();
    };
    socket.on('data', listen);
    socket.on('error', () => resolve());
    socket.on('close', () => (lost += 1));
  });
}

async function main(): Promise<void> {
  for (let started = 0; started < count; started += CONCURRENCY) {
    await Promise.all(Array.from({ length: Math.min(CONCURRENCY, count - started) }, openOne));
  }
  process.stdout.write(`Open: ${opened - lost}\n`);
}

process.on('SIGTERM', () => process.exit(0));
void main();
