import { EventRecorder } from './event-recorder';
import { bookDemoSession, signInDemoUsers } from './book-demo-session';
import type { DemoSession, SignedInUser } from './book-demo-session';
import { DemoError } from './demo-api';
import type { DemoApi } from './demo-api';
import { Participant } from './participant';
import type { EventHandler } from './participant';
import { printTimeline } from './print-timeline';
import { CLOSING_MESSAGES, OPENING_MESSAGES, sendMessages } from './send-messages';
import { TeamMonitor } from './team-monitor';
import { formatTime } from './column-printer';
import type { ColumnPrinter } from './column-printer';
import { firstName, formatParticipantEvent, formatTeamEvent } from './format-event';

type Role = 'client' | 'psychologist';

const ROLES: readonly Role[] = ['client', 'psychologist'];
const GRACE_MS = 20_000;

interface DemoDeps {
  api: DemoApi;
  screen: ColumnPrinter;
  print: (line: string) => void;
}

/** Books a session and plays it to its end; rejects with a reason when anything goes another way. */
export async function runDemoSession(play: DemoDeps): Promise<void> {
  const { api, screen, print } = play;
  await api.requireReady();
  const [team] = await signInDemoUsers(api, 'team');
  if (!team) throw new DemoError('There is nobody of the team among the demo people.');
  const watch = new TeamMonitor((change) =>
    screen.show({ viewer: 'team', ...formatTeamEvent(change) }),
  );
  await watch.connect(api, team);
  try {
    const session = await bookDemoSession(api);
    printBooking(play, session, team);
    watch.follow(session.sessionId);
    await runChat(play, session);
    await screen.flush();
    await printTimeline(api, { sessionId: session.sessionId, token: team.token }, print);
  } finally {
    await screen.flush();
    watch.close();
  }
}

function printBooking({ print, screen }: DemoDeps, session: DemoSession, team: SignedInUser): void {
  const { client, psychologist, startsAt, endsAt } = session;
  print(
    `${client.fullName} has booked ${psychologist.fullName} ` +
      `from ${formatTime(startsAt)} to ${formatTime(endsAt)} WIB. From here on the session runs itself.`,
  );
  print('');
  screen.printHeader({
    client: `Client ${firstName(client.fullName)}`,
    psychologist: `Psychologist ${firstName(psychologist.fullName)}`,
    team: `Team ${firstName(team.fullName)} (no words)`,
  });
}

async function runChat({ api, screen }: DemoDeps, session: DemoSession): Promise<void> {
  const heard = new EventRecorder();
  const ears = (role: Role): EventHandler => {
    const other = session[role === 'client' ? 'psychologist' : 'client'];
    const { sessionId } = session;
    const self = { id: session[role].id, otherName: firstName(other.fullName), sessionId };
    return (name, data) => {
      const seen = formatParticipantEvent(self, name, data);
      if (!seen) return;
      heard.record(`${role} ${seen.event}`);
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
    await client.reauthorize(ears('client'));
    await psychologist.reauthorize(ears('psychologist'));
    const stage = { api, sessionId: session.sessionId, participants: { client, psychologist } };
    await sendMessages(stage, OPENING_MESSAGES);
    await waitForBoth(heard, 'status ending_soon', session.endsAt);
    await sendMessages(stage, CLOSING_MESSAGES);
    await waitForBoth(heard, 'status completed', session.endsAt);
    await checkAllReceived(api, session, heard);
  } finally {
    for (const participant of connected) participant.close();
  }
}

async function waitForBoth(heard: EventRecorder, event: string, due: string): Promise<void> {
  for (const role of ROLES) {
    const fault =
      `The ${role} did not hear "${event}" by ${formatTime(Date.parse(due) + GRACE_MS)}. ` +
      'Is the worker running? GET /readyz and its log say more.';
    await heard.waitFor(`${role} ${event}`, Date.parse(due) + GRACE_MS, fault);
  }
}

async function checkAllReceived(
  api: DemoApi,
  { sessionId, client }: DemoSession,
  heard: EventRecorder,
): Promise<void> {
  const path = `/chat/history?sessionId=${sessionId}&limit=100`;
  const { data } = await api.get<{ data: { seq: number }[] }>(path, client.token);
  const missed = data.filter(
    ({ seq }) => !ROLES.every((role) => heard.has(`${role} message ${seq}`)),
  );
  if (missed.length === 0) return;
  const list = missed.map(({ seq }) => seq).join(', ');
  throw new DemoError(`Not everybody heard message ${list}, which the history has.`);
}
