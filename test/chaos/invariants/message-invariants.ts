import { groupBy, mayBeUndone } from './evidence';
import type { Evidence } from './evidence';

/** Every message that was answered with 201 is in the database, once, under the answered id. */
export function acceptedMessagesAreStored({ sent, stored, faults }: Evidence): string[] {
  const byText = groupBy(stored, ({ text }) => text);
  return sent.flatMap(({ text, state, acceptedAt, messageId }) => {
    if (state !== 'accepted' || mayBeUndone(faults, acceptedAt ?? 0)) return [];
    const [found, ...more] = byText.get(text) ?? [];
    if (!found) return [`${text} was accepted and is not stored`];
    if (more.length > 0) return [`${text} was accepted and is stored ${more.length + 1} times`];
    return found.id === messageId ? [] : [`${text} was accepted as ${messageId}, not ${found.id}`];
  });
}

/** No message is stored twice, whether its answer arrived or not. */
export function noMessageIsStoredTwice({ sent, stored }: Evidence): string[] {
  const byText = groupBy(stored, ({ text }) => text);
  return sent.flatMap(({ text }) => {
    const count = byText.get(text)?.length ?? 0;
    return count > 1 ? [`${text} is stored ${count} times`] : [];
  });
}

/** A message that was refused is not stored. */
export function refusedMessagesAreNotStored({ sent, stored }: Evidence): string[] {
  const texts = new Set(stored.map(({ text }) => text));
  return sent.flatMap(({ text, state }) =>
    state === 'refused' && texts.has(text) ? [`${text} was refused and is stored`] : [],
  );
}

/** The counters of conversations, members and support rooms equal a recount. */
export function countersEqualRecount({ counters }: Evidence): string[] {
  return counters.flatMap(({ counter, conversationId, stored, recounted }) =>
    stored === recounted
      ? []
      : [`${counter} of conversation ${conversationId} is ${stored}, counted ${recounted}`],
  );
}

export function outboxIsEmpty({ undelivered }: Evidence): string[] {
  return undelivered;
}
