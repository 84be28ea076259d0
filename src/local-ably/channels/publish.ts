import type { Identity } from '../auth/identity';
import { AblyError } from '../protocol/ably-error';
import { Mode } from '../protocol/flags';
import type { RawItem } from '../protocol/protocol-message';
import type { Attachment, Subscriber } from './attachment';
import type { Channel } from './channel';
import { publicationFrame, storedSizeOf, withoutEphemeral, type Publication } from './publication';
import { createMessage, readMessage, type MessageContent } from './read-message';

/** The publishing client, and the id of its protocol message. */
export interface Publisher {
  identity: Identity;
  id: string;
  connectionId?: string;
  /** The publishing connection; receives its own messages only with echo. */
  connection?: Subscriber;
}

/** Publishes messages atomically and returns their serials; idempotent by the first message's id. */
export function publish(channel: Channel, publisher: Publisher, items: RawItem[]): string[] {
  const { limits } = channel.app;
  if (items.length === 0) throw new AblyError(40000, 400, 'Nothing to publish: send a message.');
  if (items.length > limits.maxMessagesPerPublish) {
    const max = limits.maxMessagesPerPublish;
    throw new AblyError(40034, 400, `Too many messages: publish at most ${max} at once.`);
  }
  const read = items.map((item) => readMessage(item, publisher.identity, channel.name));
  const size = read.reduce((sum, one) => sum + one.size, 0);
  checkSize(size, limits.maxMessageSize);
  const contents = read.map(({ content }) => content);
  checkIds(contents);
  const id = contents[0]?.id;
  const storedSerials = id === undefined ? undefined : channel.idempotencyKeys.find(id);
  if (storedSerials) return storedSerials;
  channel.consumeRate(items.length);
  const publication = createPublication(channel, publisher, contents);
  const serials = publication.messages.map((message) => message.serial);
  if (id !== undefined) channel.idempotencyKeys.add(id, serials);
  broadcastPublication(channel, publication, publisher.connection);
  const persistent = withoutEphemeral(publication);
  if (persistent) channel.store(persistent);
  channel.app.stats.recordPublish(publication.messages.length, size);
  return serials;
}

/** Throws 40009 when a publish exceeds the size limit. */
export function checkSize(size: number, limit: number): void {
  if (size <= limit) return;
  throw new AblyError(
    40009,
    400,
    `Message too large: ${size} bytes where at most ${limit} are allowed; split or shorten it.`,
  );
}

function checkIds(contents: MessageContent[]): void {
  if (contents.length < 2 || contents.every((content) => content.id === undefined)) return;
  const base = contents[0]?.id?.replace(/:0$/, '');
  if (contents.some((content, index) => content.id !== `${base}:${index}`)) {
    throw new AblyError(
      40031,
      400,
      'Invalid message id: messages published together need ids of the form base:0, base:1, ….',
    );
  }
}

function createPublication(
  channel: Channel,
  publisher: Publisher,
  contents: MessageContent[],
): Publication {
  const tick = channel.app.clock.next();
  const { id, connectionId } = publisher;
  const messages = contents.map((content, index) => createMessage(content, tick, index));
  return {
    serial: tick.channelSerial,
    timestamp: tick.timestamp,
    id,
    connectionId,
    messages,
    isCreation: true,
    size: storedSizeOf(messages),
  };
}

/** Sends a publication to the attachments with the mode for it. */
export function broadcastPublication(
  channel: Channel,
  publication: Publication,
  publisher?: Subscriber,
): void {
  const excluded = publisher && !publisher.echo ? publisher : undefined;
  channel.broadcast(
    publicationFrame(channel.name, publication),
    publication.annotations ? Mode.ANNOTATION_SUBSCRIBE : Mode.SUBSCRIBE,
    excluded && ((attachment) => attachment.subscriber !== excluded),
  );
}

/**
 * Sends a change of a message. Attachments with `appendMode=full` receive the stored publication
 * with whole messages, the others `live`, with appended fragments.
 */
export function broadcastChange(
  channel: Channel,
  publication: Publication,
  { live, publisher }: { live: Publication; publisher?: Subscriber },
): void {
  const isRecipient = ({ subscriber }: Attachment): boolean =>
    subscriber !== publisher || subscriber.echo;
  const wantsWhole = ({ params }: Attachment): boolean => params['appendMode'] === 'full';
  if (live !== publication) {
    channel.broadcast(
      publicationFrame(channel.name, publication),
      Mode.SUBSCRIBE,
      (attachment) => isRecipient(attachment) && wantsWhole(attachment),
    );
  }
  channel.broadcast(
    publicationFrame(channel.name, live),
    Mode.SUBSCRIBE,
    (attachment) => isRecipient(attachment) && (live === publication || !wantsWhole(attachment)),
  );
}
