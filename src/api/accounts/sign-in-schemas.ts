import { z } from 'zod';
import { instant } from '../shared/instant';
import { ROLES } from '../../enums';

/* Response schemas of signing in. */

const userSchema = z.object({
  id: z.string(),
  email: z.string(),
  fullName: z.string(),
  role: z.enum(ROLES),
});

/** For API clients, which send the token as `Authorization: Bearer`. */
export const signedInResponse = z.object({ token: z.string(), user: userSchema });

/** For browsers: the token is in an httpOnly cookie. */
export const webSessionResponse = z.object({
  user: userSchema,
  /** Sent as `X-CSRF-Token` with every POST, PUT, PATCH and DELETE. */
  csrfToken: z.string(),
  /** When the cookie expires unless it is renewed. */
  expiresAt: instant,
});

/** A demo user; production has none. */
export const demoUserResponse = z.object({
  email: z.string(),
  fullName: z.string(),
  role: z.enum(ROLES),
  password: z.string(),
});

/** What the sign-in page shows. */
export const signInOptionsResponse = z.object({
  demoUsers: z.array(demoUserResponse),
  /** False in production as long as no team member can sign in. */
  hasTeam: z.boolean(),
});
