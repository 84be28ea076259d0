import type { Message } from '../protocol/message';
import { splitSerial } from '../protocol/serial-clock';
import type { Channel } from './channel';
import { latestMessage, type Publication } from './publication';

export interface HistoryQuery {
  backwards: boolean;
  limit: number;
  start?: number;
  end?: number;
  /** Serial of the last message of the previous page. */
  after?: string;
  /** Upper bounds, inclusive; a channel serial includes all of its messages. */
  upTo?: string[];
  filter?: (message: Message) => boolean;
}

/** Latest versions at their original positions; one more than `limit` if there is a next page. */
export function readHistory(channel: Channel | undefined, query: HistoryQuery): Message[] {
  const found: Message[] = [];
  if (!channel) return found;
  for (const publication of publications(channel, query)) {
    if (query.end !== undefined && publication.timestamp > query.end) {
      if (query.backwards) continue;
      break;
    }
    if (query.start !== undefined && publication.timestamp < query.start) {
      if (query.backwards) break;
      continue;
    }
    for (const message of messagesOf(publication, query)) {
      if (query.filter && !query.filter(message)) continue;
      found.push(message);
      if (found.length > query.limit) return found;
    }
  }
  return found;
}

function* publications(channel: Channel, query: HistoryQuery): Generator<Publication> {
  const { log } = channel;
  const step = query.backwards ? -1 : 1;
  let i = firstIndex(channel, query);
  for (; i >= 0 && i < log.length; i += step) {
    const publication = log.at(i);
    if (publication?.isCreation) yield publication;
  }
}

function firstIndex({ log }: Channel, query: HistoryQuery): number {
  if (!query.backwards) {
    return Math.max(
      0,
      query.after === undefined ? 0 : log.indexAfter(splitSerial(query.after).channelSerial) - 1,
    );
  }
  let last = log.length - 1;
  for (const serial of [
    ...(query.upTo ?? []),
    ...(query.after === undefined ? [] : [query.after]),
  ]) {
    last = Math.min(last, log.indexAfter(splitSerial(serial).channelSerial) - 1);
  }
  return last;
}

function messagesOf(publication: Publication, query: HistoryQuery): Message[] {
  const { after, upTo, backwards } = query;
  const inside = publication.messages
    .flatMap((_, index) => latestMessage(publication, index) ?? [])
    .filter(
      ({ serial }) =>
        (after === undefined || (backwards ? serial < after : serial > after)) &&
        (upTo ?? []).every((bound) => isUpTo(serial, bound)),
    );
  return backwards ? inside.reverse() : inside;
}

/** True if `serial` is not later than `bound`; a channel serial includes all of its messages. */
export function isUpTo(serial: string, bound: string): boolean {
  return serial <= bound || splitSerial(serial).channelSerial <= bound;
}
