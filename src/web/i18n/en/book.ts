import type { Dictionary } from '../dictionary';

export const book: Dictionary['book'] = {
  title: 'Book a session',
};
