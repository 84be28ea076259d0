/** Receives what a conversation's channels deliver. */
export interface TransportHandlers {
  /** An event of the conversation, by its name on the wire. */
  onEvent(name: string, data: unknown): void;
  onTyping(data: unknown): void;
  /** The ids of the users who have the conversation open. */
  onPresence(userIds: ReadonlySet<string>): void;
  onLiveChange(isLive: boolean): void;
  /** Events may have been missed: fetch them. */
  onGap(): void;
}

/** Delivers the events of one conversation and sends typing. Never used again after `close`. */
export interface ChatTransport {
  open(): Promise<void>;
  /** The conversation opened for writing; idempotent. */
  allowTyping(): void;
  sendTyping(isTyping: boolean): Promise<void>;
  /** The device woke up or has a network again: do not wait for the next attempt. */
  reconnect(): void;
  close(): void;
}
