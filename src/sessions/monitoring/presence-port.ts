/** Channel presence that the team's board needs. */
export interface PresencePort {
  /** User ids in each session's channel; a session whose presence is unknown is left out. */
  usersInSessions(sessionIds: readonly string[]): Promise<Map<string, ReadonlySet<string>>>;
}

/** `unknown`: Ably could not be asked. */
export type Presence = 'present' | 'absent' | 'unknown';
