import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import type { SocketConnection } from '../../../src/api/sockets/socket-connection';
import { WebSocketEndpoint } from '../../../src/api/sockets/web-socket-endpoint';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

let system: TestSystem;
let person: TestUser;
let server: Server;
let door: WebSocketEndpoint;
beforeAll(async () => {
  system = await startSystem({ env: { RATE_LIMIT_PERSON: '1000000' } });
  person = await system.addUser('client');
});
afterEach(async () => {
  await door.close();
  await new Promise((resolve) => server.close(resolve));
});
afterAll(() => system.stop());

/** A door of its own whose frames are served as a test says, and somebody who came in. */
async function visit(
  take: (line: SocketConnection) => Promise<void> | void,
  heartbeat = 60_000,
): Promise<WebSocket> {
  const check = (): Promise<void> => Promise.resolve();
  door = new WebSocketEndpoint(
    {
      match: () => '',
      open: (line) =>
        Promise.resolve({
          receive: () => take(line),
          checkAccess: check,
          onClose: () => undefined,
        }),
      heartbeatFrame: () => '{}',
      errorFrame: ({ code }) => code,
    },
    { ...system.context, heartbeatMs: heartbeat, clientIpOf: () => '127.0.0.1' },
  );
  server = createServer().on('upgrade', (...upgrade) => door.handleUpgrade(...upgrade));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/?token=${person.token}`);
  await waitFor('an open socket', () => socket.readyState === WebSocket.OPEN);
  return socket;
}

const frame = JSON.stringify({ words: 'x'.repeat(8_000) });

it('frames that come faster than they are served wait with the sender, and none is lost', async () => {
  let taken = 0;
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const socket = await visit(() => {
    taken += 1;
    return released;
  });
  // More than all the buffers on the way can take.
  const all = 5_000;
  for (let n = 0; n < all; n += 1) socket.send(frame);
  let same = 0;
  let before = 0;
  await waitFor('the sender to be held up', () => {
    same = socket.bufferedAmount > 0 && socket.bufferedAmount === before ? same + 1 : 0;
    before = socket.bufferedAmount;
    return same === 30;
  });
  expect(taken).toBe(1);
  release();
  await waitFor('all to be served', () => taken === all);
  expect(socket.readyState).toBe(WebSocket.OPEN);
}, 60_000);

it('whoever sends more than is served at once is not taken for dead', async () => {
  let taken = 0;
  const socket = await visit(async () => {
    await pause(10);
    taken += 1;
  }, 500);
  const all = 300;
  for (let n = 0; n < all; n += 1) socket.send(frame);
  await waitFor('all to be served', () => taken === all);
  expect(socket.readyState).toBe(WebSocket.OPEN);
});

it('a line on which answers pile up is ended, and says why', async () => {
  const answer = 'x'.repeat(64 * 1024);
  let most = 0;
  const socket = await visit((line) => {
    line.send(answer);
    most = Math.max(most, line.backlog());
  });
  let closed: { code: number; reason: string } | undefined;
  socket.on('close', (code, reason) => (closed = { code, reason: reason.toString('utf8') }));
  socket.pause();
  for (let n = 0; n < 1_000; n += 1) socket.send('{}');
  await waitFor('the answers to pile up', () => most > 1024 * 1024);
  socket.resume();
  const end = await waitFor('the end of the line', () => closed);
  expect(end).toEqual({ code: 1013, reason: expect.stringMatching(/\w/) });
  expect(most).toBeLessThan(1024 * 1024 + 2 * answer.length);
});
