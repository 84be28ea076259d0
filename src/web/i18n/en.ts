import type { Dictionary } from './dictionary';
import { desk } from './en/staff';
import { opened } from './en/on-demand';
import { people } from './en/core';

/** Every word of the app in English; the type refuses a key too few or too many. */
export const en: Dictionary = { ...people, ...opened, ...desk };
