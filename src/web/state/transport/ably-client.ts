import type { BaseRealtime } from 'ably/modular';
import { ApiError } from '../../api/api-error';
import type { SessionToken } from '../../api/api-types';

/** What every token route of ours answers. */
export type AblyToken = Pick<SessionToken, 'token' | 'ably'>;

export type FetchToken<Token extends AblyToken> = () => Promise<Token>;

/** Ably's code for "the client may not have a token", which ends its attempts. */
const FORBIDDEN = { code: 40_300, statusCode: 403 };

/**
 * Ably's own SDK, connected with tokens that our API signs for whoever is signed in; it asks for the
 * next one by itself before the thirty minutes are over. `onToken` is told of each.
 */
export async function connectAbly<Token extends AblyToken>(
  fetchToken: FetchToken<Token>,
  onToken: (token: Token) => void = () => undefined,
): Promise<BaseRealtime> {
  const [{ BaseRealtime, FetchRequest, RealtimePresence, WebSocketTransport }, first] =
    await Promise.all([import('./ably-sdk'), fetchToken()]);
  onToken(first);
  let unused: Token | undefined = first;
  const nextToken = async (): Promise<Token> => {
    const token = unused ?? (await fetchToken());
    if (!unused) onToken(token);
    unused = undefined;
    return token;
  };
  return new BaseRealtime({
    ...first.ably,
    plugins: { FetchRequest, RealtimePresence, WebSocketTransport },
    // Its probe asks a host of the internet that these pages may not reach.
    disableConnectivityCheck: true,
    disconnectedRetryTimeout: 3_000,
    suspendedRetryTimeout: 10_000,
    logLevel: 0,
    authCallback: (_params, done) => {
      nextToken().then(
        ({ token }) => done(null, token),
        (error: unknown) => done(toAblyError(error), null),
      );
    },
  });
}

/** What may pass is tried again by the SDK; a refusal is final. */
function toAblyError(
  error: unknown,
): string | (typeof FORBIDDEN & { message: string; name: string }) {
  if (!(error instanceof ApiError) || error.isRetryable) return String(error);
  return { ...FORBIDDEN, message: error.message, name: 'ErrorInfo' };
}
