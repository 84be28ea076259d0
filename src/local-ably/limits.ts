/** All limits of the server. Sizes in bytes, times in milliseconds. */
export interface Limits {
  maxMessageSize: number;
  maxFrameSize: number;
  /** Larger frames are read up to this size, so that what they publish can be refused. */
  maxRefusedFrameSize: number;
  maxRequestSize: number;
  maxMessagesPerPublish: number;
  maxConnections: number;
  /** Apps created by provisioning. */
  maxApps: number;
  maxChannelsPerConnection: number;
  maxChannels: number;
  maxPresenceMembers: number;
  /** Bytes of the presence members of all channels of an app. */
  maxPresenceBytes: number;
  /** Messages per second of a connection and of a channel. */
  maxPublishRatePerConnection: number;
  maxPublishRatePerChannel: number;
  /** Bytes buffered for one slow consumer, and for all of them; beyond that, connections are dropped. */
  maxSendBuffer: number;
  maxSendBuffers: number;
  /** Publications stored per channel, and bytes stored per app; the oldest are evicted. */
  maxHistoryPerChannel: number;
  maxHistoryBytes: number;
  historyTtl: number;
  connectionStateTtl: number;
  /** Time to replace a revoked token, for revocations that allow it. */
  revocationMargin: number;
  maxIdleInterval: number;
  presenceGrace: number;
  /** Stored publish results per connection, for messages resent after a resume. */
  maxPublishResults: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxMessageSize: 65_536,
  maxFrameSize: 524_288,
  maxRefusedFrameSize: 16_777_216,
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
  // 10 ms more than Ably's 30 s: the time must have passed on the client's clock as well.
  revocationMargin: 30_010,
  maxIdleInterval: 15_000,
  presenceGrace: 15_000,
  maxPublishResults: 1_024,
};
