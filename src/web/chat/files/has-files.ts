import type { MessageLog } from '../../state/chat/message-log';

const known = new WeakMap<readonly object[], boolean>();

/** Whether something was sent with any of the messages; looked up once for each list of them. */
export function hasFiles({ messages }: Pick<MessageLog, 'messages'>): boolean {
  const answer = known.get(messages) ?? messages.some(({ file }) => file !== undefined);
  known.set(messages, answer);
  return answer;
}
