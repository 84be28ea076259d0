import type { RealtimeChannel } from 'ably';
import type { BaseRealtime } from 'ably/modular';
import { ApiError } from '../../api/api-error';
import type { SessionToken } from '../../api/api-types';
import { retryDelay } from './retry-delay';

/** What every token route returns. */
export type AblyToken = Pick<SessionToken, 'token' | 'ably' | 'encryption'>;

export type FetchToken<Token extends AblyToken> = () => Promise<Token>;

/** Ably's code for "the client may not have a token", which ends its attempts. */
const FORBIDDEN = { code: 40_300, statusCode: 403 };

/**
 * Connects Ably's SDK with tokens that our API signs for the signed-in user. The SDK renews them before
 * their thirty minutes end; `onToken` receives each one.
 */
export async function connectAbly<Token extends AblyToken>(
  fetchToken: FetchToken<Token>,
  onToken: (token: Token) => void,
): Promise<BaseRealtime> {
  const [{ BaseRealtime, FetchRequest, RealtimePresence, WebSocketTransport }, first] =
    await Promise.all([import('./ably-sdk'), fetchToken()]);
  onToken(first);
  // Most practices' first page does not need it.
  const cipher = first.encryption ? await import('./ably-cipher') : {};
  let unused: Token | undefined = first;
  const nextToken = async (): Promise<Token> => {
    const token = unused ?? (await fetchToken());
    if (!unused) onToken(token);
    unused = undefined;
    return token;
  };
  return new BaseRealtime({
    ...first.ably,
    plugins: { FetchRequest, RealtimePresence, WebSocketTransport, ...cipher },
    // The check requests an internet host that the content security policy forbids.
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

/** The SDK retries after any error but FORBIDDEN. */
function toAblyError(
  error: unknown,
): string | (typeof FORBIDDEN & { message: string; name: string }) {
  if (!(error instanceof ApiError) || error.isRetryable) return String(error);
  return { ...FORBIDDEN, message: error.message, name: 'ErrorInfo' };
}

/** Connects with one channel, retrying until the returned function stops it. */
export function subscribeToChannel(options: {
  fetchToken: FetchToken<AblyToken & Pick<SessionToken, 'channelName'>>;
  onConnected: (client: BaseRealtime, channel: RealtimeChannel) => void;
  onFailure?: () => void;
}): () => void {
  let client: BaseRealtime | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  let attempts = 0;
  const open = async (): Promise<void> => {
    try {
      let channelName = '';
      client = await connectAbly(options.fetchToken, (token) => {
        channelName = token.channelName;
      });
      options.onConnected(client, client.channels.get(channelName));
      if (isStopped) client.close();
    } catch {
      if (isStopped) return;
      options.onFailure?.();
      timer = setTimeout(() => void open(), retryDelay(attempts++));
    }
  };
  void open();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    client?.close();
  };
}

/** For calls that the SDK repeats by itself while disconnected. */
export function ignoreRejection(work: Promise<unknown>): void {
  work.catch(() => undefined);
}
