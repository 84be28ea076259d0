import type { Message } from '../protocol/message';
import type { AnnotationSet } from './annotation-set';
import type { Publication } from './publication';
import { storedSize } from './read-message';

const MAX_VERSIONS = 1_000;

/** What became of a message after it was published. */
export class MessageRecord {
  latest: Message;
  /** All forms it had, oldest first, as far back as they are kept. */
  readonly versions: Message[];
  annotations?: AnnotationSet;
  /** The announcement of the newest counts; the ones before it need not be seen again. */
  summaryPublication?: Publication;
  private versionBytes: number;

  constructor(first: Message) {
    this.latest = first;
    this.versions = [first];
    this.versionBytes = storedSize(first);
  }

  /** Bytes, roughly. */
  get size(): number {
    return this.versionBytes + (this.annotations?.size ?? 0);
  }

  addVersion(message: Message): void {
    this.latest = message;
    this.versions.push(message);
    this.versionBytes += storedSize(message);
    if (this.versions.length <= MAX_VERSIONS) return;
    const dropped = this.versions.shift();
    if (dropped) this.versionBytes -= storedSize(dropped);
  }
}
