import { mayBeUndone } from './evidence';
import type { Evidence } from './evidence';

/** Steps are done once or skipped with a reason; state, messages and events agree. */
export function sessionsAreConsistent({ sessions }: Evidence): string[] {
  return sessions.flatMap(({ name, violations }) => violations.map((text) => `${name}: ${text}`));
}

/** Nothing happens before it is due by the database's clock. */
export function noStepIsEarly({ steps }: Evidence): string[] {
  return steps.flatMap(({ session, step, dueAt, doneAt, outcome }) =>
    outcome === 'done' && doneAt !== undefined && doneAt < dueAt
      ? [`${session}: ${step} was done ${dueAt - doneAt} ms early`]
      : [],
  );
}

/** A booking, however often it was repeated, is stored once; one that was answered is stored. */
export function bookingsAreStoredOnce({ bookings, faults }: Evidence): string[] {
  return bookings.flatMap(({ name, bookedAt, stored }) => {
    if (stored > 1) return [`${name} is booked ${stored} times`];
    const isMissing = bookedAt !== undefined && stored === 0 && !mayBeUndone(faults, bookedAt);
    return isMissing ? [`${name} was booked and is not stored`] : [];
  });
}

export function noProcessExitsByItself({ ownExits }: Evidence): string[] {
  return ownExits;
}

/** Guards against a run in which nothing happened. */
export function theRunWasReal({ sent, sessions, subscribers }: Evidence): string[] {
  const accepted = sent.filter(({ state }) => state === 'accepted').length;
  const completed = sessions.filter(({ status }) => status === 'completed').length;
  const silent = subscribers.filter(
    ({ received, transport }) => transport !== 'ably' && !received.some(({ isLive }) => isLive),
  );
  return [
    ...(accepted * 2 < sent.length ? [`${accepted} of ${sent.length} messages were accepted`] : []),
    ...(completed * 2 < sessions.length || sessions.length === 0
      ? [`${completed} of ${sessions.length} sessions were completed`]
      : []),
    ...silent.map(({ conversation }) => `a subscriber of ${conversation} received nothing live`),
  ];
}
