import type { DemoApi } from './demo-api';
import { Participant } from './participant';
import type { SignedInUser } from './book-demo-session';
import type { TeamChange } from './format-event';

/** The team's connection. Its channel tells of every session; shown is the one that was booked here. */
export class TeamMonitor {
  private buffered: TeamChange[] = [];
  private sessionId: string | undefined;
  private participant: Participant | undefined;

  constructor(private readonly show: (change: TeamChange) => void) {}

  async connect(api: DemoApi, person: SignedInUser): Promise<void> {
    const path = '/team/ably-token';
    this.participant = await Participant.connect(api, { person, path }, (name, data) => {
      if (name === 'session-changed') this.handle(data as TeamChange);
    });
  }

  /** From now on changes of this session are shown, beginning with those already heard. */
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
