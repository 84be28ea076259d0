import type { ActiveSession } from '../fixtures/active-session';
import type { TestUser } from '../harness/test-system';

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
export type AccessFixture = ActiveSession & Record<Exclude<Caller, 'nobody'>, TestUser>;

export interface RuleCall {
  path: string;
  body?: object;
}

export interface AccessRule {
  /** Expected statuses, in the order of CALLERS. */
  statuses: [number, number, number, number, number, number];
  /** How far the session has come; running unless said otherwise. */
  state?: 'pending' | 'ended';
  /** Whether the call changes the session, so that each one needs a session of its own. */
  mutates?: true;
  /** Whether only a browser's cookie will do; the statuses are then those of browsers. */
  cookieOnly?: true;
  call(scene: AccessFixture, caller: Caller): RuleCall | Promise<RuleCall>;
}

const V1 = '/api/v1';
export const apiCall = (path: string, body?: object): RuleCall => ({
  path: V1 + path,
  ...(body ? { body } : {}),
});

export const ANY_USER: AccessRule['statuses'] = [401, 200, 200, 200, 200, 200];
export const PARTICIPANTS: AccessRule['statuses'] = [401, 200, 403, 200, 403, 403];
export const TEAM_ONLY: AccessRule['statuses'] = [401, 403, 403, 403, 403, 200];
