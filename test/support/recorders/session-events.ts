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

const statusOf = (message: ReceivedMessage): StatusEvent => message.data as unknown as StatusEvent;
const messageOf = (message: ReceivedMessage): MessageView => message.data as unknown as MessageView;

export function receivedStatuses(recorder: AblyRecorder): StatusEvent[] {
  return recorder.named('session-status').map(statusOf);
}

export function receivedMessages(recorder: AblyRecorder): MessageView[] {
  return recorder.named('message').map(messageOf);
}

export async function waitForStatus(recorder: AblyRecorder, status: string): Promise<StatusEvent> {
  const matches = (message: ReceivedMessage): boolean =>
    message.name === 'session-status' && statusOf(message).status === status;
  return statusOf(await recorder.waitFor(`the status ${status}`, matches));
}

export async function waitForMessage(
  recorder: AblyRecorder,
  content: string,
): Promise<MessageView> {
  const matches = (message: ReceivedMessage): boolean =>
    message.name === 'message' && messageOf(message).content === content;
  return messageOf(await recorder.waitFor(`the message "${content}"`, matches));
}
