import { booking } from './booking';
import { chat } from './chat';
import { common } from './common';
import { errors } from './errors';
import { layout } from './layout';
import { messages } from './messages';
import { mySessions } from './my-sessions';
import { session } from './session';
import { signIn } from './sign-in';
import { support } from './support';

/** Texts every user may see; part of the first load. */
export const core = {
  common,
  errors,
  layout,
  signIn,
  booking,
  mySessions,
  messages,
  session,
  support,
  chat,
};
