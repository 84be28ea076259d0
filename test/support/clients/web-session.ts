import { parseSetCookie } from 'cookie';
import type { SetCookie } from 'cookie';
import type { ApiResponse, TestUser, TestSystem } from '../harness/test-system';

/** What a browser holds after signing in. */
export interface WebSession {
  response: ApiResponse;
  cookie: SetCookie;
  csrfToken: string;
  /** Headers of a request that only reads. */
  readHeaders: Record<string, string>;
  /** Headers of a request that changes something. */
  writeHeaders: Record<string, string>;
}

/** Signs in as a browser does, by cookie. */
export async function signInOnWeb(
  system: TestSystem,
  person: Pick<TestUser, 'email'>,
  headers: Record<string, string> = {},
): Promise<WebSession> {
  const answer = await system.call('POST', '/api/v1/auth/session', {
    body: { email: person.email, password: 'ruang-diri' },
    headers,
  });
  if (answer.status !== 200) throw new Error(`Not signed in: ${answer.text}`);
  const cookie = cookieOf(answer);
  const csrfToken = answer.body.data.csrfToken as string;
  const reading = { cookie: `${cookie.name}=${cookie.value}` };
  return {
    response: answer,
    cookie,
    csrfToken,
    readHeaders: reading,
    writeHeaders: { ...reading, 'x-csrf-token': csrfToken },
  };
}

/** The one cookie that an answer sets. */
export function cookieOf(answer: ApiResponse): SetCookie {
  const cookies = answer.headers.getSetCookie();
  if (cookies.length !== 1) throw new Error(`${cookies.length} cookies were set`);
  return parseSetCookie(cookies[0] ?? '');
}
