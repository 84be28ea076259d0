/** What the team's board asks of whoever knows who is in which room. */
export interface PresencePort {
  /** Ids of the people in each session's room now; a session that cannot be told of is left out. */
  usersInSessions(sessionIds: readonly string[]): Promise<Map<string, ReadonlySet<string>>>;
}

/** `unknown`: could not be told just now. */
export type Presence = 'present' | 'absent' | 'unknown';
