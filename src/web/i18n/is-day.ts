const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text, such as one of the URL, is a day as YYYY-MM-DD. */
export function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(`${text}T12:00:00`));
}
