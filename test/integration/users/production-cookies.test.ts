import { parseSetCookie } from 'cookie';
import { productionEnv } from '../../support/fixtures/production-env';
import { afterTest } from '../../support/harness/after-test';
import { PASSWORD, startSystem } from '../../support/harness/test-system';

const SESSION = '/api/v1/auth/session';

describe('the cookies of production', () => {
  it('have names that neither a page without TLS nor another host of the domain can set', async () => {
    const system = await startSystem({ worker: false, env: productionEnv() });
    afterTest(() => system.stop());
    const { email } = await system.addUser('client');
    const body = { email, password: PASSWORD };
    const signedIn = await system.call('POST', SESSION, { body });
    const cookies = signedIn.headers.getSetCookie().map((text) => parseSetCookie(text));
    const found = (name: string) => cookies.find((cookie) => cookie.name === name);
    expect(cookies.map(({ name }) => name).sort()).toEqual([
      '__Host-rd_session',
      '__Secure-rd_device',
    ]);
    const session = found('__Host-rd_session');
    expect(session).toMatchObject({ secure: true, httpOnly: true, path: '/', sameSite: 'strict' });
    expect(session?.domain).toBeUndefined();
    expect(found('__Secure-rd_device')).toMatchObject({ secure: true, path: '/api/v1/auth' });

    const readBy = async (name: string): Promise<number> => {
      const headers = { cookie: `${name}=${session?.value}` };
      return (await system.call('GET', SESSION, { headers })).status;
    };
    expect(await readBy('__Host-rd_session')).toBe(200);
    // As a subdomain that was taken over could set it.
    expect(await readBy('rd_session')).toBe(401);
  }, 60_000);
});
