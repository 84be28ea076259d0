import type { BaseRealtime } from 'ably/modular';
import { api } from '../api/api-client';
import type { TeamToken } from '../api/api-types';
import { connectRealtime } from './realtime-client';
import { retryDelay } from './retry-delay';

/** How the live link does: not yet there, there, or away for now. */
export type LinkState = 'connecting' | 'live' | 'down';

export interface TeamListener {
  link: (state: LinkState) => void;
  /** Some session changed; also told whenever changes may have been missed. */
  changed: () => void;
}

/** Listens to what changes in any session; call the answer to stop. */
export function listenToTeam(listener: TeamListener): () => void {
  let client: BaseRealtime | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  let attempts = 0;

  const open = async (): Promise<void> => {
    try {
      client = await listen(listener);
      if (isStopped) client.close();
    } catch {
      if (isStopped) return;
      listener.link('down');
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

async function listen({ link, changed }: TeamListener): Promise<BaseRealtime> {
  let channelName = '';
  const fetchToken = (): Promise<TeamToken> => api.get<TeamToken>('/team/ably-token');
  const client = await connectRealtime(fetchToken, (token) => {
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
