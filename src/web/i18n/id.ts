import { desk } from './id/staff';
import { opened } from './id/on-demand';
import { people } from './id/core';

/** Every word of the app in Indonesian: the source of the keys. */
export const id = { ...people, ...opened, ...desk };
