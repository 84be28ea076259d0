import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type * as AblySdk from 'ably';
import type * as AblyChatSdk from '@ably/chat';
import type { Browser, Page } from 'playwright-core';
import { describeWithChromium, launchChromium } from '../../support/chromium';
import type { AblyFixture } from '../../support/local-ably';
import { startAblyFixture } from '../../support/local-ably';

/** What the scripts of the page put on its window. */
interface Sdks {
  Ably: typeof AblySdk;
  AblyChat: typeof AblyChatSdk;
}

const ABLY = join(dirname(require.resolve('ably')), 'ably.js');
const CHAT = join(dirname(require.resolve('@ably/chat')), 'ably-chat.umd.cjs');

describeWithChromium('the browser build of the SDK', () => {
  let ably: AblyFixture;
  let browser: Browser;
  let page: Page;
  let site: Server;

  beforeAll(async () => {
    ably = await startAblyFixture();
    site = createServer((request, response) => {
      if (request.url === '/favicon.ico') return response.writeHead(204).end();
      const script = { '/ably.js': ABLY, '/chat.js': CHAT }[request.url ?? ''];
      response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
      return response.end(
        script
          ? readFileSync(script)
          : '<!doctype html><script src="/ably.js"></script><script src="/chat.js"></script>',
      );
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  });
  afterAll(async () => {
    await browser.close();
    site.closeAllConnections();
    site.close();
    await ably.stop();
  });

  const settings = (useBinaryProtocol: boolean): { port: number; useBinaryProtocol: boolean } => ({
    port: ably.server.port,
    useBinaryProtocol,
  });

  it.each([
    ['json', false],
    ['msgpack', true],
  ])('publishes, subscribes, enters and pages history in %s', async (name, binary) => {
    const seen = await page.evaluate(
      async ({ channelName, port, useBinaryProtocol }) => {
        const { Ably } = globalThis as unknown as Sdks;
        const client = new Ably.Realtime({
          key: 'testapp.first:s3cret',
          clientId: 'ana',
          endpoint: '127.0.0.1',
          port,
          tls: false,
          useBinaryProtocol,
          disableConnectivityCheck: true,
        });
        const channel = client.channels.get(channelName);
        const received = new Promise<unknown>((resolve) => {
          void channel.subscribe((message) => resolve(message.data));
        });
        await channel.attach();
        await channel.publish('n', { from: 'realtime' });
        const rest = new Ably.Rest({
          key: 'testapp.first:s3cret',
          endpoint: '127.0.0.1',
          port,
          tls: false,
          useBinaryProtocol,
        });
        await rest.channels.get(channelName).publish('n', { from: 'rest' });
        await channel.presence.enter('here');
        const members = await channel.presence.get();
        const first = await channel.history({ limit: 1 });
        const second = await first.next();
        const refused = await rest.channels
          .get(':bad')
          .publish('n', '')
          .catch((error: AblySdk.ErrorInfo) => error.statusCode);
        client.close();
        return {
          received: await received,
          members: members.map((member) => member.clientId),
          pages: [first.items[0]?.data as unknown, second?.items[0]?.data as unknown],
          refused,
        };
      },
      { channelName: `browser:${name}`, ...settings(binary) },
    );
    expect(seen).toEqual({
      received: { from: 'realtime' },
      members: ['ana'],
      pages: [{ from: 'rest' }, { from: 'realtime' }],
      refused: 400,
    });
  });

  it('chats, reacts and reads the history of a room', async () => {
    const seen = await page.evaluate(async ({ port }) => {
      const { Ably, AblyChat } = globalThis as unknown as Sdks;
      const client = new Ably.Realtime({
        key: 'testapp.first:s3cret',
        clientId: 'budi',
        endpoint: '127.0.0.1',
        port,
        tls: false,
        disableConnectivityCheck: true,
      });
      const chat = new AblyChat.ChatClient(client);
      const room = await chat.rooms.get('browser-room');
      const received = new Promise<string>((resolve) => {
        room.messages.subscribe((event) => resolve(event.message.text));
      });
      await room.attach();
      const sent = await room.messages.send({ text: 'halo dari browser' });
      await room.messages.reactions.send(sent.serial, { name: '👍' });
      await room.messages.delete(sent.serial);
      const history = await room.messages.history({ limit: 5 });
      const result = {
        received: await received,
        actions: history.items.map((message) => String(message.action)),
        total: history.items[0]?.reactions.distinct['👍']?.total,
      };
      await chat.dispose();
      client.close();
      return result;
    }, settings(false));
    expect(seen).toEqual({
      received: 'halo dari browser',
      actions: ['message.delete'],
      total: 1,
    });
  });

  it('gets its envelope when it asks for one', async () => {
    const base = `http://127.0.0.1:${ably.server.port}`;
    const authorization = `Basic ${Buffer.from(ably.key).toString('base64')}`;
    const response = await fetch(`${base}/channels/:bad/messages?envelope=json`, {
      headers: { authorization, origin: 'http://page.example' },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('http://page.example');
    expect(await response.json()).toMatchObject({
      statusCode: 400,
      headers: { 'x-ably-errorcode': '40010' },
      response: { error: { code: 40010 } },
    });
  });
});
