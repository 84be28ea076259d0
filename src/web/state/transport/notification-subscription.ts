import { api } from '../../api/api-client';
import { ignoreRejection, subscribeToChannel } from './ably-client';
import { parseNotification } from './channel-events';
import type { NotificationEvent } from './channel-events';

const CONVERSATION_EVENTS = ['unread_count_update', 'conversation-changed'];

export interface NotificationHandlers {
  onNotification(notification: NotificationEvent): void;
  /** A message outside sessions arrived, or a conversation changed. */
  onConversationsChanged(): void;
  /** Notifications may have been missed: fetch the list again. */
  onGap(): void;
}

/** Subscribes to the signed-in user's own channel; the returned function unsubscribes. */
export function subscribeToNotifications(handlers: NotificationHandlers): () => void {
  return subscribeToChannel({
    fetchToken: () => api.get('/api/v1/notifications/ably-token'),
    onConnected: (_client, channel) => {
      channel.on(['attached', 'update'], ({ resumed }) => {
        if (!resumed) handlers.onGap();
      });
      const receive = ({ data }: { data?: unknown }): void => {
        const notification = parseNotification(data);
        if (notification) handlers.onNotification(notification);
      };
      ignoreRejection(channel.subscribe('notification', receive));
      ignoreRejection(
        channel.subscribe(CONVERSATION_EVENTS, () => handlers.onConversationsChanged()),
      );
    },
  });
}
