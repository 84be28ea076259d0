import type { MessageLog } from '../../state/chat/message-log';

const cache = new WeakMap<readonly object[], boolean>();

/** Whether any message has a file; cached by message list. */
export function hasFiles({ messages }: Pick<MessageLog, 'messages'>): boolean {
  const result = cache.get(messages) ?? messages.some(({ file }) => file !== undefined);
  cache.set(messages, result);
  return result;
}
