import { book } from './booking';
import { common } from './common';
import { errors } from './errors';
import { messages } from './messages';
import { mySessions } from './my-sessions';
import { session } from './session';
import { shell } from './layout';
import { signIn } from './sign-in';
import { support } from './support';
import { talk } from './chat';

/** The words that a client may meet; everybody has them from the beginning. */
export const people = {
  common,
  errors,
  shell,
  signIn,
  book,
  mySessions,
  messages,
  session,
  support,
  talk,
};
