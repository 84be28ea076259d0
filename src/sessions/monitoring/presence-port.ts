/** Presence in session channels, for the team's session list. */
export interface PresencePort {
  /** User ids in each session's channel; a session whose presence is unknown is left out. */
  usersInSessions(sessionIds: readonly string[]): Promise<Map<string, ReadonlySet<string>>>;
}

/** `unknown`: Ably was unavailable. */
export type Presence = 'present' | 'absent' | 'unknown';
