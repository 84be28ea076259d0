import { z } from 'zod';
import type { Principal } from '../../users/principal';
import type { PushServices } from './push-services';

const flag = z.boolean('must be true or false');

/** What somebody wants to be woken for. */
export const preferencesSchema = z.object({ messages: flag, sessions: flag });
export type PushPreferences = z.infer<typeof preferencesSchema>;

type Services = Pick<PushServices, 'db'>;

/** Everything, until the person says otherwise. */
export async function getPreferences(
  { db }: Services,
  principal: Principal,
): Promise<PushPreferences> {
  const [row] = await db.source.manager.query<PushPreferences[]>(
    'SELECT messages, sessions FROM push_preferences WHERE user_id = $1',
    [principal.id],
  );
  return row ?? { messages: true, sessions: true };
}

export async function setPreferences(
  { db }: Services,
  principal: Principal,
  { messages, sessions }: PushPreferences,
): Promise<PushPreferences> {
  await db.source.manager.query(
    `INSERT INTO push_preferences (user_id, messages, sessions) VALUES ($1, $2, $3)
     ON CONFLICT (user_id) DO UPDATE SET messages = $2, sessions = $3`,
    [principal.id, messages, sessions],
  );
  return { messages, sessions };
}
