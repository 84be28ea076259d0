import { sign } from 'jsonwebtoken';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { startAblyFixture } from '../../../support/servers/ably-fixture';

describe('authentication', () => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture({ keys: ['testapp.first:s3cret', 'other.key:hidden'] });
  });
  afterAll(() => ably.stop());

  it('exchanges a signed token request for a token with its capability and client', async () => {
    const request = await ably.rest().auth.createTokenRequest({
      clientId: 'ana',
      ttl: 60_000,
      capability: { 'chat:*': ['subscribe', 'publish'] },
    });
    const details = await ably
      .rest()
      .auth.requestToken(undefined, { authCallback: (_, done) => done(null, request) });
    expect(details.clientId).toBe('ana');
    expect(JSON.parse(details.capability)).toEqual({ 'chat:*': ['publish', 'subscribe'] });
    expect(details.expires - details.issued).toBe(60_000);
    await expect(
      ably.rest().auth.requestToken(undefined, { authCallback: (_, done) => done(null, request) }),
    ).rejects.toMatchObject({ code: 40105, statusCode: 401 });
  });

  it('limits a token to its capability', async () => {
    const { token } = await ably.rest().auth.requestToken({
      clientId: 'ana',
      capability: { 'chat:a': ['subscribe'], 'chat:b': ['publish', 'history'] },
    });
    const client = ably.realtime({ token });
    await client.channels.get('chat:a').attach();
    await expect(client.channels.get('chat:a').publish('n', 'd')).rejects.toMatchObject({
      code: 40160,
    });
    await expect(client.channels.get('chat:c').attach()).rejects.toMatchObject({
      code: 40160,
      statusCode: 401,
    });
    await client.channels.get('chat:b').publish('n', 'd');
    const rest = ably.rest({ token });
    expect((await rest.channels.get('chat:b').history()).items[0]?.clientId).toBe('ana');
    await expect(rest.channels.get('chat:a').history()).rejects.toMatchObject({ code: 40160 });
    await expect(
      rest.channels.get('chat:b').publish({ clientId: 'someone else', data: '' }),
    ).rejects.toMatchObject({ code: 40012 });
  });

  it('accepts a JWT signed with the secret of a key', async () => {
    const claims = { 'x-ably-capability': '{"x":["*"]}', 'x-ably-clientId': 'joko' };
    const token = sign(claims, 's3cret', { keyid: 'testapp.first', expiresIn: 60 });
    const client = ably.realtime({ token });
    await client.connection.once('connected');
    expect(client.auth.clientId).toBe('joko');
    const forged = sign(claims, 'wrong', { keyid: 'testapp.first', expiresIn: 60 });
    await expect(
      ably.rest({ token: forged }).channels.get('x').publish('', ''),
    ).rejects.toMatchObject({
      code: 40101,
    });
  });

  it('asks for a new token when one expires, and stays connected', async () => {
    let issued = 0;
    const client = ably.realtime({
      authCallback: (_, done) => {
        issued += 1;
        void ably
          .rest()
          .auth.requestToken({ ttl: 800 })
          .then((token) => done(null, token));
      },
    });
    await client.connection.once('connected');
    const lost = await client.connection.once('disconnected');
    expect(lost.reason?.code).toBe(40142);
    await client.connection.once('connected');
    expect(issued).toBe(2);
  });

  it('isolates apps and rejects unknown keys and apps', async () => {
    await ably.rest().channels.get('same').publish('n', 'first app');
    const other = ably.rest({ key: 'other.key:hidden' }).channels.get('same');
    expect((await other.history()).items).toEqual([]);
    const refused = async (key: string): Promise<unknown> =>
      ably.rest({ key }).channels.get('x').publish('n', '');
    const invalid = { code: 40101, statusCode: 401 };
    await expect(refused('other.none:hidden')).rejects.toMatchObject({ ...invalid, code: 40400 });
    await expect(refused('other.key:wrong')).rejects.toMatchObject(invalid);
    await expect(refused('nowhere.key:x')).rejects.toMatchObject(invalid);
    for (const key of ['other.none:hidden', 'other.key:wrong', 'nowhere.key:x']) {
      const client = ably.realtime({ key });
      expect((await client.connection.once('failed')).reason).toMatchObject(invalid);
    }
  });
});
