import type { MessageView } from '../../src/conversation/message-view';
import type { Heard, Listener } from './listener';

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

const statusOf = (heard: Heard): StatusEvent => heard.data as StatusEvent;
const messageOf = (heard: Heard): MessageView => heard.data as MessageView;

/** Every `session-status` a listener heard, in order. */
export function statusesHeard(listener: Listener): StatusEvent[] {
  return listener.named('session-status').map(statusOf);
}

/** Every `message` a listener heard, in order. */
export function messagesHeard(listener: Listener): MessageView[] {
  return listener.named('message').map(messageOf);
}

/** Waits for a status on the session's channel. */
export async function hearStatus(listener: Listener, status: string): Promise<StatusEvent> {
  const fits = (one: Heard): boolean =>
    one.name === 'session-status' && statusOf(one).status === status;
  return statusOf(await listener.hear(`the status ${status}`, fits));
}

/** Waits for a message with these words on the session's channel. */
export async function hearMessage(listener: Listener, content: string): Promise<MessageView> {
  const fits = (one: Heard): boolean =>
    one.name === 'message' && messageOf(one).content === content;
  return messageOf(await listener.hear(`the message "${content}"`, fits));
}
