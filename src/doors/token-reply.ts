import { z } from 'zod';
import { instant } from './session-reply';

const address = z.object({
  endpoint: z.string().optional(),
  port: z.number().optional(),
  tlsPort: z.number().optional(),
  tls: z.boolean().optional(),
});

const tokenRequest = z.object({
  keyName: z.string(),
  ttl: z.number().optional(),
  capability: z.string(),
  clientId: z.string().optional(),
  timestamp: z.number(),
  nonce: z.string(),
  mac: z.string(),
});

/** What every token route answers, whatever it is a token for. */
export const issuedToken = z.object({ token: tokenRequest, expiresAt: instant, ably: address });
