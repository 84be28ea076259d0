import type { BaseRealtime } from 'ably/modular';
import { api } from '../api/api-client';
import type { SessionToken } from '../api/api-types';
import { readNotification } from './channel-events';
import type { NotificationEvent } from './channel-events';
import { connectRealtime } from './realtime-client';
import { retryDelay } from './retry-delay';

/** What the notification route answers: a token for the person's own channel. */
type OwnToken = Pick<SessionToken, 'token' | 'ably' | 'channelName'>;

const CALLS = ['unread_count_update', 'conversation-changed'];

export interface NotificationListener {
  heard(notification: NotificationEvent): void;
  /** Somebody wrote to me outside sessions, or a conversation of mine has changed. */
  called(): void;
  /** Some may have been missed: read the list anew. */
  mayHaveMissed(): void;
}

/** Listens to what concerns the signed-in person across sessions; call the answer to stop. */
export function listenToNotifications(listener: NotificationListener): () => void {
  let client: BaseRealtime | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  let attempts = 0;

  const open = async (): Promise<void> => {
    try {
      client = await listen(listener);
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

async function listen(listener: NotificationListener): Promise<BaseRealtime> {
  let channelName = '';
  const fetchToken = (): Promise<OwnToken> => api.get<OwnToken>('/notifications/ably-token');
  const client = await connectRealtime(fetchToken, (token) => {
    channelName = token.channelName;
  });
  const channel = client.channels.get(channelName);
  channel.on(['attached', 'update'], ({ resumed }) => {
    if (!resumed) listener.mayHaveMissed();
  });
  const hear = ({ data }: { data?: unknown }): void => {
    const notification = readNotification(data);
    if (notification) listener.heard(notification);
  };
  // A failed attachment is repeated by the SDK once the connection is back.
  channel.subscribe('notification', hear).catch(() => undefined);
  channel.subscribe(CALLS, () => listener.called()).catch(() => undefined);
  return client;
}
