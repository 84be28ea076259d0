/** Subscribers of a process share one event object, so each event is encoded once for all of them. */
export function encodeOnce<Event extends object, Encoded>(
  encode: (conversationId: string, event: Event) => Encoded,
): (conversationId: string, event: Event) => Encoded {
  const done = new WeakMap<Event, Encoded>();
  return (conversationId, event) => {
    const encoded = done.get(event) ?? encode(conversationId, event);
    done.set(event, encoded);
    return encoded;
  };
}
