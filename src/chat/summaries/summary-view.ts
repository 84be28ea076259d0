import type { MemberStatistics } from './summary-repository';
import type { SummaryNotes } from './summary-notes';

/** Summary of a conversation (tutoring-83…90). Times are ISO 8601. */
export interface SummaryView {
  conversationId: string;
  /** Null: not a session. */
  consultationId: string | null;
  sessionType: 'consultation' | 'general';
  startTime: string;
  endTime: string | null;
  /** Minutes. */
  duration: number;
  participants: {
    userId: string;
    joinedAt: string | null;
    leftAt: string | null;
    messageCount: number;
    filesShared: number;
  }[];
  summary: SummaryNotes & { totalMessages: number; filesShared: number };
  analytics: {
    /** Average seconds until the other member answered; null: no answers. */
    responseTime: number | null;
    /** Messages per minute; null: no duration. */
    engagement: number | null;
    /** 1 to 5; null: not rated. */
    satisfaction: number | null;
  };
  createdAt: string;
  updatedAt: string;
}

export interface SummaryInput {
  conversationId: string;
  consultationId: string | null;
  from: Date;
  to: Date | null;
  members: MemberStatistics[];
  notes: SummaryNotes;
  /** Seconds. */
  response: number | null;
  rating: number | null;
  createdAt: Date;
  updatedAt: Date;
}

const MINUTE = 60_000;

export function toSummaryView(input: SummaryInput): SummaryView {
  const { members, from, to, consultationId } = input;
  const minutes = to ? Math.max(0, to.getTime() - from.getTime()) / MINUTE : 0;
  const totalMessages = sum(members.map((one) => one.messageCount));
  return {
    conversationId: input.conversationId,
    consultationId,
    sessionType: consultationId === null ? 'general' : 'consultation',
    startTime: from.toISOString(),
    endTime: to?.toISOString() ?? null,
    duration: hundredths(minutes),
    participants: members.map((one) => toParticipant(one, consultationId === null ? null : to)),
    summary: {
      totalMessages,
      filesShared: sum(members.map((one) => one.filesShared)),
      ...input.notes,
    },
    analytics: {
      responseTime: input.response === null ? null : hundredths(input.response),
      engagement: minutes === 0 ? null : hundredths(totalMessages / minutes),
      satisfaction: input.rating,
    },
    createdAt: input.createdAt.toISOString(),
    updatedAt: input.updatedAt.toISOString(),
  };
}

/** A participant who arrived leaves when the session ends. */
function toParticipant(
  { userId, arrivedAt, messageCount, filesShared }: MemberStatistics,
  end: Date | null,
): SummaryView['participants'][number] {
  return {
    userId,
    joinedAt: arrivedAt?.toISOString() ?? null,
    leftAt: arrivedAt && end ? end.toISOString() : null,
    messageCount,
    filesShared,
  };
}

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);
const hundredths = (number: number): number => Math.round(number * 100) / 100;
