import type { AnnotationSet } from './annotation-set';
import type { Message, PublishedMessage } from '../protocol/message';

/** Messages that were published together and share one place in the channel's order. */
export interface Publication {
  /** The channel serial. */
  serial: string;
  timestamp: number;
  /** Id of the protocol message; the ids of its messages usually begin with it. */
  id: string;
  connectionId?: string;
  messages: readonly PublishedMessage[];
  /** Creations are history; changes of older messages only matter to readers that resume. */
  creates: boolean;
  size: number;
  /** Latest version of messages that changed since, by index. */
  changed?: Map<number, MessageRecord>;
}

/** A message that was changed: its newest form and all forms it had, oldest first. */
export interface MessageRecord {
  latest: Message;
  versions: Message[];
  annotations?: AnnotationSet;
}

/** The newest form of a publication's message, with every field. */
export function latestMessage(publication: Publication, index: number): Message | undefined {
  const changed = publication.changed?.get(index)?.latest;
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
