import type { Dictionary } from '../dictionary';
import type { errors as source } from '../id/errors';

export const errors: Pick<Dictionary['errors'], keyof typeof source> = {
  title: "That didn't work",
  id: 'Reference: {{id}}',
  nextSlots: 'Next available times:',
  earliest: 'Earliest available: {{time}}.',
  latest: 'Latest possible: {{time}}.',
  retryAfter: 'Wait {{seconds}} before trying again.',
  unauthenticated: "You've been signed out. Sign in again to continue.",
  'account-blocked': "Your account is blocked, so you can't sign in. Contact Team Ruang Diri.",
  'invalid-credentials': "That email and password don't match. Check both and try again.",
  'csrf-token-wrong': 'You signed in again in another window. Reload this page and try again.',
  'conversation-not-found': "We couldn't find this conversation. Go back to your messages.",
  'rate-limited': 'Too many requests. Wait a moment and try again.',
  unavailable: 'Part of the system is briefly unavailable. Try again in a moment.',
  internal:
    'Something went wrong on our side. Try again; if it keeps happening, send this reference to Team Ruang Diri.',
  offline: "We can't reach Ruang Diri. Check your internet connection and try again.",
  'bad-answer': "We couldn't read the server's response. Try again in a moment.",
  unknown: 'Something unexpected happened. Reload the page and try again.',
};
