import type { Evidence } from './evidence';
import {
  acceptedMessagesAreStored,
  countersEqualRecount,
  noMessageIsStoredTwice,
  outboxIsEmpty,
  refusedMessagesAreNotStored,
} from './message-invariants';
import {
  bookingsAreStoredOnce,
  noProcessExitsByItself,
  noStepIsEarly,
  sessionsAreConsistent,
  theRunWasReal,
} from './session-invariants';
import {
  messagesArriveInOrder,
  nothingIsReceivedTwice,
  statesOnlyMoveForward,
  subscribersHaveEveryMessage,
} from './subscriber-invariants';

const INVARIANTS: Record<string, (evidence: Evidence) => string[]> = {
  'every 201 is in the database once': acceptedMessagesAreStored,
  'no message is stored twice': noMessageIsStoredTwice,
  'no refused message is stored': refusedMessagesAreNotStored,
  "every subscriber's list equals the database's": subscribersHaveEveryMessage,
  'no subscriber receives a message twice': nothingIsReceivedTwice,
  'messages arrive in order': messagesArriveInOrder,
  'states only move forward': statesOnlyMoveForward,
  'steps are done once or skipped with a reason': sessionsAreConsistent,
  'no step is early': noStepIsEarly,
  'every booking is stored once': bookingsAreStoredOnce,
  'counters equal the recount': countersEqualRecount,
  'the outbox is empty': outboxIsEmpty,
  'no process exits by itself': noProcessExitsByItself,
  'most messages were accepted and most sessions completed': theRunWasReal,
};

export interface CheckedInvariant {
  name: string;
  violations: string[];
}

export function checkInvariants(evidence: Evidence): CheckedInvariant[] {
  return Object.entries(INVARIANTS).map(([name, check]) => ({
    name,
    violations: check(evidence),
  }));
}
