import { SupportFixture } from '../../support/fixtures/support-fixture';
import { request } from 'node:https';
import type { IncomingHttpHeaders, RequestOptions } from 'node:http';
import { WebSocket } from 'ws';
import { io } from 'socket.io-client';
import { describeWithNginx, Nginx } from '../../support/servers/nginx';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { createCarePair, createCareMessage } from '../../support/fixtures/care-pair';
import type { CarePair } from '../../support/fixtures/care-pair';
import { temporaryDirectory } from '../../support/harness/temporary-directory';

const TEN_MB = 10 * 1024 * 1024;

interface ProxyResponse {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

describeWithNginx('behind the proxy of deploy/nginx', () => {
  const folder = temporaryDirectory();
  let system: TestSystem;
  let nginx: Nginx;
  let stopNginx: () => Promise<void>;
  let pair: CarePair;
  let conversationId: string;

  beforeAll(async () => {
    system = await startSystem({ env: { TRUST_PROXY: '1' } });
    nginx = await Nginx.prepare(folder, system.url);
    stopNginx = await nginx.start();
    pair = await createCarePair(system);
    const { client } = pair;
    ({ conversationId } = await createCareMessage(system, { client, from: client, text: 'Halo' }));
  });
  afterAll(async () => {
    await stopNginx();
    await system.stop();
  });

  const call = (
    path: string,
    options: RequestOptions = {},
    body?: Buffer,
  ): Promise<ProxyResponse> =>
    new Promise((resolve, reject) => {
      const sent = request(nginx.url + path, { ...options, rejectUnauthorized: false });
      sent.once('error', reject);
      sent.once('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      });
      sent.end(body);
    });

  const signedIn = ({ token }: TestUser) => ({ authorization: `Bearer ${token}` });

  it('passes the configuration check of nginx', () => {
    const { isValid, output } = nginx.check();
    expect(output).toContain('test is successful');
    expect(output).not.toContain('[warn]');
    expect(isValid).toBe(true);
  });

  it('proxies the backend over TLS and sends HSTS', async () => {
    const listed = await call('/api/v1/psychologists', { headers: signedIn(pair.client) });
    expect(listed.status).toBe(200);
    expect(JSON.parse(listed.text)).toMatchObject({ success: true });
    expect(listed.headers['strict-transport-security']).toContain('max-age');
  });

  it('proxies WebSockets', async () => {
    const path = `/api/v1/ws/chat/${conversationId}?token=${pair.client.token}`;
    const socket = new WebSocket(`wss://127.0.0.1:${nginx.port}${path}`, {
      rejectUnauthorized: false,
    });
    const first = await new Promise<unknown>((resolve, reject) => {
      socket.once('message', (data: Buffer) => resolve(JSON.parse(data.toString())));
      socket.once('error', reject);
    });
    socket.terminate();
    expect(first).toMatchObject({ type: 'connection', conversation_id: Number(conversationId) });
  });

  it.each([[['polling', 'websocket']], [['websocket']]])(
    'carries Socket.IO by %s',
    async (transports) => {
      const socket = io(nginx.url, {
        ...{ transports, auth: { token: pair.client.token } },
        ...{ rejectUnauthorized: false, forceNew: true },
      });
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('connect_error', reject);
      });
      expect(socket.connected).toBe(true);
      socket.disconnect();
    },
  );

  it('streams events without buffering', async () => {
    const { client } = pair;
    const { id: roomId } = await new SupportFixture(system).openRoom(client);
    const frames = await new Promise<string>((resolve, reject) => {
      const path = `${nginx.url}/api/chat/sse?roomId=${roomId}`;
      const sent = request(path, { headers: signedIn(client), rejectUnauthorized: false });
      sent.once('error', reject);
      sent.once('response', (response) => {
        expect(response.headers['content-type']).toContain('text/event-stream');
        // The stream does not end, so any data proves that nginx does not buffer it.
        response.once('data', (chunk: Buffer) => {
          resolve(chunk.toString());
          sent.destroy();
        });
      });
      sent.end();
    });
    expect(frames.length).toBeGreaterThan(0);
  });

  it('accepts a file of 10 MB and rejects much larger ones', async () => {
    const path = `/api/conversations/${conversationId}/upload`;
    const options = { method: 'POST', headers: signedIn(pair.client) };
    const accepted = await call(path, options, Buffer.alloc(TEN_MB + 4_096));
    // The response is the backend's: the proxy did not reject the file.
    expect(JSON.parse(accepted.text)).toMatchObject({ success: false });
    const large = await call(path, options, Buffer.alloc(11 * 1024 * 1024 + 1));
    expect(large.status).toBe(413);
    expect(large.headers['content-type']).toBe('application/json');
    expect(large.headers['strict-transport-security']).toContain('max-age');
    // The same body as the backend's own rejection.
    expect(JSON.parse(large.text)).toEqual({
      success: false,
      message: 'file size exceeds maximum limit of 10MB',
      statusCode: 413,
      code: 'file-too-large',
    });
  });

  it.each(['/readyz', '/metrics', '/docs', '/docs/assets/swagger-ui.css', '/openapi.json'])(
    'answers %s inside only',
    async (path) => {
      // Another host: nginx allows 127.0.0.1 only.
      const outside = await call(path, { localAddress: '127.0.0.2' });
      expect(outside.status).toBe(403);
      expect(JSON.parse(outside.text)).toMatchObject({ success: false, code: 'forbidden' });
      expect((await call(path)).status).toBe(path === '/metrics' ? 404 : 200);
      expect((await call('/healthz', { localAddress: '127.0.0.2' })).status).toBe(200);
    },
  );

  it('forwards the client IP address and logs no token', async () => {
    await call('/api/v1/psychologists?token=rahasia-sekali', { headers: signedIn(pair.client) });
    expect(nginx.logs()).toContain('"GET /api/v1/psychologists HTTP/1.1" 200');
    expect(nginx.logs()).not.toContain('rahasia-sekali');
    expect(nginx.logs()).not.toContain(pair.client.token);
  });
});
