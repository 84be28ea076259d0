import { runInNewContext } from 'node:vm';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { DirectClient } from '../../support/clients/direct-client';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

/** The examples of the direct document, as printed there. */
const CONNECT = `const socket = io("/", { auth: { token: "<JWT_TOKEN>" } });`;
const SEND = `{
  "receiver_id": 2,
  "content": "Halo!"
}`;
const READ = `{
  "message_id": 10
}`;

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

it('runs the examples of the contract with only address, token and ids changed', async () => {
  const one = await system.addUser('psychologist');
  const other = await system.addUser('team');
  const connect = (token: string): DirectClient => {
    const text = CONNECT.replace('"/"', JSON.stringify(system.url)).replace('<JWT_TOKEN>', token);
    return new DirectClient(
      runInNewContext(`(() => { ${text}; return socket; })()`, { io }) as Socket,
    );
  };
  const [here, there] = [connect(one.token), connect(other.token)];
  await here.waitUntilConnected();
  await there.waitUntilConnected();
  here.socket.emit('send_message', JSON.parse(SEND.replace('2', other.id)));
  const sent = await here.waitForEvent('message_sent');
  expect(await there.waitForEvent('receive_message')).toMatchObject({
    id: sent.id,
    content: 'Halo!',
  });
  there.socket.emit('mark_as_read', JSON.parse(READ.replace('10', String(sent.id))));
  expect(await here.waitForEvent('messege_read')).toEqual({
    message_id: sent.id,
    user_id: Number(other.id),
  });
  here.disconnect();
  there.disconnect();
});
