import { files } from './files';
import { push } from './push';

/** The words of what is loaded when somebody first needs it. */
export const opened = { files, push };
