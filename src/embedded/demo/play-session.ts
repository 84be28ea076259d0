import { AwaitedEvents } from './awaited-events';
import { bookDemoSession, signInDemoPeople } from './book-demo-session';
import type { DemoSession, SignedInPerson } from './book-demo-session';
import { DemoFault } from './demo-api';
import type { DemoApi } from './demo-api';
import { Participant } from './participant';
import type { Hear } from './participant';
import { showTimeline } from './show-timeline';
import { CLOSING_TALK, OPENING_TALK, talk } from './talk';
import { TeamWatch } from './team-watch';
import { clock } from './three-columns';
import type { ThreeColumns } from './three-columns';
import { firstName, participantSees, teamSees } from './what-they-see';

type Role = 'client' | 'psychologist';

const ROLES: readonly Role[] = ['client', 'psychologist'];
const GRACE_MS = 20_000;

interface Play {
  api: DemoApi;
  screen: ThreeColumns;
  print: (line: string) => void;
}

/** Books a session and plays it to its end; rejects with a reason when anything goes another way. */
export async function playSession(play: Play): Promise<void> {
  const { api, screen, print } = play;
  await api.requireReady();
  const [team] = await signInDemoPeople(api, 'team');
  if (!team) throw new DemoFault('There is nobody of the team among the demo people.');
  const watch = new TeamWatch((change) => screen.show({ viewer: 'team', ...teamSees(change) }));
  await watch.connect(api, team);
  try {
    const session = await bookDemoSession(api);
    sayWhatIsBooked(play, session, team);
    watch.follow(session.sessionId);
    await runThrough(play, session);
    await screen.settled();
    await showTimeline(api, { sessionId: session.sessionId, token: team.token }, print);
  } finally {
    await screen.settled();
    watch.close();
  }
}

function sayWhatIsBooked(
  { print, screen }: Play,
  session: DemoSession,
  team: SignedInPerson,
): void {
  const { client, psychologist, startsAt, endsAt } = session;
  print(
    `${client.fullName} has booked ${psychologist.fullName} ` +
      `from ${clock(startsAt)} to ${clock(endsAt)} WIB. From here on the session runs itself.`,
  );
  print('');
  screen.head({
    client: `Client ${firstName(client.fullName)}`,
    psychologist: `Psychologist ${firstName(psychologist.fullName)}`,
    team: `Team ${firstName(team.fullName)} (no words)`,
  });
}

async function runThrough({ api, screen }: Play, session: DemoSession): Promise<void> {
  const heard = new AwaitedEvents();
  const ears = (role: Role): Hear => {
    const other = session[role === 'client' ? 'psychologist' : 'client'];
    const { sessionId } = session;
    const self = { id: session[role].id, otherName: firstName(other.fullName), sessionId };
    return (name, data) => {
      const seen = participantSees(self, name, data);
      if (!seen) return;
      heard.note(`${role} ${seen.event}`);
      screen.show({ viewer: role, ...seen });
    };
  };
  const path = `/chat/ably-token?sessionId=${session.sessionId}`;
  const connect = (role: Role) =>
    Participant.connect(api, { person: session[role], path }, ears(role));
  const connected: Participant[] = [];
  try {
    const client = await connect('client');
    connected.push(client);
    const psychologist = await connect('psychologist');
    connected.push(psychologist);
    await waitForBoth(heard, 'status chat_enabled', session.startsAt);
    await client.refreshRights(ears('client'));
    await psychologist.refreshRights(ears('psychologist'));
    const stage = { api, sessionId: session.sessionId, people: { client, psychologist } };
    await talk(stage, OPENING_TALK);
    await waitForBoth(heard, 'status ending_soon', session.endsAt);
    await talk(stage, CLOSING_TALK);
    await waitForBoth(heard, 'status completed', session.endsAt);
    await checkAllWasHeard(api, session, heard);
  } finally {
    for (const participant of connected) participant.close();
  }
}

async function waitForBoth(heard: AwaitedEvents, event: string, due: string): Promise<void> {
  for (const role of ROLES) {
    const fault =
      `The ${role} did not hear "${event}" by ${clock(Date.parse(due) + GRACE_MS)}. ` +
      'Is the worker running? GET /readyz and its log say more.';
    await heard.wait(`${role} ${event}`, Date.parse(due) + GRACE_MS, fault);
  }
}

async function checkAllWasHeard(
  api: DemoApi,
  { sessionId, client }: DemoSession,
  heard: AwaitedEvents,
): Promise<void> {
  const path = `/chat/history?sessionId=${sessionId}&limit=100`;
  const { data } = await api.get<{ data: { seq: number }[] }>(path, client.token);
  const missed = data.filter(
    ({ seq }) => !ROLES.every((role) => heard.has(`${role} message ${seq}`)),
  );
  if (missed.length === 0) return;
  const list = missed.map(({ seq }) => seq).join(', ');
  throw new DemoFault(`Not everybody heard message ${list}, which the history has.`);
}
