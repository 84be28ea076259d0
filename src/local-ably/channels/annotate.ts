import { assertedClientId, userClaim } from '../auth/identity';
import { AblyError } from '../protocol/ably-error';
import { MessageAction } from '../protocol/actions';
import type { Annotation, Message } from '../protocol/message';
import { readPayload } from '../protocol/payload';
import type { RawItem } from '../protocol/protocol-message';
import { messageSerial, type Tick } from '../protocol/serial-clock';
import { AnnotationSet, annotationSize, checkAnnotation } from './annotation-set';
import { findMessage, requireMutable } from './change-message';
import type { Channel } from './channel';
import { storedSizeOf, type Publication } from './publication';
import { broadcastPublication, checkSize, type Publisher } from './publish';
import { rawSize, readExtras, readId } from './read-message';

/**
 * Adds or removes annotations of messages and returns their serials. Raw annotations go to
 * attachments with ANNOTATION_SUBSCRIBE, the new summaries to all subscribers.
 */
export function annotate(channel: Channel, publisher: Publisher, items: RawItem[]): string[] {
  requireMutable(channel);
  if (items.length === 0) {
    throw new AblyError(40000, 400, 'Nothing to publish: send an annotation.');
  }
  const id = readId(items[0]?.['id']);
  const idempotencyKey = id === undefined ? undefined : `annotation ${id}`;
  const storedSerials = idempotencyKey && channel.idempotencyKeys.find(idempotencyKey);
  if (storedSerials) return storedSerials;
  const tick = channel.app.clock.next();
  const annotations = items.map((item, index) =>
    readAnnotation(channel, publisher, { item, index, tick }),
  );
  const targets = new Set(annotations.map((one) => one.messageSerial));
  for (const serial of targets) findMessage(channel, serial);
  channel.consumeRate(items.length);
  const publication = publicationOf(annotations, publisher, tick);
  channel.store(publication);
  for (const annotation of annotations) apply(channel, annotation);
  broadcastPublication(channel, publication, publisher.connection);
  for (const serial of targets) publishSummary(channel, serial);
  const serials = annotations.map((one) => one.serial);
  if (idempotencyKey) channel.idempotencyKeys.add(idempotencyKey, serials);
  return serials;
}

function readAnnotation(
  channel: Channel,
  publisher: Publisher,
  { item, index, tick }: { item: RawItem; index: number; tick: Tick },
): Annotation {
  const { type, target, name, count } = checkFields(item);
  const { identity, connectionId } = publisher;
  const clientId = assertedClientId(identity, item['clientId']);
  const payload = readPayload(item['data'], item['encoding']);
  checkSize(type.length + rawSize(item, payload.data), channel.app.limits.maxMessageSize);
  const extras = readExtras(item['extras'], userClaim(identity, channel.name));
  const annotation: Annotation = {
    id: readId(item['id']) ?? `${publisher.id}:${index}`,
    action: item['action'] === 1 ? 1 : 0,
    type,
    serial: messageSerial(tick.channelSerial, index),
    messageSerial: target,
    timestamp: tick.timestamp,
    ...(name ? { name } : {}),
    ...(count === undefined ? {} : { count }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(connectionId === undefined ? {} : { connectionId }),
    ...payload,
    ...(extras ? { extras } : {}),
  };
  checkAnnotation(annotation);
  return annotation;
}

interface CheckedFields {
  type: string;
  target: string;
  name?: string;
  count?: number;
}

function checkFields(item: RawItem): CheckedFields {
  const { type, messageSerial: target, name, count } = item;
  if (typeof type !== 'string' || type === '') {
    throw invalid('type', 'such as reaction:distinct.v1');
  }
  if (typeof target !== 'string' || target === '') throw invalid('messageSerial', 'of the message');
  const fields: CheckedFields = { type, target };
  if (typeof name === 'string') fields.name = name;
  else if (name !== undefined && name !== null) throw invalid('name', 'as text');
  if (typeof count === 'number' && Number.isSafeInteger(count)) fields.count = count;
  else if (count !== undefined && count !== null) throw invalid('count', 'as a whole number');
  return fields;
}

function invalid(field: string, expected: string): AblyError {
  return new AblyError(40000, 400, `Invalid annotation: give its "${field}" ${expected}.`);
}

function publicationOf(annotations: Annotation[], publisher: Publisher, tick: Tick): Publication {
  return {
    serial: tick.channelSerial,
    timestamp: tick.timestamp,
    id: publisher.id,
    connectionId: publisher.connectionId,
    messages: [],
    annotations,
    isCreation: false,
    size: annotations.reduce((sum, one) => sum + annotationSize(one), 0),
  };
}

/** Counts an annotation on its message, unless storing it has evicted the message. */
function apply(channel: Channel, annotation: Annotation): void {
  const target = channel.locateMessage(annotation.messageSerial);
  if (!target) return;
  channel.updateRecord(target, (record) => {
    record.annotations ??= new AnnotationSet();
    record.annotations.apply(annotation);
  });
}

/** Stores the new summary on the message and publishes it to the subscribers. */
function publishSummary(channel: Channel, serial: string): void {
  const target = channel.locateMessage(serial);
  if (!target) return;
  const record = channel.updateRecord(target, (one) => {
    const summary = one.annotations?.summary() ?? {};
    one.latest = { ...one.latest, annotations: { summary } };
  });
  const { latest } = record;
  const tick = channel.app.clock.next();
  const message: Message = {
    id: `${tick.channelSerial}:0`,
    serial,
    action: MessageAction.SUMMARY,
    timestamp: latest.timestamp,
    version: latest.version,
    ...(latest.annotations ? { annotations: latest.annotations } : {}),
    ...(latest.name === undefined ? {} : { name: latest.name }),
  };
  const publication: Publication = {
    serial: tick.channelSerial,
    timestamp: tick.timestamp,
    id: tick.channelSerial,
    messages: [message],
    isCreation: false,
    size: storedSizeOf([message]),
  };
  if (record.summaryPublication) channel.clearMessages(record.summaryPublication);
  record.summaryPublication = publication;
  channel.store(publication);
  broadcastPublication(channel, publication);
}
