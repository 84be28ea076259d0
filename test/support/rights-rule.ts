import type { OpenedSession } from './opened-session';
import type { TestPerson } from './system';

/** Who calls: nobody, the two people of the session, two strangers of the same roles, the team. */
export const CALLERS = [
  'nobody',
  'client',
  'otherClient',
  'psychologist',
  'otherPsychologist',
  'team',
] as const;
export type Caller = (typeof CALLERS)[number];

/** The session that is called about, and the strangers to it. */
export type Scene = OpenedSession & Record<Exclude<Caller, 'nobody'>, TestPerson>;

export interface Call {
  path: string;
  body?: object;
}

export interface Rule {
  /** Expected statuses, in the order of CALLERS. */
  statuses: [number, number, number, number, number, number];
  /** How far the session has come; running unless said otherwise. */
  state?: 'pending' | 'ended';
  /** Whether the call changes the session, so that each one needs a session of its own. */
  changes?: true;
  /** Whether only a browser's cookie will do; the statuses are then those of browsers. */
  byCookie?: true;
  call(scene: Scene, caller: Caller): Call | Promise<Call>;
}

const V1 = '/api/v1';
export const to = (path: string, body?: object): Call => ({
  path: V1 + path,
  ...(body ? { body } : {}),
});

export const OWN: Rule['statuses'] = [401, 200, 200, 200, 200, 200];
export const PARTICIPANTS: Rule['statuses'] = [401, 200, 403, 200, 403, 403];
export const TEAM: Rule['statuses'] = [401, 403, 403, 403, 403, 200];
