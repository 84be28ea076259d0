import type { Dictionary } from './dictionary';
import { desk } from './en/desk';
import { opened } from './en/opened';
import { people } from './en/people';

/** Every word of the app in English; the type refuses a key too few or too many. */
export const en: Dictionary = { ...people, ...opened, ...desk };
