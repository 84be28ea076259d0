import type { Cell } from './column-printer';

type FormattedEvent = Omit<Cell, 'viewer'>;

interface Message {
  seq: number;
  senderId: string | null;
  senderName: string;
  content: string;
  isAutomated: boolean;
}

interface Status {
  status: string;
  remainingSeconds?: number;
}

interface UserState {
  userId: string;
  lastReadSeq: number;
  unreadCount: number;
  isTyping: boolean;
}

const STATUS_TEXTS: Record<string, string> = {
  chat_enabled: 'The chat is open',
  ending_soon: 'The end is near',
  completed: 'The session is over',
  cancelled: 'The session was cancelled',
};

/** An event of a session's channels in the words of the person who sees it; undefined: not shown. */
export function formatParticipantEvent(
  self: { id: string; otherName: string; sessionId: string },
  name: string,
  data: unknown,
): FormattedEvent | undefined {
  const { userId, ...marked } = data as UserState;
  const mine = userId === self.id;
  switch (name) {
    case 'message':
      return formatMessage(self.id, data as Message);
    case 'session-status':
      return formatStatus(data as Status);
    case 'typing':
      if (mine || !marked.isTyping) return undefined;
      return { event: `typing ${userId}`, text: `${self.otherName} is typing …`, dim: true };
    case 'read_receipt':
      if (mine) return undefined;
      return {
        event: `read ${userId} ${marked.lastReadSeq}`,
        text: `✓ ${self.otherName} has read up to ${marked.lastReadSeq}`,
        dim: true,
      };
    case 'unread_count_update':
      if (!mine || marked.unreadCount === 0) return undefined;
      return { event: `unread ${userId}`, text: `(${marked.unreadCount} unread)`, dim: true };
    case 'notification':
      if ((data as { sessionId: string | null }).sessionId !== self.sessionId) return undefined;
      return { event: 'notification', text: `Notification: ${kindOf(data)}` };
    default:
      return undefined;
  }
}

function formatMessage(selfId: string, message: Message): FormattedEvent {
  const { seq, senderId, senderName, content, isAutomated } = message;
  // The automated lines are said in the psychologist's name, by nobody's hand.
  const name = senderId === selfId && !isAutomated ? 'I' : firstName(senderName);
  const text = `${seq}. ${name}${isAutomated ? ' (automated)' : ''}: ${content}`;
  return { event: `message ${seq}`, text };
}

function formatStatus({ status, remainingSeconds }: Status): FormattedEvent {
  const left = remainingSeconds === undefined ? '' : `, ${remainingSeconds} s left`;
  return { event: `status ${status}`, text: `● ${STATUS_TEXTS[status] ?? status}${left}` };
}

function kindOf(data: unknown): string {
  return (data as { kind: string }).kind.replaceAll('_', ' ');
}

export function firstName(fullName: string): string {
  return fullName.split(' ')[0] ?? fullName;
}

/** What `session-changed` tells the team: states and punctuality (ms after the plan), never words. */
export interface TeamChange {
  sessionId: string;
  status: string;
  change?: string;
  step?: string;
  outcome?: string;
  lateMs?: number;
}

export function formatTeamEvent({
  status,
  change,
  step,
  outcome,
  lateMs,
}: TeamChange): FormattedEvent {
  const result = outcome === 'done' ? `+${lateMs ?? 0} ms` : (outcome ?? '');
  const done = step ? ` · ${step} ${result}` : '';
  return { event: change ? `status ${change}` : `step ${step ?? status}`, text: status + done };
}
