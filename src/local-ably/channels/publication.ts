import type { AnnotationSet } from './annotation-set';
import type { Message } from '../protocol/message';

/** Messages that were published together and share one place in the channel's order. */
export interface Publication {
  /** The channel serial. */
  serial: string;
  timestamp: number;
  /** Id of the protocol message; the ids of its messages usually begin with it. */
  id: string;
  connectionId?: string;
  messages: readonly Message[];
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

/** The newest form of a publication's message. */
export function latestMessage(publication: Publication, index: number): Message | undefined {
  return publication.changed?.get(index)?.latest ?? publication.messages[index];
}
