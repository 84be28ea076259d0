import type { Dictionary } from './dictionary';
import { availability } from './en/availability';
import { book } from './en/book';
import { common } from './en/common';
import { errors } from './en/errors';
import { mySessions } from './en/my-sessions';
import { session } from './en/session';
import { shell } from './en/shell';
import { signIn } from './en/sign-in';
import { teamHealth } from './en/team-health';
import { teamSessions } from './en/team-sessions';
import { today } from './en/today';

/** Every word of the app in English; the type refuses a key too few or too many. */
export const en: Dictionary = {
  common,
  errors,
  shell,
  signIn,
  book,
  mySessions,
  session,
  today,
  availability,
  teamSessions,
  teamHealth,
};
