import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { startAblyFixture, waitUntil } from '../../../support/servers/ably-fixture';
import { connectRawAbly, type Frame } from '../../../support/clients/raw-ably-client';

const FORMATS = ['json', 'msgpack'];
const VERSIONS = ['2', '3', '4', '5', '6', '99', 'new'];

describe.each(FORMATS)('WebSocket frames in %s', (format) => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture({ keys: ['testapp.first:s3cret', 'other.key:hidden'] });
  });
  afterAll(() => ably.stop());

  const connect = (more: Record<string, string> = {}) => ably.raw({ format, ...more });

  const details = (frame: Frame): Record<string, unknown> =>
    frame['connectionDetails'] as Record<string, unknown>;

  it.each(VERSIONS)('greets protocol version %s with the details of the connection', async (v) => {
    const client = await connect({ v, agent: 'test/1' });
    expect(client.first).toMatchObject({ action: 4, connectionId: expect.any(String) as string });
    expect(details(client.first)).toEqual({
      connectionKey: expect.stringMatching(/^.{16,}$/) as string,
      maxMessageSize: 65_536,
      maxFrameSize: 524_288,
      maxInboundRate: 250,
      connectionStateTtl: 120_000,
      maxIdleInterval: 15_000,
      serverId: expect.any(String) as string,
      siteCode: expect.any(String) as string,
    });
    client.send({ action: 10, channel: `version-${v}` });
    expect(await client.waitForFrame(11)).toMatchObject({ channel: `version-${v}` });
    client.send({
      action: 15,
      channel: `version-${v}`,
      msgSerial: 0,
      messages: [{ name: 'n', data: 'd' }],
    });
    const replies = await client.flush();
    const message = replies.find((frame) => frame.action === 15);
    expect(message).toMatchObject({ messages: [{ name: 'n', data: 'd' }] });
    expect(replies.find((frame) => frame.action === 1)).toMatchObject({ msgSerial: 0, count: 1 });
  });

  it('sends one frame per message, text for JSON and binary for msgpack', async () => {
    const client = await connect();
    await client.flush();
    expect(new Set(client.binary)).toEqual(new Set([format === 'msgpack']));
    expect((await ably.raw()).binary).toEqual([false]);
  });

  it('ignores unknown fields', async () => {
    const client = await connect();
    client.send({ action: 10, channel: 'unknown-fields', brandNew: { x: [1] }, count: 3 });
    expect(await client.waitForFrame(11)).toMatchObject({ channel: 'unknown-fields' });
  });

  it('acknowledges only publishes, in order, each with its serials', async () => {
    const client = await connect();
    client.send({ action: 10, channel: 'acks' });
    client.send({ action: 15, channel: 'acks', msgSerial: 0, messages: [{ data: 'a' }] });
    client.send({
      action: 15,
      channel: 'acks',
      msgSerial: 1,
      messages: [{ data: 'b' }, { data: 'c' }],
    });
    client.send({ action: 15, channel: ':bad', msgSerial: 2, messages: [{ data: 'd' }] });
    client.send({ action: 14, channel: 'acks', msgSerial: 3, presence: [{ action: 2 }] });
    client.send({ action: 15, channel: 'acks', msgSerial: 4, messages: [{ data: 'e' }] });
    client.send({ action: 12, channel: 'acks' });
    const replies = (await client.flush()).filter(({ action }) => action === 1 || action === 2);
    const acks = replies.filter(({ action }) => action === 1);
    const covered = replies.flatMap(({ msgSerial, count }) =>
      Array.from({ length: count as number }, (_, i) => (msgSerial as number) + i),
    );
    expect(covered).toEqual([0, 1, 2, 3, 4]);
    const serials = acks.flatMap(({ res }) =>
      (res as { serials: string[] }[]).map((r) => r.serials),
    );
    expect(serials.map((list) => list.length)).toEqual([1, 2, 1]);
    expect(replies.filter(({ action }) => action === 2)).toMatchObject([
      {
        msgSerial: 2,
        count: 1,
        error: {
          code: 40010,
          statusCode: 400,
          message: expect.any(String) as string,
          href: 'https://help.ably.io/error/40010',
        },
      },
      { msgSerial: 3, count: 1, error: { code: 91000, statusCode: 400 } },
    ]);
  });

  it('responds only to heartbeats with an id', async () => {
    const client = await connect();
    client.send({ action: 0 });
    const startedAt = performance.now();
    client.send({ action: 0, id: 'mine' });
    const reply = await client.waitForFrame(0);
    expect(reply).toMatchObject({ action: 0, id: 'mine' });
    expect(performance.now() - startedAt).toBeGreaterThan(2);
    expect(client.frames.filter(({ action }) => action === 0)).toHaveLength(1);
  });

  it('sends nothing unsolicited in the first seconds', async () => {
    const client = await connect({ heartbeats: 'true' });
    const startedAt = Date.now();
    await waitUntil(() => Date.now() - startedAt > 2_000);
    expect(client.frames).toHaveLength(1);
  });

  it('accepts both token parameters and rejects credentials with a frame', async () => {
    const { token } = await ably.rest().auth.requestToken({ clientId: 'ana' });
    for (const name of ['access_token', 'accessToken']) {
      const client = await connect({ [name]: token });
      expect(details(client.first)['clientId']).toBe('ana');
    }
    const anonymous = await connectRawAbly(ably.server.port, { format });
    expect(anonymous.first).toMatchObject({ action: 9, error: { code: 40101, statusCode: 401 } });
    await anonymous.closed;
    const refusals: [Record<string, string>, number, number][] = [
      [{ key: '' }, 40101, 401],
      [{ key: 'testapp.first:wrong' }, 40101, 401],
      [{ key: 'nowhere.key:x' }, 40101, 401],
      [{ access_token: 'testapp.nonsense' }, 40143, 401],
      [{ access_token: 'nonsense' }, 40144, 401],
      [{ key: ably.key, clientId: '*' }, 40012, 400],
      [{ access_token: token, clientId: 'budi' }, 40102, 401],
    ];
    for (const [query, code, statusCode] of refusals) {
      const client = await connect(query);
      expect(client.first).toMatchObject({ action: 9, error: { code, statusCode } });
      expect(client.first).not.toHaveProperty('channel');
      await client.closed;
    }
  });

  it('reports a fixed clientId, the wildcard, or none', async () => {
    expect(details((await connect()).first)).not.toHaveProperty('clientId');
    expect(details((await connect({ clientId: 'ana' })).first)['clientId']).toBe('ana');
    const any = await ably.rest().auth.requestToken({ clientId: '*' });
    const withAny = { access_token: any.token };
    expect(details((await connect(withAny)).first)['clientId']).toBe('*');
    expect(details((await connect({ ...withAny, clientId: 'budi' })).first)['clientId']).toBe(
      'budi',
    );
    const none = await ably.rest().auth.requestToken();
    const anonymous = await connect({ access_token: none.token });
    expect(details(anonymous.first)).not.toHaveProperty('clientId');
  });

  it('closes on CLOSE, and keeps the connection on DISCONNECT', async () => {
    const client = await connect();
    client.send({ action: 7 });
    expect(await client.waitForFrame(8)).toEqual({ action: 8 });
    await client.closed;
    const resumed = await connect();
    const key = details(resumed.first)['connectionKey'] as string;
    resumed.send({ action: 5 });
    expect(await resumed.waitForFrame(6)).toEqual({ action: 6 });
    await resumed.closed;
    const resumedClient = await connect({ resume: key });
    expect(resumedClient.first).toMatchObject({
      action: 4,
      connectionId: resumed.first['connectionId'],
    });
    expect(resumedClient.first).not.toHaveProperty('error');
    const closedClient = await connect({
      resume: details(client.first)['connectionKey'] as string,
    });
    expect(closedClient.first).toMatchObject({ error: { code: 80008, statusCode: 400 } });
  });

  it('ends the connection for an invalid frame without channel and msgSerial', async () => {
    const client = await connect();
    client.send({ action: 77 });
    expect(await client.waitForFrame(9)).toMatchObject({ error: { code: 40000, statusCode: 400 } });
    await client.closed;
  });

  it('encodes integers and bytes natively where the format allows it', async () => {
    const client = await connect();
    const wire: Buffer[] = [];
    client.socket.on('message', (data: Buffer) => wire.push(data));
    client.send({ action: 10, channel: 'bytes' });
    client.send({
      action: 15,
      channel: 'bytes',
      msgSerial: 0,
      messages: [{ data: format === 'json' ? 'AQID' : Buffer.from([1, 2, 3]), encoding: 'base64' }],
    });
    await client.flush();
    const sent = Buffer.concat(wire);
    if (format === 'json') {
      expect(client.frames.find(({ action }) => action === 15)).toMatchObject({
        messages: [{ data: 'AQID', encoding: 'base64' }],
      });
      return;
    }
    expect(sent.includes(Buffer.from([0xc4, 3, 1, 2, 3]))).toBe(true);
    // Timestamps are 64-bit integers; some encoders would write floats.
    expect([0xcf, 0xd3]).toContain(sent[sent.indexOf('timestamp') + 'timestamp'.length]);
  });
});
