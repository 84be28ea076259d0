import { api } from '../api/api-client';
import type { TeamToken } from '../api/api-types';
import { retryDelay } from './retry-delay';

/** How the live link does: not yet there, there, or away for now. */
export type LinkState = 'connecting' | 'live' | 'down';

interface Listener {
  onState(state: LinkState): void;
  /** Some session changed; also told whenever changes may have been missed. */
  onChange(): void;
}

/** Listens to `team:sessions` until the returned function is called. */
export function openTeamChannel(listener: Listener): () => void {
  const away = new AbortController();
  void keepOpen(listener, away.signal);
  return () => away.abort();
}

/** The first token brings the address; after that the SDK reconnects and renews by itself. */
async function keepOpen(listener: Listener, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      await connect(listener, signal);
      return;
    } catch {
      if (!signal.aborted) listener.onState('down');
      await pause(retryDelay(attempt), signal);
    }
  }
}

async function connect({ onState, onChange }: Listener, signal: AbortSignal): Promise<void> {
  const [{ Realtime }, first] = await Promise.all([import('ably'), readToken()]);
  if (signal.aborted) return;
  const client = new Realtime({
    ...first.ably,
    authCallback: (_, done) => {
      readToken().then(
        ({ token }) => done(null, token),
        (error: Error) => done(error.message, null),
      );
    },
    disableConnectivityCheck: true,
    disconnectedRetryTimeout: 2_000,
    suspendedRetryTimeout: 5_000,
    logLevel: 0,
  });
  signal.addEventListener('abort', () => client.close());
  const channel = client.channels.get(first.channelName);
  channel.on('attached', () => {
    onState('live');
    onChange();
  });
  channel.on(['suspended', 'failed', 'detached'], () => onState('down'));
  client.connection.on(['disconnected', 'suspended', 'failed'], () => onState('down'));
  client.connection.on('connected', () => {
    if (channel.state !== 'attached') return;
    onState('live');
    onChange();
  });
  await channel.subscribe('session-changed', onChange).catch(() => onState('down'));
}

function readToken(): Promise<TeamToken> {
  return api.get<TeamToken>('/team/ably-token');
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
