import { Action } from '../protocol/actions';
import type { Annotation, Message, PublishedMessage } from '../protocol/message';
import type { OutboundProtocolMessage } from '../protocol/protocol-message';
import type { AnnotationSet } from './annotation-set';
import { storedSize } from './read-message';
import type { RetainedItem } from './retention';

const PUBLICATION_OVERHEAD = 400;
const MAX_VERSIONS = 1_000;

/** Messages, or annotations, that were published together under one channel serial. */
export interface Publication extends RetainedItem {
  /** Id of the protocol message, usually the prefix of its messages' ids. */
  id: string;
  connectionId?: string;
  messages: readonly PublishedMessage[];
  /** Raw annotations; such a publication has no messages. */
  annotations?: Annotation[];
  /** Only creations belong to the history; changes are replayed to clients that resume. */
  isCreation: boolean;
  /** Records of changed messages, by index. */
  records?: Map<number, MessageRecord>;
}

/** The versions and annotations of a changed message. */
export class MessageRecord {
  latest: Message;
  /** Stored versions, oldest first. */
  readonly versions: Message[];
  annotations?: AnnotationSet;
  /** The publication of the latest summary; earlier ones are not replayed. */
  summaryPublication?: Publication;
  private versionBytes: number;

  constructor(first: Message) {
    this.latest = first;
    this.versions = [first];
    this.versionBytes = storedSize(first);
  }

  /** Approximate bytes. */
  get size(): number {
    return this.versionBytes + (this.annotations?.size ?? 0);
  }

  addVersion(message: Message): void {
    this.latest = message;
    this.versions.push(message);
    this.versionBytes += storedSize(message);
    if (this.versions.length <= MAX_VERSIONS) return;
    const evicted = this.versions.shift();
    if (evicted) this.versionBytes -= storedSize(evicted);
  }
}

/** Approximate bytes of a stored publication of these messages. */
export function storedSizeOf(messages: readonly PublishedMessage[]): number {
  return messages.reduce((sum, message) => sum + storedSize(message), PUBLICATION_OVERHEAD);
}

/** The latest version of a publication's message, with every field. */
export function latestMessage(publication: Publication, index: number): Message | undefined {
  const changed = publication.records?.get(index)?.latest;
  if (changed) return changed;
  const message = publication.messages[index];
  if (!message) return undefined;
  const { id, connectionId, timestamp } = publication;
  return {
    id: `${id}:${index}`,
    ...(connectionId === undefined ? {} : { connectionId }),
    timestamp,
    ...message,
  };
}

/** The publication without its ephemeral messages, which are not stored; undefined if none is left. */
export function withoutEphemeral(publication: Publication): Publication | undefined {
  if (!publication.messages.some(isEphemeral)) return publication;
  const messages = publication.messages.flatMap((message, index) =>
    isEphemeral(message) ? [] : { id: `${publication.id}:${index}`, ...message },
  );
  if (messages.length === 0) return undefined;
  return { ...publication, messages, size: storedSizeOf(messages) };
}

function isEphemeral(message: PublishedMessage): boolean {
  return message.extras?.['ephemeral'] === true;
}

/** The MESSAGE or ANNOTATION frame of a publication. */
export function publicationFrame(
  channel: string,
  { id, serial, connectionId, timestamp, messages, annotations }: Publication,
): OutboundProtocolMessage {
  return {
    action: annotations ? Action.ANNOTATION : Action.MESSAGE,
    id,
    channel,
    channelSerial: serial,
    connectionId,
    timestamp,
    ...(annotations ? { annotations } : { messages: [...messages] }),
  };
}
