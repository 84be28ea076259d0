import { AblyError } from '../protocol/ably-error';
import { OutboundFrame } from '../protocol/outbound-frame';
import type { Message } from '../protocol/message';
import type { OutboundProtocolMessage } from '../protocol/protocol-message';
import { splitSerial } from '../protocol/serial-clock';
import { RateLimit } from '../rate-limit';
import type { Attachment } from './attachment';
import type { ChannelApp } from './channel-app';
import { Log } from './log';
import { Occupancy } from './occupancy';
import { PresenceSet } from './presence-set';
import { latestMessage, MessageRecord, storedSizeOf, type Publication } from './publication';
import { IdempotencyKeys } from './idempotency-keys';
import type { Evictable } from './retention';

/** A message found by its serial: its publication and its latest version. */
export interface LocatedMessage {
  publication: Publication;
  index: number;
  latest: Message;
}

/** A channel of an app: attachments, publications and presence. */
export class Channel implements Evictable {
  readonly attachments = new Set<Attachment>();
  readonly log = new Log<Publication>();
  readonly presence: PresenceSet = new PresenceSet(this);
  readonly occupancy: Occupancy = new Occupancy(this);
  readonly idempotencyKeys: IdempotencyKeys;
  /** Serial of the newest evicted publication: attachments cannot resume from before it. */
  evictedThrough: string;
  private readonly rate: RateLimit;

  constructor(
    readonly app: ChannelApp,
    readonly name: string,
  ) {
    this.evictedThrough = app.evictedThrough;
    this.idempotencyKeys = new IdempotencyKeys(app.retention);
    this.rate = new RateLimit(app.limits.maxPublishRatePerChannel);
  }

  /** True when the channel can be removed without losing anything. */
  get isIdle(): boolean {
    return this.attachments.size === 0 && this.log.length === 0 && this.presence.isEmpty;
  }

  /** Throws 42913 when the channel's publish rate is exceeded. */
  consumeRate(messages: number): void {
    if (this.rate.take(messages)) return;
    throw new AblyError(
      42913,
      429,
      `Rate limit exceeded: channel "${this.name}" accepts at most ${this.rate.perSecond} messages ` +
        'a second; publish again later.',
    );
  }

  /** Sends a frame, encoded once, to every attachment with the mode. */
  broadcast(
    message: OutboundProtocolMessage,
    mode: number,
    include?: (attachment: Attachment) => boolean,
  ): void {
    if (this.attachments.size === 0) return;
    const frame = new OutboundFrame(message);
    for (const attachment of this.attachments) {
      if ((attachment.granted & mode) === 0) continue;
      if (include && !include(attachment)) continue;
      attachment.deliver(frame);
    }
  }

  store(publication: Publication): void {
    this.log.push(publication);
    this.app.retention.add(this, publication);
  }

  evictOldest(): Publication | undefined {
    const evicted = this.log.shift();
    if (evicted) {
      if (evicted.serial > this.evictedThrough) this.evictedThrough = evicted.serial;
      this.app.removeIfIdle(this);
    }
    return evicted;
  }

  locateMessage(serial: string): LocatedMessage | undefined {
    const publication = this.log.find(splitSerial(serial).channelSerial);
    if (!publication?.isCreation) return undefined;
    const index = publication.messages.findIndex((message) => message.serial === serial);
    const latest = latestMessage(publication, index);
    return latest && { publication, index, latest };
  }

  /** Updates the record of a message's changes, and the size that is accounted for it. */
  updateRecord(
    { publication, index, latest }: LocatedMessage,
    update: (record: MessageRecord) => void,
  ): MessageRecord {
    publication.records ??= new Map();
    const existing = publication.records.get(index);
    const record = existing ?? new MessageRecord(latest);
    const sizeBefore = existing?.size ?? 0;
    publication.records.set(index, record);
    update(record);
    this.resize(publication, record.size - sizeBefore);
    return record;
  }

  /** Removes the messages of a publication that a later one has superseded. */
  clearMessages(publication: Publication): void {
    publication.messages = [];
    this.resize(publication, storedSizeOf([]) - publication.size);
  }

  private resize(publication: Publication, bytes: number): void {
    const isStored = this.log.find(publication.serial) === publication;
    if (isStored) this.app.retention.resize(publication, bytes);
  }

  detach(attachment: Attachment): void {
    if (!this.attachments.delete(attachment)) return;
    this.occupancy.scheduleUpdate();
    this.app.removeIfIdle(this);
  }
}
