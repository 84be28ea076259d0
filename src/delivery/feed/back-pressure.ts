/** A reader that has so many bytes still to take is told no more for now. */
export const HIGH_WATER_MARK = 256 * 1024;
const LOW_WATER_MARK = HIGH_WATER_MARK / 4;
const POLL_INTERVAL_MS = 20;

/** A reader's place, as long as it is there. */
interface BoundedSubscription {
  subscriber: { backlog(): number };
  isOpen: boolean;
}

/**
 * Waits until a reader has taken most of what it was given, or has gone. False: it took nothing for
 * `patience` milliseconds.
 */
export async function waitForDrain(seat: BoundedSubscription, patience: number): Promise<boolean> {
  const { subscriber: reader } = seat;
  let least = reader.backlog();
  let since = Date.now();
  while (seat.isOpen && reader.backlog() > LOW_WATER_MARK) {
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
    if (reader.backlog() < least) {
      least = reader.backlog();
      since = Date.now();
    } else if (Date.now() - since > patience) return false;
  }
  return true;
}
