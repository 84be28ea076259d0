import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import type { Connection } from '../../../src/api/sockets/connection';
import { WebSocketEndpoint } from '../../../src/api/sockets/web-socket-endpoint';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

let system: TestSystem;
let user: TestUser;
let server: Server;
let endpoint: WebSocketEndpoint;
beforeAll(async () => {
  system = await startSystem({ env: { RATE_LIMIT_PERSON: '1000000' } });
  user = await system.addUser('client');
});
afterEach(async () => {
  await endpoint.close();
  await new Promise((resolve) => server.close(resolve));
});
afterAll(() => system.stop());

/** Starts an endpoint with the given frame handler and connects a client to it. */
async function connect(
  receive: (connection: Connection) => Promise<void> | void,
  heartbeatMs = 60_000,
): Promise<WebSocket> {
  const checkAccess = (): Promise<void> => Promise.resolve();
  endpoint = new WebSocketEndpoint(
    {
      match: () => '',
      open: (connection) =>
        Promise.resolve({
          receive: () => receive(connection),
          checkAccess,
          onClose: () => undefined,
        }),
      heartbeatFrame: () => '{}',
      errorFrame: ({ code }) => code,
    },
    {
      ...system.context,
      browsers: system.context.config,
      heartbeatMs,
      clientIpOf: () => '127.0.0.1',
    },
  );
  server = createServer().on('upgrade', (...upgrade) => endpoint.handleUpgrade(...upgrade));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/?token=${user.token}`);
  await waitFor('an open socket', () => socket.readyState === WebSocket.OPEN);
  return socket;
}

const frame = JSON.stringify({ text: 'x'.repeat(8_000) });

it('pauses reading while frames are queued, and loses none', async () => {
  let received = 0;
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const socket = await connect(() => {
    received += 1;
    return released;
  });
  // More than all buffers on the way can hold.
  const total = 5_000;
  for (let n = 0; n < total; n += 1) socket.send(frame);
  let unchanged = 0;
  let before = 0;
  await waitFor('the sender to be paused', () => {
    const isStuck = socket.bufferedAmount > 0 && socket.bufferedAmount === before;
    unchanged = isStuck ? unchanged + 1 : 0;
    before = socket.bufferedAmount;
    return unchanged === 30;
  });
  expect(received).toBe(1);
  release();
  await waitFor('all frames to be handled', () => received === total);
  expect(socket.readyState).toBe(WebSocket.OPEN);
}, 60_000);

it('keeps a client alive whose pongs wait behind queued frames', async () => {
  let received = 0;
  const socket = await connect(async () => {
    await pause(10);
    received += 1;
  }, 500);
  const total = 300;
  for (let n = 0; n < total; n += 1) socket.send(frame);
  await waitFor('all frames to be handled', () => received === total);
  expect(socket.readyState).toBe(WebSocket.OPEN);
});

it('closes a client whose unread responses pile up, with a reason', async () => {
  const response = 'x'.repeat(64 * 1024);
  let maxBacklog = 0;
  const socket = await connect((connection) => {
    connection.send(response);
    maxBacklog = Math.max(maxBacklog, connection.backlog());
  });
  let closed: { code: number; reason: string } | undefined;
  socket.on('close', (code, reason) => (closed = { code, reason: reason.toString('utf8') }));
  socket.pause();
  for (let n = 0; n < 1_000; n += 1) socket.send('{}');
  await waitFor('the responses to pile up', () => maxBacklog > 1024 * 1024);
  socket.resume();
  const close = await waitFor('the close frame', () => closed);
  expect(close).toEqual({ code: 1013, reason: expect.stringMatching(/\w/) });
  expect(maxBacklog).toBeLessThan(1024 * 1024 + 2 * response.length);
});
