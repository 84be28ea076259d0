import { desk } from './id/desk';
import { opened } from './id/opened';
import { people } from './id/people';

/** Every word of the app in Indonesian: the source of the keys. */
export const id = { ...people, ...opened, ...desk };
