import { randomBytes } from 'node:crypto';
import type { AuthApp } from '../auth/authenticate';
import type { Capability } from '../auth/capability';
import type { Identity } from '../auth/identity';
import type { Attachment, Subscriber } from '../channels/attachment';
import type { Channel } from '../channels/channel';
import type { Limits } from '../limits';
import { AblyError, toAblyError, type WireError } from '../protocol/ably-error';
import { Action } from '../protocol/actions';
import type { OutboundFrame } from '../protocol/outbound-frame';
import type { OutboundProtocolMessage } from '../protocol/protocol-message';
import { RateLimit } from '../rate-limit';
import { PublishResults, type PublishResult } from './publish-results';
import type { Transport } from './transport';

/** Connection options that the client requested. */
export interface ConnectionOptions {
  echo: boolean;
  heartbeats: boolean;
  /** Milliseconds that presence outlives a dropped transport; default: `presenceGrace`. */
  remainPresentFor?: number;
}

/** The part of an app that connections and frame handlers use. */
export interface ConnectionApp extends AuthApp {
  readonly limits: Limits;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly connections: {
    disconnect(connection: Connection, error?: AblyError): void;
    remove(connection: Connection): void;
    reauthorized(connection: Connection): void;
  };
  channel(name: string): Channel;
  withChannel<T>(name: string, action: (channel: Channel) => T): T;
  removeIfIdle(channel: Channel): void;
}

/** A channel that a connection is attached to. */
interface Attached {
  channel: Channel;
  attachment: Attachment;
}

/** A client's session with an app; it outlives its transport for a while and can be resumed. */
export class Connection implements Subscriber {
  readonly id = randomBytes(8).toString('base64url').replace(/[-_]/g, 'x');
  key = '';
  /** The key it was resumed with, until a frame shows that the client received the new one. */
  previousKey?: string;
  /** By the name that the client uses, qualifier included. */
  readonly attachments = new Map<string, Attached>();
  readonly presentOn = new Set<Channel>();
  readonly results: PublishResults;
  private readonly rate: RateLimit;
  transport?: Transport;
  private pendingAck?: { msgSerial: number; res: { serials: (string | null)[] }[] };

  constructor(
    readonly app: ConnectionApp,
    public identity: Identity,
    public options: ConnectionOptions,
  ) {
    this.results = new PublishResults(app.limits.maxPublishResults);
    this.rate = new RateLimit(app.limits.maxPublishRatePerConnection);
  }

  get echo(): boolean {
    return this.options.echo;
  }

  get capability(): Capability {
    return this.identity.capability;
  }

  deliver(frame: OutboundFrame): void {
    this.transport?.deliver(frame);
  }

  /** Sends a frame to this client only, after pending acknowledgements. */
  send(message: OutboundProtocolMessage): void {
    this.flushAck();
    this.transport?.send(message);
  }

  sendError(error: AblyError, channel?: string): void {
    this.send({
      action: Action.ERROR,
      ...(channel === undefined ? {} : { channel }),
      error: error.toWire(),
    });
  }

  /** Throws 42911 when the connection exceeds its publish rate. */
  consumeRate(count: number): void {
    if (this.rate.take(count)) return;
    throw new AblyError(
      42911,
      429,
      `Rate limit exceeded: a connection may publish at most ${this.rate.perSecond} messages a ` +
        'second; publish again later.',
    );
  }

  /** Publishes a frame once and replies; a resent frame gets the stored result. */
  replyOnce(msgSerial: number, publish: () => (string | null)[]): void {
    const stored = this.results.find(msgSerial);
    if (stored) {
      this.reply(msgSerial, stored);
      return;
    }
    let result: PublishResult;
    try {
      result = { serials: publish() };
    } catch (thrown) {
      result = { error: toAblyError(thrown).toWire() };
    }
    this.results.store(msgSerial, result);
    this.reply(msgSerial, result);
  }

  private reply(msgSerial: number, result: PublishResult): void {
    if ('error' in result) this.nack(msgSerial, result.error);
    else this.acknowledge(msgSerial, result.serials);
  }

  private nack(msgSerial: number, error: WireError): void {
    this.send({ action: Action.NACK, msgSerial, count: 1, error });
  }

  /** Combines consecutive acknowledgements of one event loop turn into a frame. */
  private acknowledge(msgSerial: number, serials: (string | null)[]): void {
    const open = this.pendingAck;
    if (open && open.msgSerial + open.res.length === msgSerial) {
      open.res.push({ serials });
      return;
    }
    this.flushAck();
    this.pendingAck = { msgSerial, res: [{ serials }] };
    process.nextTick(() => this.flushAck());
  }

  private flushAck(): void {
    const ready = this.pendingAck;
    if (!ready) return;
    this.pendingAck = undefined;
    const { msgSerial, res } = ready;
    this.transport?.send({ action: Action.ACK, msgSerial, count: res.length, res });
  }

  attach(name: string, attached: Attached): void {
    this.attachments.set(name, attached);
    attached.channel.attachments.add(attached.attachment);
  }

  /** Detaches from a channel; the connection's members leave it. */
  detach(name: string, channel: Channel): void {
    const attached = this.attachments.get(name);
    this.attachments.delete(name);
    if (this.presentOn.has(channel) && !this.isAttachedTo(channel)) {
      this.presentOn.delete(channel);
      channel.presence.leaveAll(this.id);
    }
    if (attached) channel.detach(attached.attachment);
  }

  /** A client can attach to a channel under several names, such as a filtered one. */
  private isAttachedTo(channel: Channel): boolean {
    for (const attached of this.attachments.values()) if (attached.channel === channel) return true;
    return false;
  }

  leavePresence(): void {
    for (const channel of this.presentOn) channel.presence.leaveAll(this.id);
    this.presentOn.clear();
  }

  /** Detaches from all channels while there is no transport; presence is kept. */
  detachAll(): void {
    for (const { channel, attachment } of this.attachments.values()) channel.detach(attachment);
    this.attachments.clear();
  }
}
