import { Duration } from 'luxon';
import type { Clock } from '../../clock';
import type { SessionRules } from '../../config/config';
import { AppError } from '../../errors';
import type { Principal } from '../../users/principal';
import type { ResolvedSpan } from './local-time';

/** A whole session in about a minute; only where `DEMO_PACE` is on. */
const DEMO_RULES: Omit<
  SessionRules,
  'bookingHorizon' | 'bookingLimit' | 'changeNotice' | 'earlyStart' | 'workerOutage'
> = {
  initialMessageLead: 8_000,
  endButtonLead: 15_000,
  sessionMin: 20_000,
  sessionMax: 120_000,
  bookingNotice: 0,
};

/** Throws `invalid-input` for the demo pace where it is off. */
export function rulesFor(
  pace: 'real' | 'demo',
  services: { rules: SessionRules; demoPace: boolean },
): SessionRules {
  if (pace === 'real') return services.rules;
  if (services.demoPace) return { ...services.rules, ...DEMO_RULES };
  throw invalidField('pace', 'the demo pace is off on this system');
}

/** Validates a span against the booking rules (C-43, C-55); each rejection names the limit. */
export function validateSpan(
  { startsAt, endsAt, crossesMidnight }: Omit<ResolvedSpan, 'ambiguous'>,
  rules: SessionRules,
  now: number,
): void {
  const start = startsAt.getTime();
  const length = endsAt.getTime() - start;
  const { earliest, latest } = bookingWindow({ rules, clock: { now: () => now } });
  if (start < now) throw new AppError('starts-in-past', { details: { earliest } });
  if (start < now + rules.bookingNotice) {
    throw new AppError('starts-too-soon', {
      message: `Book at least ${formatDuration(rules.bookingNotice)} ahead. Pick a later time`,
      details: { earliest },
    });
  }
  if (start > now + rules.bookingHorizon) {
    throw new AppError('starts-too-late', {
      message: `Book at most ${formatDuration(rules.bookingHorizon)} ahead. Pick an earlier time`,
      details: { latest },
    });
  }
  if (length < rules.sessionMin) {
    throw new AppError('session-too-short', {
      message: `A session lasts at least ${formatDuration(rules.sessionMin)}. Pick a later end`,
      details: { minMinutes: rules.sessionMin / 60_000 },
    });
  }
  if (length > rules.sessionMax) {
    throw new AppError('session-too-long', {
      message: crossesMidnight
        ? `The end is not after the start, so it was taken for the next day, and a session lasts at most ${formatDuration(rules.sessionMax)}. Pick an end after the start`
        : `A session lasts at most ${formatDuration(rules.sessionMax)}. Pick an earlier end`,
      details: { maxMinutes: rules.sessionMax / 60_000 },
    });
  }
}

const DAY = 86_400_000;

/** Days are not turned into months, whose lengths differ. */
function formatDuration(ms: number): string {
  const duration = Duration.fromMillis(ms, { locale: 'en' });
  return (ms > 0 && ms % DAY === 0 ? duration.shiftTo('days') : duration.rescale()).toHuman();
}

/** Until when a participant may cancel or reschedule; only clients have to give notice. */
export function changeableUntil(
  { startsAt }: { startsAt: Date },
  { role }: Pick<Principal, 'role'>,
  { changeNotice }: Pick<SessionRules, 'changeNotice'>,
): Date {
  return new Date(startsAt.getTime() - (role === 'client' ? changeNotice : 0));
}

interface Changeable {
  startsAt: Date;
  cancelledAt: Date | null;
}

/** After the start, other rules decide. */
export function isTooLateToChange(
  counseling: Changeable,
  principal: Pick<Principal, 'role'>,
  { rules, clock }: { rules: SessionRules; clock: Clock },
): boolean {
  const now = clock.now();
  if (counseling.cancelledAt || counseling.startsAt.getTime() <= now) return false;
  return now > changeableUntil(counseling, principal, rules).getTime();
}

export function requireChangeNotice(
  counseling: Changeable,
  principal: Principal,
  services: { rules: SessionRules; clock: Clock },
): void {
  if (!isTooLateToChange(counseling, principal, services)) return;
  const { rules } = services;
  throw new AppError('too-late-to-change', {
    message: `Cancel or reschedule at least ${formatDuration(rules.changeNotice)} before the start. Contact Team Ruang Diri if you cannot come`,
    details: { latest: changeableUntil(counseling, principal, rules).toISOString() },
  });
}

/** The earliest and the latest start that can be booked now. */
export interface BookingWindow {
  earliest: string;
  latest: string;
}

export function bookingWindow({
  rules: { bookingNotice, bookingHorizon },
  clock,
}: {
  rules: Pick<SessionRules, 'bookingNotice' | 'bookingHorizon'>;
  clock: Clock;
}): BookingWindow {
  const now = clock.now();
  const at = (ms: number): string => new Date(now + ms).toISOString();
  return { earliest: at(bookingNotice), latest: at(bookingHorizon) };
}

/** An early start keeps the planned end, so it is bounded: the client's nearer sessions wait for it. */
export function requireNotTooEarly(
  { startsAt }: { startsAt: Date },
  { earlyStart }: Pick<SessionRules, 'earlyStart'>,
  now: number,
): void {
  const earliest = startsAt.getTime() - earlyStart;
  if (now >= earliest) return;
  throw new AppError('start-too-early', {
    message: `The session can be opened from ${formatDuration(earlyStart)} before its start. Wait until then, or reschedule it to an earlier time`,
    details: { earliest: new Date(earliest).toISOString() },
  });
}

export function invalidField(field: string, message: string): AppError {
  return new AppError('invalid-input', {
    message: `The request is not valid. ${field}: ${message}`,
    details: { fields: [{ field, message }] },
  });
}
