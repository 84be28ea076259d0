import type { Dictionary } from '../dictionary';
import type { staffErrors as source } from '../id/staff-errors';

/** Errors that only psychologists and the team meet. */
export const staffErrors: Pick<Dictionary['errors'], keyof typeof source> = {
  'session-already-active': 'This session has already started. Reload the page.',
  'session-over':
    "The time for this session has passed, so it can't be opened. The client can book a new one.",
  'start-too-early':
    "It's too early to open this session. Wait until shortly before its start, or reschedule it.",
  'client-already-active':
    'The client is still in another session. Wait until it ends, or end it from the session board.',
  'psychologist-at-limit': 'The psychologist is already in five sessions. Wait until one ends.',
  'assignment-not-found': 'This client has no psychologist assigned. Assign one first.',
  'conversation-held':
    "This conversation is on hold and can't be erased. Lift the hold first, if you have permission.",
  'conversation-in-use':
    "This conversation belongs to a session that isn't over yet. Cancel or end it first.",
  'person-in-use': "This person has a session that isn't over yet. Cancel or end it first.",
  'template-not-found': 'This quick reply no longer exists. Reload the page.',
  'client-consent-needed':
    "The client in this group hasn't agreed to the new member yet. Ask them first.",
  'erasure-not-found': "We couldn't find this erasure request. Reload the page.",
  'erasure-requested': 'This erasure has already been requested. Approve or undo that request.',
  'erasure-limit': "Today's limit of erasure requests has been reached. Try again tomorrow.",
  'erasure-approved': 'This request is already approved. Wait until it is due, or undo it.',
  'erasure-over':
    'This request was undone or is being carried out, so it can no longer be changed.',
  'erasure-not-executed':
    "There's no certificate yet because nothing was erased. Check again once it is due.",
  'second-person-needed':
    'Your request needs the approval of another team member. Ask a colleague.',
  'room-already-open':
    'This client already has an open conversation. Continue there, or close it first.',
  'not-assigned':
    "This client isn't assigned to you at the moment. Contact Team Ruang Diri if that's a mistake.",
  'date-hours-not-found': 'This date no longer has hours of its own. Reload the page.',
  'time-off-not-found': 'This time off no longer exists. Reload the page.',
};
