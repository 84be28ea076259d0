import type { Schedule } from './chat/typing';

/** Does something after so many milliseconds; gives what calls it off. */
export const afterDelay: Schedule = (action, ms) => {
  const timer = setTimeout(action, ms);
  return () => clearTimeout(timer);
};
