import type { BaseRealtime } from 'ably/modular';
import { api } from '../../api/api-client';
import type { TeamToken } from '../../api/api-types';
import { connectAbly } from './ably-client';
import { retryDelay } from './retry-delay';

/** How the live link does: not yet there, there, or away for now. */
export type LiveStatus = 'connecting' | 'live' | 'down';

export interface TeamHandlers {
  onStatus: (state: LiveStatus) => void;
  /** Some session changed; also told whenever changes may have been missed. */
  onChange: () => void;
}

/** Listens to what changes in any session; call the answer to stop. */
export function subscribeToTeam(listener: TeamHandlers): () => void {
  let client: BaseRealtime | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  let attempts = 0;

  const open = async (): Promise<void> => {
    try {
      client = await connect(listener);
      if (isStopped) client.close();
    } catch {
      if (isStopped) return;
      listener.onStatus('down');
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

async function connect({ onStatus: link, onChange: changed }: TeamHandlers): Promise<BaseRealtime> {
  let channelName = '';
  const fetchToken = (): Promise<TeamToken> => api.get<TeamToken>('/team/ably-token');
  const client = await connectAbly(fetchToken, (token) => {
    channelName = token.channelName;
  });
  const channel = client.channels.get(channelName);
  const tell = (): void => {
    if (client.connection.state === 'connecting' || channel.state === 'attaching') return;
    const isLive = client.connection.state === 'connected' && channel.state === 'attached';
    link(isLive ? 'live' : 'down');
  };
  client.connection.on(tell);
  channel.on(tell);
  channel.on(['attached', 'update'], changed);
  // A failed attachment is repeated by the SDK once the connection is back.
  channel.subscribe('session-changed', changed).catch(() => undefined);
  return client;
}
