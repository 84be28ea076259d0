import { AblyError } from '../protocol/ably-error';
import { Flag } from '../protocol/flags';
import type { InboundProtocolMessage } from '../protocol/protocol-message';
import type { Channel } from './channel';
import { latestMessage, type Publication } from './publication';

/** The past publications that an attaching client receives. */
export interface CatchUp {
  /** Channel serial at which the attachment begins. */
  serial: string;
  resumed: boolean;
  publications: Publication[];
  error?: AblyError;
}

const RESUME_WINDOW_MS = 120_000;
const MAX_REWIND_MESSAGES = 100;
const MAX_REWIND_MS = 120_000;

/** For new options of an existing attachment: no publication is missed or repeated. */
export function keepPosition(channel: Channel, { params }: InboundProtocolMessage): CatchUp {
  readRewind(params['rewind']);
  return { serial: channel.app.clock.next().channelSerial, resumed: true, publications: [] };
}

/** The publications since the client's channelSerial, or those requested with `rewind`. */
export function catchUp(
  channel: Channel,
  { channelSerial, flags, params }: InboundProtocolMessage,
): CatchUp {
  const rewind = readRewind(params['rewind']);
  const { channelSerial: serial } = channel.app.clock.next();
  if (!channelSerial) {
    // A client that was attached before has seen the rewound messages already.
    const isRepeated = (flags & Flag.ATTACH_RESUME) !== 0;
    return { serial, resumed: false, publications: isRepeated ? [] : (rewind?.(channel) ?? []) };
  }
  const missed = missedSince(channel, channelSerial);
  if (missed) {
    return { serial: missed.at(0) ? channelSerial : serial, resumed: true, publications: missed };
  }
  return {
    serial,
    resumed: false,
    publications: [],
    error: new AblyError(
      90003,
      400,
      'Channel continuity lost: messages may have been missed; read the history.',
    ),
  };
}

/** Publications after a serial; undefined when completeness cannot be guaranteed. */
function missedSince(channel: Channel, serial: string): Publication[] | undefined {
  if (!channel.app.clock.isIssued(serial) || serial < channel.evictedThrough) return undefined;
  const missed = [...channel.log.from(channel.log.indexAfter(serial))];
  const oldest = missed[0]?.timestamp ?? Infinity;
  if (oldest <= Date.now() - RESUME_WINDOW_MS) return undefined;
  return missed.filter(({ messages, annotations }) => messages.length > 0 || annotations);
}

type Rewind = (channel: Channel) => Publication[];

function readRewind(text: string | undefined): Rewind | undefined {
  if (text === undefined) return undefined;
  const [, digits, unit] = /^(\d{1,9})(s|m)?$/.exec(text) ?? [];
  if (digits === undefined) {
    throw new AblyError(
      40000,
      400,
      `Invalid rewind "${text}": give a number of messages such as 10, or a time such as 15s or 2m.`,
    );
  }
  const amount = Number(digits);
  if (!unit) return (channel) => lastMessages(channel, Math.min(amount, MAX_REWIND_MESSAGES), 0);
  const span = Math.min(amount * (unit === 's' ? 1_000 : 60_000), MAX_REWIND_MS);
  return (channel) => lastMessages(channel, MAX_REWIND_MESSAGES, Date.now() - span);
}

function lastMessages(channel: Channel, count: number, since: number): Publication[] {
  const found: Publication[] = [];
  let left = count;
  for (let i = channel.log.length - 1; i >= 0 && left > 0; i--) {
    const publication = channel.log.at(i);
    if (!publication || publication.timestamp < since) break;
    if (!publication.isCreation) continue;
    const messages = publication.messages.flatMap(
      (_, index) => latestMessage(publication, index) ?? [],
    );
    found.unshift({ ...publication, messages: messages.slice(-left) });
    left -= messages.length;
  }
  return found;
}
