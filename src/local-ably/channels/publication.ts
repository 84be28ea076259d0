import { Action } from '../protocol/actions';
import type { Annotation, Message, PublishedMessage } from '../protocol/message';
import type { OutboundProtocolMessage } from '../protocol/protocol-message';
import type { MessageRecord } from './message-record';
import { storedSize } from './read-message';
import type { RetainedItem } from './retention';

const PUBLICATION_OVERHEAD = 400;

/** Messages, or annotations, that were published together and share one place in the channel. */
export interface Publication extends RetainedItem {
  /** Id of the protocol message; the ids of its messages usually begin with it. */
  id: string;
  connectionId?: string;
  messages: readonly PublishedMessage[];
  /** Annotations as they came; they stand without messages. */
  annotations?: Annotation[];
  /** Creations are history; changes of older messages only matter to readers that resume. */
  isCreation: boolean;
  /** What became of messages that changed since, by index. */
  records?: Map<number, MessageRecord>;
}

/** Bytes that keeping a publication of these messages takes, roughly. */
export function storedSizeOf(messages: readonly PublishedMessage[]): number {
  return messages.reduce((sum, message) => sum + storedSize(message), PUBLICATION_OVERHEAD);
}

/** The newest form of a publication's message, with every field. */
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

/** What of a publication is kept: all but the messages that are only meant for who is there. */
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
