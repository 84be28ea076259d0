import type { CareMessage } from '../../../src/api/care/care-schemas';
import { request } from 'node:http';
import { runInNewContext } from 'node:vm';
import * as undici from 'undici';
import { CareFixture } from '../../support/fixtures/care-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

/** The Next.js example of the care document, as printed there. */
const NEXT_JS = `// 1. Connect WebSocket
const ws = new WebSocket(
  \`ws://your-api.com/api/v1/ws/chat/\${conversationId}?token=\${token}\`
);

// 2. Listen for messages
ws.onmessage = (event) => {
  const data = JSON.parse(event.data);
  if (data.type === 'new_message') {
    // Update UI with new message
    setMessages(prev => [...prev, data.message]);
  }
};

// 3. Send message via REST API
const response = await fetch('https://your-api.com/api/v1/chat/messages', {
  method: 'POST',
  headers: {
    'Authorization': \`Bearer \${token}\`,
    'Content-Type': 'application/json',
  },
  body: JSON.stringify({
    message_text: 'Hello, ibu hamil!',
    ibu_hamil_id: ibuHamilId, // Required for perawat
  }),
});`;

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

it('runs the Next.js example of the contract with only its address changed', async () => {
  const fixture = new CareFixture(system);
  const { client, psychologist } = await fixture.createPair();
  const conversationId = await fixture.startConversation({ client, psychologist });
  let messages: CareMessage[] = [];
  const sockets: undici.WebSocket[] = [];
  // The WebSocket of browsers, implemented by undici; it opens before step 3 sends.
  class OpenedSocket extends undici.WebSocket {
    constructor(url: string) {
      super(url);
      sockets.push(this);
    }
  }
  const opened = async (): Promise<unknown> =>
    waitFor('an open socket', () => sockets[0]?.readyState === undici.WebSocket.OPEN);
  const text = NEXT_JS.replace('ws://your-api.com', system.url.replace('http', 'ws'))
    .replace('https://your-api.com', system.url)
    .replace('// 3. Send', 'await opened();\n// 3. Send');
  const setMessages = (update: (before: CareMessage[]) => CareMessage[]): void => {
    messages = update(messages);
  };
  const globals = {
    WebSocket: OpenedSocket,
    fetch,
    JSON,
    conversationId,
    token: psychologist.token,
    ibuHamilId: Number(client.id),
    setMessages,
    opened,
  };
  const response = (await runInNewContext(
    `(async () => { ${text}; return response; })()`,
    globals,
  )) as Response;
  expect(response.status).toBe(201);
  await waitFor('the message', () => messages.length > 0);
  expect(messages).toMatchObject([{ message_text: 'Hello, ibu hamil!' }]);
  sockets[0]?.close();
});

it('accepts the Flutter example, which posts JSON as text/plain', async () => {
  const fixture = new CareFixture(system);
  const { client, psychologist } = await fixture.createPair();
  const conversationId = await fixture.startConversation({ client, psychologist });
  const clientSocket = new undici.WebSocket(
    `${system.url.replace('http', 'ws')}/api/v1/ws/chat/${conversationId}?token=${client.token}`,
  );
  const updates: CareMessage[] = [];
  clientSocket.addEventListener('message', ({ data }) => {
    const frame = JSON.parse(String(data)) as { type: string; message: CareMessage };
    if (frame.type === 'new_message') updates.push(frame.message);
  });
  await waitFor('an open socket', () => clientSocket.readyState === clientSocket.OPEN);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sent = request(`${system.url}/api/v1/chat/messages`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${client.token}`,
        'content-type': 'text/plain; charset=utf-8',
      },
    });
    sent.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end(JSON.stringify({ message_text: 'Hello, perawat!' }));
  });
  expect(status).toBe(201);
  await waitFor('the update', () => updates.length > 0);
  expect(updates).toMatchObject([{ message_text: 'Hello, perawat!' }]);
  clientSocket.close();
});
