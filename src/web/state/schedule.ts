/** Runs `action` after `ms`; returns a function that cancels it. */
export type Schedule = (action: () => void, ms: number) => () => void;

export const afterDelay: Schedule = (action, ms) => {
  const timer = setTimeout(action, ms);
  return () => clearTimeout(timer);
};
