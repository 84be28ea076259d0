import type { ActiveSession } from '../fixtures/active-session';
import type { TestUser } from '../harness/test-system';

/** Callers: unauthenticated, the session's participants, other users of the same roles, the team. */
export const CALLERS = [
  'anonymous',
  'client',
  'otherClient',
  'psychologist',
  'otherPsychologist',
  'team',
] as const;
export type Caller = (typeof CALLERS)[number];

/** The session of a rule's requests and every authenticated caller. */
export type AccessFixture = ActiveSession & Record<Exclude<Caller, 'anonymous'>, TestUser>;

export interface RuleCall {
  path: string;
  body?: object;
}

export interface AccessRule {
  /** Expected statuses, in the order of CALLERS. */
  statuses: [number, number, number, number, number, number];
  /** State of the session; active by default. */
  state?: 'pending' | 'ended';
  /** Whether the request changes the session, so that each caller needs a separate one. */
  mutates?: true;
  /** Whether the route accepts only a cookie; the statuses are those of web sessions. */
  cookieOnly?: true;
  /** Whether the request revokes the caller's tokens, so that each caller is a user of its own. */
  revokes?: true;
  call(fixture: AccessFixture, caller: Caller): RuleCall | Promise<RuleCall>;
}

const V1 = '/api/v1';
export const apiCall = (path: string, body?: object): RuleCall => ({ path: V1 + path, body });

/** Memoizes `create` per client, so that all rules of a fixture share the result. */
export function oncePerClient<T>(
  create: (fixture: AccessFixture) => Promise<T>,
): (fixture: AccessFixture) => Promise<T> {
  const created = new Map<string, Promise<T>>();
  return (fixture) => {
    const result = created.get(fixture.client.id) ?? create(fixture);
    created.set(fixture.client.id, result);
    return result;
  };
}

export const ANY_USER: AccessRule['statuses'] = [401, 200, 200, 200, 200, 200];
export const PARTICIPANTS: AccessRule['statuses'] = [401, 200, 403, 200, 403, 403];
export const TEAM_ONLY: AccessRule['statuses'] = [401, 403, 403, 403, 403, 200];
export const REVOKING = { statuses: ANY_USER, revokes: true } as const;
