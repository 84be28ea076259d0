import { z } from 'zod';
import { instant } from './instant';

const ablyAddress = z.object({
  endpoint: z.string().optional(),
  port: z.number().optional(),
  tlsPort: z.number().optional(),
  tls: z.boolean().optional(),
  /** Where the SDK checks that WebSockets work: nowhere but at this server. */
  wsConnectivityCheckUrl: z.string().optional(),
});

const tokenRequestSchema = z.object({
  keyName: z.string(),
  ttl: z.number().optional(),
  capability: z.string(),
  clientId: z.string().optional(),
  timestamp: z.number(),
  nonce: z.string(),
  mac: z.string(),
});

/** The response of every route that issues an Ably token. */
export const issuedTokenSchema = z.object({
  token: tokenRequestSchema,
  expiresAt: instant,
  ably: ablyAddress,
});

/** Two channels of one conversation, and their keys while `CHANNEL_ENCRYPTION` is on. */
export const conversationChannelsSchema = z.object({
  channelName: z.string(),
  typingChannelName: z.string(),
  encryption: z
    .object({ channelKey: z.string(), typingChannelKey: z.string() })
    .describe(
      "Keys for the channel cipher of Ably's SDK, in base64: " +
        '`channels.get(channelName, { cipher: { key: encryption.channelKey } })`. Absent unless ' +
        'channels are encrypted.',
    )
    .optional(),
});
