import { z } from 'zod';
import { instant } from '../shared/session-schema';
import { ROLES } from '../../enums';

/* What signing in answers. */

const userSchema = z.object({
  id: z.string(),
  email: z.string(),
  fullName: z.string(),
  role: z.enum(ROLES),
});

/** For whoever keeps the token themselves and sends it as a Bearer. */
export const signedInResponse = z.object({ token: z.string(), user: userSchema });

/** For a browser: the token travels in a cookie that no script can read. */
export const webSessionResponse = z.object({
  user: userSchema,
  /** To be sent as `X-CSRF-Token` with every POST, PUT and DELETE. */
  csrfToken: z.string(),
  /** When the cookie runs out unless it is renewed. */
  expiresAt: instant,
});

/** Somebody to try the product as; a system for real people has none. */
export const demoUserResponse = z.object({
  email: z.string(),
  fullName: z.string(),
  role: z.enum(ROLES),
  password: z.string(),
});
