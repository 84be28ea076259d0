import type { Dictionary } from '../dictionary';

export const mySessions: Dictionary['mySessions'] = {
  title: 'My sessions',
};
