import type { BaseRealtime } from 'ably/modular';
import { api } from '../../api/api-client';
import type { SessionToken } from '../../api/api-types';
import { parseNotification } from './channel-events';
import type { NotificationEvent } from './channel-events';
import { connectAbly } from './ably-client';
import { retryDelay } from './retry-delay';

/** What the notification route answers: a token for the person's own channel. */
type NotificationToken = Pick<SessionToken, 'token' | 'ably' | 'channelName'>;

const CONVERSATION_EVENTS = ['unread_count_update', 'conversation-changed'];

export interface NotificationHandlers {
  onNotification(notification: NotificationEvent): void;
  /** Somebody wrote to me outside sessions, or a conversation of mine has changed. */
  onConversationsChanged(): void;
  /** Some may have been missed: read the list anew. */
  onGap(): void;
}

/** Listens to what concerns the signed-in person across sessions; call the answer to stop. */
export function subscribeToNotifications(listener: NotificationHandlers): () => void {
  let client: BaseRealtime | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  let attempts = 0;

  const open = async (): Promise<void> => {
    try {
      client = await connect(listener);
      if (isStopped) client.close();
    } catch {
      if (!isStopped) timer = setTimeout(() => void open(), retryDelay(attempts++));
    }
  };
  void open();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    client?.close();
  };
}

async function connect(listener: NotificationHandlers): Promise<BaseRealtime> {
  let channelName = '';
  const fetchToken = (): Promise<NotificationToken> =>
    api.get<NotificationToken>('/notifications/ably-token');
  const client = await connectAbly(fetchToken, (token) => {
    channelName = token.channelName;
  });
  const channel = client.channels.get(channelName);
  channel.on(['attached', 'update'], ({ resumed }) => {
    if (!resumed) listener.onGap();
  });
  const hear = ({ data }: { data?: unknown }): void => {
    const notification = parseNotification(data);
    if (notification) listener.onNotification(notification);
  };
  // A failed attachment is repeated by the SDK once the connection is back.
  channel.subscribe('notification', hear).catch(() => undefined);
  channel
    .subscribe(CONVERSATION_EVENTS, () => listener.onConversationsChanged())
    .catch(() => undefined);
  return client;
}
