import { assertedClientId } from '../auth/identity';
import { AblyError } from '../protocol/ably-error';
import { Action, MessageAction } from '../protocol/actions';
import { Mode } from '../protocol/flags';
import type { Annotation, Message } from '../protocol/message';
import { readPayload } from '../protocol/payload';
import { assertPlain, isPlainObject } from '../protocol/plain-value';
import type { RawItem } from '../protocol/protocol-message';
import { messageSerial, type Tick } from '../protocol/serial-clock';
import { AnnotationSet, checkAnnotation } from './annotation-set';
import { findMessage, requireMutable } from './change-message';
import type { Channel } from './channel';
import type { MessageRecord, Publication } from './publication';
import { broadcastPublication, checkSize, type Publisher } from './publish';

/**
 * Adds or removes annotations of messages. Who asked for raw annotations gets them; every
 * subscriber gets the new counts. Returns the annotations' serials.
 */
export function annotate(channel: Channel, publisher: Publisher, items: RawItem[]): string[] {
  requireMutable(channel);
  if (items.length === 0)
    throw new AblyError(40000, 400, 'Nothing to publish: send an annotation.');
  const given = items[0]?.['id'];
  const rememberedId =
    typeof given === 'string' && given !== '' ? `annotation ${given}` : undefined;
  const earlier = rememberedId && channel.rememberedIds.find(rememberedId);
  if (earlier) return earlier;
  const tick = channel.app.clock.next();
  const annotations = items.map((item, index) =>
    readAnnotation(channel, publisher, { item, index, tick }),
  );
  const targets = annotations.map((one) => findMessage(channel, one.messageSerial));
  for (const [index, annotation] of annotations.entries()) {
    const target = targets[index];
    if (target) annotationsOf(target).apply(annotation);
  }
  channel.broadcast(
    {
      action: Action.ANNOTATION,
      id: publisher.id,
      channel: channel.name,
      channelSerial: tick.channelSerial,
      connectionId: publisher.connectionId,
      timestamp: tick.timestamp,
      annotations,
    },
    Mode.ANNOTATION_SUBSCRIBE,
    publisher.connection && !publisher.connection.echo
      ? ({ connection }) => connection !== publisher.connection
      : undefined,
  );
  for (const serial of new Set(annotations.map((one) => one.messageSerial))) {
    announceSummary(channel, serial);
  }
  const serials = annotations.map((one) => one.serial);
  if (rememberedId) channel.rememberedIds.add(rememberedId, serials);
  return serials;
}

function readAnnotation(
  channel: Channel,
  publisher: Publisher,
  { item, index, tick }: { item: RawItem; index: number; tick: Tick },
): Annotation {
  const { type, target, name, count } = checkFields(item);
  const { action, id, extras } = item;
  const clientId = assertedClientId(publisher.identity, item['clientId']);
  if (isPlainObject(extras)) assertPlain(extras);
  const annotation: Annotation = {
    id: typeof id === 'string' && id !== '' ? id : `${publisher.id}:${index}`,
    action: action === 1 ? 1 : 0,
    type,
    serial: messageSerial(tick.channelSerial, index),
    messageSerial: target,
    timestamp: tick.timestamp,
    ...(name ? { name } : {}),
    ...(count === undefined ? {} : { count }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(publisher.connectionId === undefined ? {} : { connectionId: publisher.connectionId }),
    ...readPayload(item['data'], item['encoding']),
    ...(isPlainObject(extras) ? { extras } : {}),
  };
  checkSize([annotation], channel.app.limits.maxMessageSize);
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

function invalid(field: string, wanted: string): AblyError {
  return new AblyError(40000, 400, `Invalid annotation: give its "${field}" ${wanted}.`);
}

function recordOf(target: {
  publication: Publication;
  index: number;
  latest: Message;
}): MessageRecord {
  const { publication, index, latest } = target;
  publication.changed ??= new Map();
  const record = publication.changed.get(index) ?? { latest, versions: [latest] };
  publication.changed.set(index, record);
  return record;
}

function annotationsOf(target: {
  publication: Publication;
  index: number;
  latest: Message;
}): AnnotationSet {
  return (recordOf(target).annotations ??= new AnnotationSet());
}

/** Notes the new counts on the message and tells the channel's subscribers. */
function announceSummary(channel: Channel, serial: string): void {
  const record = recordOf(findMessage(channel, serial));
  const summary = record.annotations?.summary() ?? {};
  record.latest = { ...record.latest, annotations: { summary } };
  const tick = channel.app.clock.next();
  const { latest } = record;
  const message: Message = {
    id: `${tick.channelSerial}:0`,
    serial,
    action: MessageAction.SUMMARY,
    timestamp: latest.timestamp,
    version: latest.version,
    annotations: { summary },
    ...(latest.name === undefined ? {} : { name: latest.name }),
  };
  const publication: Publication = {
    serial: tick.channelSerial,
    timestamp: tick.timestamp,
    id: tick.channelSerial,
    messages: [message],
    creates: false,
    size: JSON.stringify(summary).length + 400,
  };
  channel.store(publication);
  broadcastPublication(channel, publication);
}
