import type { App } from '../app';
import type { Connection } from '../connections/connection';
import { AblyError } from '../protocol/ably-error';
import { OutboundFrame } from '../protocol/outbound-frame';
import type { Message } from '../protocol/message';
import type { OutboundProtocolMessage } from '../protocol/protocol-message';
import { splitSerial } from '../protocol/serial-clock';
import { RateLimit } from '../rate-limit';
import type { Attachment } from './attachment';
import { Log } from './log';
import { MessageRecord } from './message-record';
import { Occupancy } from './occupancy';
import { PresenceSet } from './presence-set';
import { latestMessage, storedSizeOf, type Publication } from './publication';
import { IdempotencyKeys } from './idempotency-keys';
import type { Evictable } from './retention';

/** A message found by its serial: the publication that created it, and its newest form. */
export interface LocatedMessage {
  publication: Publication;
  index: number;
  latest: Message;
}

/** A channel of an app: who is attached, what was published, who is present. */
export class Channel implements Evictable {
  readonly attachments = new Map<Connection, Attachment>();
  readonly log = new Log<Publication>();
  readonly presence = new PresenceSet(this);
  readonly occupancy = new Occupancy(this);
  readonly idempotencyKeys: IdempotencyKeys;
  /** Serial of the newest publication that is gone: what lies before it cannot be resumed. */
  evictedThrough: string;
  private readonly rate: RateLimit;

  constructor(
    readonly app: App,
    readonly name: string,
  ) {
    this.evictedThrough = app.evictedThrough;
    this.idempotencyKeys = new IdempotencyKeys(app.retention);
    this.rate = new RateLimit(app.limits.maxPublishRatePerChannel);
  }

  /** True when nothing would be lost by forgetting the channel. */
  get isIdle(): boolean {
    return this.attachments.size === 0 && this.log.length === 0 && this.presence.isEmpty;
  }

  /** Refuses messages that come faster than the channel takes them. */
  consumeRate(messages: number): void {
    if (this.rate.take(messages)) return;
    throw new AblyError(
      42913,
      429,
      `Rate limit exceeded: channel "${this.name}" takes at most ${this.rate.perSecond} messages ` +
        'a second; publish again later.',
    );
  }

  /** Sends one frame, encoded once, to every attachment that holds the mode. */
  broadcast(
    message: OutboundProtocolMessage,
    mode: number,
    include?: (attachment: Attachment) => boolean,
  ): void {
    if (this.attachments.size === 0) return;
    const frame = new OutboundFrame(message);
    for (const attachment of this.attachments.values()) {
      if ((attachment.granted & mode) === 0) continue;
      if (include && !include(attachment)) continue;
      attachment.connection.deliver(frame);
    }
  }

  store(publication: Publication): void {
    this.log.push(publication);
    this.app.retention.add(this, publication);
  }

  evictOldest(): Publication | undefined {
    const dropped = this.log.shift();
    if (dropped) {
      if (dropped.serial > this.evictedThrough) this.evictedThrough = dropped.serial;
      this.app.removeIfIdle(this);
    }
    return dropped;
  }

  /** A message by its serial. */
  locateMessage(serial: string): LocatedMessage | undefined {
    const publication = this.log.find(splitSerial(serial).channelSerial);
    if (!publication?.isCreation) return undefined;
    const index = publication.messages.findIndex((message) => message.serial === serial);
    const latest = latestMessage(publication, index);
    return latest && { publication, index, latest };
  }

  /** Notes beside a message what became of it, and counts what that takes. */
  updateRecord(
    { publication, index, latest }: LocatedMessage,
    act: (record: MessageRecord) => void,
  ): MessageRecord {
    publication.records ??= new Map();
    const known = publication.records.get(index);
    const record = known ?? new MessageRecord(latest);
    const before = known?.size ?? 0;
    publication.records.set(index, record);
    act(record);
    this.resize(publication, record.size - before);
    return record;
  }

  /** Takes the messages out of a publication that a later one made worthless. */
  clearMessages(publication: Publication): void {
    publication.messages = [];
    this.resize(publication, storedSizeOf([]) - publication.size);
  }

  private resize(publication: Publication, bytes: number): void {
    const kept = this.log.find(publication.serial) === publication;
    if (kept) this.app.retention.resize(publication, bytes);
  }

  detach(connection: Connection): void {
    if (!this.attachments.delete(connection)) return;
    this.occupancy.scheduleUpdate();
    this.app.removeIfIdle(this);
  }
}
