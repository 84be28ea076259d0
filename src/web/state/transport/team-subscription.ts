import { api } from '../../api/api-client';
import { ignoreRejection, subscribeToChannel } from './ably-client';

export type LiveStatus = 'connecting' | 'live' | 'down';

export interface TeamHandlers {
  onStatus: (status: LiveStatus) => void;
  /** A session changed, or changes may have been missed. */
  onChange: () => void;
}

/** Subscribes to the changes of all sessions; the returned function unsubscribes. */
export function subscribeToTeam({ onStatus, onChange }: TeamHandlers): () => void {
  return subscribeToChannel({
    fetchToken: () => api.get('/api/v1/team/ably-token'),
    onFailure: () => onStatus('down'),
    onConnected: (client, channel) => {
      const reportStatus = (): void => {
        if (client.connection.state === 'connecting' || channel.state === 'attaching') return;
        const isLive = client.connection.state === 'connected' && channel.state === 'attached';
        onStatus(isLive ? 'live' : 'down');
      };
      client.connection.on(reportStatus);
      channel.on(reportStatus);
      channel.on(['attached', 'update'], onChange);
      ignoreRejection(channel.subscribe('session-changed', onChange));
    },
  });
}
