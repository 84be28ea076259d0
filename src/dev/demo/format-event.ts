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
  chat_enabled: 'Chat open',
  ending_soon: 'Session ends soon',
  completed: 'Session ended',
  cancelled: 'Session cancelled',
};

/** Formats an event of a session's channels for a participant; undefined: not shown. */
export function formatParticipantEvent(
  self: { id: string; otherName: string; sessionId: string },
  name: string,
  data: unknown,
): FormattedEvent | undefined {
  const { userId, ...state } = data as UserState;
  const isOwn = userId === self.id;
  switch (name) {
    case 'message':
      return formatMessage(self.id, data as Message);
    case 'session-status':
      return formatStatus(data as Status);
    case 'typing':
      if (isOwn || !state.isTyping) return undefined;
      return { event: `typing ${userId}`, text: `${self.otherName} is typing …`, dim: true };
    case 'read_receipt':
      if (isOwn) return undefined;
      return {
        event: `read ${userId} ${state.lastReadSeq}`,
        text: `✓ ${self.otherName} has read up to ${state.lastReadSeq}`,
        dim: true,
      };
    case 'unread_count_update':
      if (!isOwn || state.unreadCount === 0) return undefined;
      return { event: `unread ${userId}`, text: `(${state.unreadCount} unread)`, dim: true };
    case 'notification':
      if ((data as { sessionId: string | null }).sessionId !== self.sessionId) return undefined;
      return { event: 'notification', text: `Notification: ${kindOf(data)}` };
    default:
      return undefined;
  }
}

function formatMessage(selfId: string, message: Message): FormattedEvent {
  const { seq, senderId, senderName, content, isAutomated } = message;
  // Automated messages carry the psychologist as their sender.
  const name = senderId === selfId && !isAutomated ? 'Me' : firstName(senderName);
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

/** Payload of `session-changed`: statuses and lateness (ms after the plan), no message text. */
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
