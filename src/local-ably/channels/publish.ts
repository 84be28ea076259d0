import type { Identity } from '../auth/identity';
import type { Connection } from '../connections/connection';
import { AblyError } from '../protocol/ably-error';
import { Mode } from '../protocol/flags';
import type { RawItem } from '../protocol/protocol-message';
import type { Attachment } from './attachment';
import type { Channel } from './channel';
import { publicationFrame, storedSizeOf, withoutEphemeral, type Publication } from './publication';
import { createMessage, readMessage, type MessageContent } from './read-message';

/** Who publishes, and under which protocol message id. */
export interface Publisher {
  identity: Identity;
  id: string;
  connectionId?: string;
  /** The publishing connection; one that asked for no echo is left out. */
  connection?: Connection;
}

/**
 * Publishes messages in one act and returns their serials. Messages whose ids were published
 * lately are not published again; the first serials are returned.
 */
export function publish(channel: Channel, publisher: Publisher, items: RawItem[]): string[] {
  const { limits } = channel.app;
  if (items.length === 0) throw new AblyError(40000, 400, 'Nothing to publish: send a message.');
  if (items.length > limits.maxMessagesPerPublish) {
    const most = limits.maxMessagesPerPublish;
    throw new AblyError(40034, 400, `Too many messages: publish at most ${most} at once.`);
  }
  const read = items.map((item) => readMessage(item, publisher.identity, channel.name));
  const size = read.reduce((sum, one) => sum + one.size, 0);
  checkSize(size, limits.maxMessageSize);
  const contents = read.map(({ content }) => content);
  checkIds(contents);
  const given = contents[0]?.id;
  const earlier = given === undefined ? undefined : channel.idempotencyKeys.find(given);
  if (earlier) return earlier;
  channel.consumeRate(items.length);
  const publication = createPublication(channel, publisher, contents);
  const serials = publication.messages.map((message) => message.serial);
  if (given !== undefined) channel.idempotencyKeys.add(given, serials);
  broadcastPublication(channel, publication, publisher.connection);
  const lasting = withoutEphemeral(publication);
  if (lasting) channel.store(lasting);
  channel.app.stats.recordPublish(publication.messages.length, size);
  return serials;
}

/** Refuses what is larger than the limit of one publish. */
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

/** Sends a publication to those who may read it. */
export function broadcastPublication(
  channel: Channel,
  publication: Publication,
  publisher?: Connection,
): void {
  const silent = publisher && !publisher.echo ? publisher : undefined;
  channel.broadcast(
    publicationFrame(channel.name, publication),
    publication.annotations ? Mode.ANNOTATION_SUBSCRIBE : Mode.SUBSCRIBE,
    silent && ((attachment) => attachment.connection !== silent),
  );
}

/**
 * Sends a change of a message. `live` is what most subscribers get; those that asked for whole
 * messages instead of appended fragments get the publication as it is stored.
 */
export function broadcastChange(
  channel: Channel,
  publication: Publication,
  { live, publisher }: { live: Publication; publisher?: Connection },
): void {
  const hears = ({ connection }: Attachment): boolean =>
    connection !== publisher || connection.echo;
  const wantsWhole = ({ params }: Attachment): boolean => params['appendMode'] === 'full';
  if (live !== publication) {
    channel.broadcast(
      publicationFrame(channel.name, publication),
      Mode.SUBSCRIBE,
      (attachment) => hears(attachment) && wantsWhole(attachment),
    );
  }
  channel.broadcast(
    publicationFrame(channel.name, live),
    Mode.SUBSCRIBE,
    (attachment) => hears(attachment) && (live === publication || !wantsWhole(attachment)),
  );
}
