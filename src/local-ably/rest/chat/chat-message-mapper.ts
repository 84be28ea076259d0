import type { Message } from '../../protocol/message';
import { isPlainObject } from '../../protocol/plain-value';

const ACTIONS = ['message.create', 'message.update', 'message.delete'];
const REACTION = /^reaction:(unique|distinct|multiple)\.v1$/;

/** Maps a message of a chat room to the REST format of the chat SDK. */
export function toChatMessage(message: Message): Record<string, unknown> {
  const { text, metadata } = chatContent(message);
  const { extras, annotations } = message;
  return {
    serial: message.serial,
    clientId: message.clientId ?? '',
    text,
    metadata,
    headers: isPlainObject(extras?.['headers']) ? extras['headers'] : {},
    action: ACTIONS[message.action] ?? 'message.create',
    timestamp: message.timestamp,
    version: message.version,
    ...(typeof extras?.['userClaim'] === 'string' ? { userClaim: extras['userClaim'] } : {}),
    reactions: toReactions(annotations?.summary ?? {}),
  };
}

function chatContent(message: Message): { text: string; metadata: Record<string, unknown> } {
  let content: unknown;
  try {
    content = JSON.parse(String(message.data));
  } catch {
    content = undefined;
  }
  if (!isPlainObject(content)) return { text: '', metadata: {} };
  const { text, metadata } = content;
  return {
    text: typeof text === 'string' ? text : '',
    metadata: isPlainObject(metadata) ? metadata : {},
  };
}

/** Maps annotation summaries to reactions by method. */
export function toReactions(summary: Record<string, unknown>): Record<string, unknown> {
  const reactions: Record<string, unknown> = { unique: {}, distinct: {}, multiple: {} };
  for (const [type, value] of Object.entries(summary)) {
    const method = REACTION.exec(type)?.[1];
    if (method) reactions[method] = value;
  }
  return reactions;
}
