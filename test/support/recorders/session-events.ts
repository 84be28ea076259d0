import type { MessageView } from '../../../src/chat/messages/message-view';
import type { ReceivedMessage, AblyRecorder } from './ably-recorder';

/** Data of the event `session-status`. */
export interface StatusEvent {
  status: string;
  sessionId: string;
  serverTime: string;
  endsAt: string;
  remainingSeconds?: number;
  endedBy?: string;
  startsAt?: string;
}

const statusOf = (heard: ReceivedMessage): StatusEvent => heard.data as StatusEvent;
const messageOf = (heard: ReceivedMessage): MessageView => heard.data as MessageView;

/** Every `session-status` a listener heard, in order. */
export function receivedStatuses(listener: AblyRecorder): StatusEvent[] {
  return listener.named('session-status').map(statusOf);
}

/** Every `message` a listener heard, in order. */
export function receivedMessages(listener: AblyRecorder): MessageView[] {
  return listener.named('message').map(messageOf);
}

/** Waits for a status on the session's channel. */
export async function waitForStatus(listener: AblyRecorder, status: string): Promise<StatusEvent> {
  const fits = (one: ReceivedMessage): boolean =>
    one.name === 'session-status' && statusOf(one).status === status;
  return statusOf(await listener.waitFor(`the status ${status}`, fits));
}

/** Waits for a message with these words on the session's channel. */
export async function waitForMessage(
  listener: AblyRecorder,
  content: string,
): Promise<MessageView> {
  const fits = (one: ReceivedMessage): boolean =>
    one.name === 'message' && messageOf(one).content === content;
  return messageOf(await listener.waitFor(`the message "${content}"`, fits));
}
