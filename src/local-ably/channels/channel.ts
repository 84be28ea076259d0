import type { App } from '../app';
import type { Connection } from '../connections/connection';
import { OutboundFrame } from '../protocol/outbound-frame';
import type { Message } from '../protocol/message';
import type { OutboundProtocolMessage } from '../protocol/protocol-message';
import { splitSerial } from '../protocol/serial-clock';
import type { Attachment } from './attachment';
import { Log } from './log';
import { Occupancy } from './occupancy';
import { PresenceSet } from './presence-set';
import { latestMessage, type Publication } from './publication';
import { RememberedIds } from './remembered-ids';

/** A channel of an app: who is attached, what was published, who is present. */
export class Channel {
  readonly attachments = new Map<Connection, Attachment>();
  readonly log = new Log<Publication>();
  readonly presence = new PresenceSet(this);
  readonly occupancy = new Occupancy(this);
  readonly rememberedIds = new RememberedIds();
  /** Serial of the newest publication that is gone: what lies before it cannot be resumed. */
  lostThrough: string;

  constructor(
    readonly app: App,
    readonly name: string,
  ) {
    this.lostThrough = app.lostThrough;
  }

  /** True when nothing would be lost by forgetting the channel. */
  get isIdle(): boolean {
    return this.attachments.size === 0 && this.log.length === 0 && this.presence.isEmpty;
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

  dropOldest(): Publication | undefined {
    const dropped = this.log.shift();
    if (dropped) {
      if (dropped.creates) this.rememberedIds.forget(dropped.messages[0]?.id);
      if (dropped.serial > this.lostThrough) this.lostThrough = dropped.serial;
      this.app.forgetIfIdle(this);
    }
    return dropped;
  }

  /** A message by its serial: the publication that created it, and its newest form. */
  locate(serial: string): { publication: Publication; index: number; latest: Message } | undefined {
    const publication = this.log.find(splitSerial(serial).channelSerial);
    if (!publication?.creates) return undefined;
    const index = publication.messages.findIndex((message) => message.serial === serial);
    const latest = latestMessage(publication, index);
    return latest && { publication, index, latest };
  }

  detach(connection: Connection): void {
    if (!this.attachments.delete(connection)) return;
    this.occupancy.changed();
    this.app.forgetIfIdle(this);
  }
}
