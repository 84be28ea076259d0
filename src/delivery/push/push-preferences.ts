import { z } from 'zod';
import type { Principal } from '../../users/principal';
import { selectPreferences, upsertPreferences } from './push-repository';
import type { PushServices } from './push-services';

const flag = z.boolean('must be true or false');

/** The events for which a user receives pushes. */
export const preferencesSchema = z.object({ messages: flag, sessions: flag });
export type PushPreferences = z.infer<typeof preferencesSchema>;

const DEFAULTS: PushPreferences = { messages: true, sessions: true };

export async function getPreferences(
  { db }: Pick<PushServices, 'db'>,
  principal: Principal,
): Promise<PushPreferences> {
  const stored = await selectPreferences(db.source.manager, principal.id);
  const { messages, sessions } = stored ?? DEFAULTS;
  return { messages, sessions };
}

export async function setPreferences(
  { db }: Pick<PushServices, 'db'>,
  principal: Principal,
  { messages, sessions }: PushPreferences,
): Promise<PushPreferences> {
  await upsertPreferences(db.source.manager, principal.id, { messages, sessions });
  return { messages, sessions };
}
