/** A reader that has so many bytes still to take is told no more for now. */
export const FULL_BACKLOG = 256 * 1024;
const ROOMY_BACKLOG = FULL_BACKLOG / 4;
const BREATH_MS = 20;

/** A reader's place, as long as it is there. */
interface Bounded {
  reader: { backlog(): number };
  isOpen: boolean;
}

/**
 * Waits until a reader has taken most of what it was given, or has gone. False: it took nothing for
 * `patience` milliseconds.
 */
export async function waitForRoom(seat: Bounded, patience: number): Promise<boolean> {
  const { reader } = seat;
  let least = reader.backlog();
  let since = Date.now();
  while (seat.isOpen && reader.backlog() > ROOMY_BACKLOG) {
    await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
    if (reader.backlog() < least) {
      least = reader.backlog();
      since = Date.now();
    } else if (Date.now() - since > patience) return false;
  }
  return true;
}
