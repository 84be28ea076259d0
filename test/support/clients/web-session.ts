import { parseSetCookie } from 'cookie';
import type { SetCookie } from 'cookie';
import type { z } from 'zod';
import { webSessionResponse } from '../../../src/api/system/sign-in-schemas';
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

/** The only cookie that a response sets. */
export function cookieOf(response: Pick<ApiResponse, 'headers'>): SetCookie {
  const cookies = response.headers.getSetCookie();
  if (cookies.length !== 1) throw new Error(`${cookies.length} cookies were set`);
  return parseSetCookie(cookies[0] ?? '');
}
