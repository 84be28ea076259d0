import type { DemoApi } from './demo-api';
import { Participant } from './participant';
import type { SignedInUser } from './book-demo-session';
import type { TeamChange } from './format-event';

/** The team's connection. Its channel carries the changes of every session; shows those of one. */
export class TeamMonitor {
  private buffered: TeamChange[] = [];
  private sessionId: string | undefined;
  private participant: Participant | undefined;

  constructor(private readonly show: (change: TeamChange) => void) {}

  async connect(api: DemoApi, user: SignedInUser): Promise<void> {
    const path = '/team/ably-token';
    this.participant = await Participant.connect(api, { user, path }, (name, data) => {
      if (name === 'session-changed') this.handle(data as TeamChange);
    });
  }

  /** Shows the changes of this session, those already received first. */
  follow(sessionId: string): void {
    this.sessionId = sessionId;
    for (const change of this.buffered) this.handle(change);
    this.buffered = [];
  }

  close(): void {
    this.participant?.close();
  }

  private handle(change: TeamChange): void {
    if (this.sessionId === undefined) this.buffered.push(change);
    else if (change.sessionId === this.sessionId) this.show(change);
  }
}
