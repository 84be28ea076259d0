/** Every bound of the server. Sizes are bytes, times milliseconds. */
export interface Limits {
  maxMessageSize: number;
  maxFrameSize: number;
  maxRequestSize: number;
  maxMessagesPerPublish: number;
  maxConnections: number;
  /** Apps that provisioning may add. */
  maxApps: number;
  maxChannelsPerConnection: number;
  maxChannels: number;
  maxPresenceMembers: number;
  /** Bytes that the present members of all channels of an app hold. */
  maxPresenceBytes: number;
  /** Messages a second, for one connection and for one channel. */
  maxPublishRatePerConnection: number;
  maxPublishRatePerChannel: number;
  /** Bytes waiting for one slow reader, and for all of them, before connections are dropped. */
  maxSendBuffer: number;
  maxSendBuffers: number;
  /** Publications kept per channel, and bytes kept per app; the oldest go first. */
  maxHistoryPerChannel: number;
  maxHistoryBytes: number;
  historyTtl: number;
  connectionStateTtl: number;
  /** How long clients may go on with a revoked token to get another, when that is allowed. */
  revocationMargin: number;
  maxIdleInterval: number;
  presenceGrace: number;
  /** Replies remembered per connection for messages a client sends again after a resume. */
  maxRememberedOutcomes: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxMessageSize: 65_536,
  maxFrameSize: 524_288,
  maxRequestSize: 2_097_152,
  maxMessagesPerPublish: 1_000,
  maxConnections: 20_000,
  maxApps: 1_000,
  maxChannelsPerConnection: 10_000,
  maxChannels: 100_000,
  maxPresenceMembers: 250,
  maxPresenceBytes: 67_108_864,
  maxPublishRatePerConnection: Infinity,
  maxPublishRatePerChannel: Infinity,
  maxSendBuffer: 16_777_216,
  maxSendBuffers: 268_435_456,
  maxHistoryPerChannel: 10_000,
  maxHistoryBytes: 67_108_864,
  historyTtl: 86_400_000,
  connectionStateTtl: 120_000,
  // A moment more than is promised: thirty seconds must have passed on the caller's clock as well.
  revocationMargin: 30_010,
  maxIdleInterval: 15_000,
  presenceGrace: 15_000,
  maxRememberedOutcomes: 1_024,
};
