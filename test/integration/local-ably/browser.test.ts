import type { ErrorInfo } from 'ably';
import type { AblyFixture } from '../../support/servers/ably-fixture';
import { startAblyFixture } from '../../support/servers/ably-fixture';
import {
  hasBrowser,
  openSdkPage,
  type SdkPage,
  type SdkWindow,
} from '../../support/pages/sdk-page';

// REST requests are made by the browser: CORS headers must allow them.
(hasBrowser ? describe : describe.skip).each([
  ['json', false],
  ['msgpack', true],
])('the browser build of the SDK in %s', (format, useBinaryProtocol) => {
  let ably: AblyFixture;
  let sdk: SdkPage;
  const pageErrors: string[] = [];

  beforeAll(async () => {
    ably = await startAblyFixture();
    sdk = await openSdkPage();
    sdk.page.on('pageerror', (error) => pageErrors.push(error.message));
    await sdk.pointTo(ably.server.port, ably.key);
  });
  afterAll(async () => {
    await sdk.close();
    await ably.stop();
  });
  afterEach(() => expect(pageErrors).toEqual([]));

  const settings = { useBinaryProtocol, name: `browser:${format}` };

  it('publishes, subscribes, enters and pages history', async () => {
    const seen = await sdk.page.evaluate(async ({ useBinaryProtocol, name }) => {
      const { Ably, options } = globalThis as unknown as SdkWindow;
      const client = new Ably.Realtime(options({ useBinaryProtocol, clientId: 'ana' }));
      const channel = client.channels.get(name);
      const received: unknown[] = [];
      const both = new Promise<void>((resolve) => {
        void channel.subscribe(({ data }) => {
          received.push(data instanceof ArrayBuffer ? [...new Uint8Array(data)] : data);
          if (received.length === 2) resolve();
        });
      });
      await channel.attach();
      await channel.publish('n', { from: 'realtime' });
      const rest = new Ably.Rest(options({ useBinaryProtocol }));
      await rest.channels.get(name).publish('n', new Uint8Array([0, 1, 255]));
      await both;
      await channel.presence.enter('here');
      const members = await channel.presence.get();
      const first = await channel.history({ limit: 1 });
      const second = await first.next();
      const over = await rest.channels.get(name).presence.get();
      client.close();
      return {
        received,
        members: [members, over.items].map((list) => list.map((member) => member.clientId)),
        pages: [first.hasNext(), second?.items[0]?.data as unknown, second?.isLast()],
        time: await rest.time(),
      };
    }, settings);
    expect(seen).toEqual({
      received: [{ from: 'realtime' }, [0, 1, 255]],
      members: [['ana'], ['ana']],
      pages: [true, { from: 'realtime' }, true],
      time: expect.any(Number) as number,
    });
  });

  it('receives errors with code and message over WebSocket and REST', async () => {
    const seen = await sdk.page.evaluate(async ({ useBinaryProtocol }) => {
      const { Ably, options } = globalThis as unknown as SdkWindow;
      const client = new Ably.Realtime(options({ useBinaryProtocol }));
      const rest = new Ably.Rest(options({ useBinaryProtocol }));
      const describe = (error: ErrorInfo): unknown[] => [
        error.code,
        error.statusCode,
        error.message,
      ];
      const refusals = [
        client.channels.get(':bad').attach(),
        client.channels.get('plain').publish({ data: '' }, { _forceNack: true }),
        rest.channels.get(':bad').publish('n', ''),
        rest.channels.get('x').history({ limit: -1 }),
        rest.channels.get('x').getMessage('unknown'),
      ];
      const errors = await Promise.all(
        refusals.map((one) =>
          one.then(
            () => ['no error'],
            (error: ErrorInfo) => describe(error),
          ),
        ),
      );
      const rejected = new Ably.Realtime(options({ useBinaryProtocol, key: 'nowhere.key:x' }));
      const failed = await rejected.connection.once('failed');
      client.close();
      return [...errors, failed.reason && describe(failed.reason)];
    }, settings);
    const text = expect.any(String) as string;
    // The browser build does not decode msgpack errors without an envelope.
    const bare = (code: number): number | null => (useBinaryProtocol ? null : code);
    expect(seen).toEqual([
      [40010, 400, text],
      [40099, 400, text],
      [bare(40010), 400, text],
      [40003, 400, text],
      [bare(40400), 404, text],
      [40101, 401, text],
    ]);
  });

  it('changes and annotates messages', async () => {
    const seen = await sdk.page.evaluate(async ({ useBinaryProtocol, name }) => {
      const { Ably, options } = globalThis as unknown as SdkWindow;
      const rest = new Ably.Rest(options({ useBinaryProtocol, clientId: 'ana' }));
      const channel = rest.channels.get(`mutable:${name}`);
      const serial = (await channel.publish('n', 'one')).serials[0] ?? '';
      await channel.updateMessage({ serial, data: 'two' }, { description: 'why' });
      await channel.appendMessage({ serial, data: '!' });
      await channel.annotations.publish(serial, { type: 'r:flag.v1' });
      const message = await channel.getMessage(serial);
      const versions = await channel.getMessageVersions(serial);
      const annotations = await channel.annotations.get(serial, {});
      return {
        data: message.data as unknown,
        summary: message.annotations?.summary,
        versions: versions.items.map(({ action }) => action),
        annotations: annotations.items.map(({ action }) => action),
      };
    }, settings);
    expect(seen).toEqual({
      data: 'two!',
      summary: { 'r:flag.v1': { total: 1, clientIds: ['ana'], clipped: false } },
      versions: ['message.create', 'message.update', 'message.update'],
      annotations: ['annotation.create'],
    });
  });

  it('resumes after a dropped socket and renews its token', async () => {
    const { page } = sdk;
    const before = await page.evaluate(async ({ useBinaryProtocol, name }) => {
      const { Ably, options } = globalThis as unknown as SdkWindow;
      const issuer = new Ably.Rest(options());
      const client = new Ably.Realtime(
        options({
          useBinaryProtocol,
          authCallback: (_, done) =>
            void issuer.auth.requestToken({ clientId: 'budi' }).then((token) => done(null, token)),
        }),
      );
      const received: unknown[] = [];
      const channel = client.channels.get(`${name}:resume`);
      await channel.subscribe(({ data }) => received.push(data));
      Object.assign(globalThis, { client, received });
      return client.connection.id;
    }, settings);
    ably.server.faults.refuseConnections();
    ably.server.faults.dropConnections({ clientId: 'budi' });
    await page.waitForFunction(
      () =>
        (globalThis as unknown as { client: { connection: { state: string } } }).client.connection
          .state === 'disconnected',
    );
    await ably.rest().channels.get(`browser:${format}:resume`).publish('n', 'missed');
    ably.server.faults.reset();
    await page.evaluate(() =>
      (globalThis as unknown as { client: { connect(): void } }).client.connect(),
    );
    await page.waitForFunction(
      () => (globalThis as unknown as { received: unknown[] }).received.length === 1,
    );
    ably.server.faults.expireTokens({ clientId: 'budi' });
    await ably.rest().channels.get(`browser:${format}:resume`).publish('n', 'after');
    await page.waitForFunction(
      () => (globalThis as unknown as { received: unknown[] }).received.length === 2,
    );
    const after = await page.evaluate(() => {
      const { client, received } = globalThis as unknown as {
        client: { connection: { id: string }; close(): void };
        received: unknown[];
      };
      const { id } = client.connection;
      client.close();
      return { id, received };
    });
    expect(after).toEqual({ id: before, received: ['missed', 'after'] });
  });

  it('sends messages, reacts and reads the history of a room', async () => {
    const seen = await sdk.page.evaluate(async ({ useBinaryProtocol, name }) => {
      const { Ably, AblyChat, options } = globalThis as unknown as SdkWindow;
      const client = new Ably.Realtime(options({ useBinaryProtocol, clientId: 'budi' }));
      const chat = new AblyChat.ChatClient(client);
      const room = await chat.rooms.get(name, { occupancy: { enableEvents: true } });
      const received = new Promise<string>((resolve) => {
        room.messages.subscribe((event) => resolve(event.message.text));
      });
      const typed = new Promise<string[]>((resolve) => {
        room.typing.subscribe((event) => resolve([...event.currentlyTyping]));
      });
      await room.attach();
      await room.typing.keystroke();
      const sent = await room.messages.send({ text: 'halo dari browser' });
      await room.messages.update(sent.serial, { text: 'halo lagi' });
      await room.messages.reactions.send(sent.serial, { name: '👍' });
      await room.presence.enter({ mood: 'calm' });
      const members = await room.presence.get();
      const history = await room.messages.history({ limit: 5 });
      await room.messages.delete(sent.serial);
      const deleted = await room.messages.get(sent.serial);
      const result = {
        received: await received,
        typed: await typed,
        texts: history.items.map((message) => message.text),
        total: history.items[0]?.reactions.distinct['👍']?.total,
        members: members.map(({ clientId, data }) => [clientId, data as unknown]),
        gone: String(deleted.action),
        occupancy: await room.occupancy.get(),
      };
      await chat.dispose();
      client.close();
      return result;
    }, settings);
    expect(seen).toEqual({
      received: 'halo dari browser',
      typed: ['budi'],
      texts: ['halo lagi'],
      total: 1,
      members: [['budi', { mood: 'calm' }]],
      gone: 'message.delete',
      occupancy: { connections: 1, presenceMembers: 1 },
    });
  });
});
