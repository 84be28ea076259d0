import { availability } from './id/availability';
import { book } from './id/book';
import { common } from './id/common';
import { errors } from './id/errors';
import { mySessions } from './id/my-sessions';
import { session } from './id/session';
import { shell } from './id/shell';
import { signIn } from './id/sign-in';
import { teamHealth } from './id/team-health';
import { teamSessions } from './id/team-sessions';
import { today } from './id/today';

/** Every word of the app in Indonesian: the source of the keys. */
export const id = {
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
