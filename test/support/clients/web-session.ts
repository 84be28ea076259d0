import { parseSetCookie } from 'cookie';
import type { SetCookie } from 'cookie';
import type { z } from 'zod';
import { webSessionResponse } from '../../../src/api/accounts/sign-in-schemas';
import { PASSWORD } from '../harness/test-system';
import type { ApiResponse, TestUser, TestSystem } from '../harness/test-system';

/** Credentials of a signed-in browser. */
export interface WebSession {
  response: ApiResponse<z.infer<typeof webSessionResponse>>;
  cookie: SetCookie;
  csrfToken: string;
  readHeaders: Record<string, string>;
  /** With the CSRF token. */
  writeHeaders: Record<string, string>;
}

/** Signs in by cookie, as the web app does. */
export async function signInOnWeb(
  system: TestSystem,
  user: Pick<TestUser, 'email'>,
  headers: Record<string, string> = {},
): Promise<WebSession> {
  const response = await system.call('POST', '/api/v1/auth/session', {
    body: { email: user.email, password: PASSWORD },
    headers,
    reply: webSessionResponse,
  });
  if (response.status !== 200) throw new Error(`Not signed in: ${response.text}`);
  const cookie = cookieOf(response);
  const csrfToken = response.body.data.csrfToken;
  const readHeaders = { cookie: `${cookie.name}=${cookie.value}` };
  return {
    response,
    cookie,
    csrfToken,
    readHeaders,
    writeHeaders: { ...readHeaders, 'x-csrf-token': csrfToken },
  };
}

const PREFIX = /^__(Host|Secure)-/;

/** The cookie of that name, which a response must set once; production adds a prefix. */
export function cookieOf(
  response: Pick<ApiResponse, 'headers'>,
  name: 'rd_session' | 'rd_device' = 'rd_session',
): SetCookie {
  const all = response.headers.getSetCookie().map((text) => parseSetCookie(text));
  const [cookie, ...more] = all.filter((each) => each.name.replace(PREFIX, '') === name);
  if (!cookie || more.length > 0) throw new Error(`${all.length} cookies were set`);
  return cookie;
}
