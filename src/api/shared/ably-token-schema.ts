import { z } from 'zod';
import { instant } from './session-schema';

const ablyAddress = z.object({
  endpoint: z.string().optional(),
  port: z.number().optional(),
  tlsPort: z.number().optional(),
  tls: z.boolean().optional(),
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

/** What every token route answers, whatever it is a token for. */
export const issuedTokenSchema = z.object({
  token: tokenRequestSchema,
  expiresAt: instant,
  ably: ablyAddress,
});
