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

/** Books a session and runs it to its end; rejects with a DemoError when it does not go as planned. */
export async function runDemoSession(deps: DemoDeps): Promise<void> {
  const { api, screen, print } = deps;
  await api.requireReady();
  const [team] = await signInDemoUsers(api, 'team');
  if (!team) throw new DemoError('The demo users include no team member.');
  const monitor = new TeamMonitor((change) =>
    screen.show({ viewer: 'team', ...formatTeamEvent(change) }),
  );
  await monitor.connect(api, team);
  try {
    const session = await bookDemoSession(api);
    printBooking(deps, session, team);
    monitor.follow(session.sessionId);
    await runChat(deps, session);
    await screen.flush();
    await printTimeline(api, { sessionId: session.sessionId, token: team.token }, print);
  } finally {
    await screen.flush();
    monitor.close();
  }
}

function printBooking({ print, screen }: DemoDeps, session: DemoSession, team: SignedInUser): void {
  const { client, psychologist, startsAt, endsAt } = session;
  print(
    `${client.fullName} booked a session with ${psychologist.fullName} ` +
      `from ${formatTime(startsAt)} to ${formatTime(endsAt)} WIB. The rest happens automatically.`,
  );
  print('');
  screen.printHeader({
    client: `Client ${firstName(client.fullName)}`,
    psychologist: `Psychologist ${firstName(psychologist.fullName)}`,
    team: `Team ${firstName(team.fullName)} (no messages)`,
  });
}

async function runChat({ api, screen }: DemoDeps, session: DemoSession): Promise<void> {
  const { sessionId, startsAt, endsAt } = session;
  const recorder = new EventRecorder();
  const handlerFor = (role: Role): EventHandler => {
    const other = session[role === 'client' ? 'psychologist' : 'client'];
    const self = { id: session[role].id, otherName: firstName(other.fullName), sessionId };
    return (name, data) => {
      const formatted = formatParticipantEvent(self, name, data);
      if (!formatted) return;
      recorder.record(`${role} ${formatted.event}`);
      screen.show({ viewer: role, ...formatted });
    };
  };
  const path = `/chat/ably-token?sessionId=${sessionId}`;
  const connected: Participant[] = [];
  const connect = async (role: Role): Promise<Participant> => {
    const user = session[role];
    const participant = await Participant.connect(api, { user, path }, handlerFor(role));
    connected.push(participant);
    return participant;
  };
  try {
    const client = await connect('client');
    const psychologist = await connect('psychologist');
    await waitForBoth(recorder, 'status chat_enabled', startsAt);
    await client.reauthorize(handlerFor('client'));
    await psychologist.reauthorize(handlerFor('psychologist'));
    const chat = { api, sessionId, participants: { client, psychologist } };
    await sendMessages(chat, OPENING_MESSAGES);
    await waitForBoth(recorder, 'status ending_soon', endsAt);
    await sendMessages(chat, CLOSING_MESSAGES);
    await waitForBoth(recorder, 'status completed', endsAt);
    await checkAllReceived(api, session, recorder);
  } finally {
    for (const participant of connected) participant.close();
  }
}

async function waitForBoth(recorder: EventRecorder, event: string, due: string): Promise<void> {
  const deadline = Date.parse(due) + GRACE_MS;
  for (const role of ROLES) {
    const message =
      `The ${role} did not receive "${event}" by ${formatTime(deadline)}. ` +
      'Check that the worker is running: see GET /readyz and its log.';
    await recorder.waitFor(`${role} ${event}`, deadline, message);
  }
}

async function checkAllReceived(
  api: DemoApi,
  { sessionId, client }: DemoSession,
  recorder: EventRecorder,
): Promise<void> {
  const path = `/chat/history?sessionId=${sessionId}&limit=100`;
  const { data } = await api.get<{ data: { seq: number }[] }>(path, client.token);
  const missed = data.filter(
    ({ seq }) => !ROLES.every((role) => recorder.has(`${role} message ${seq}`)),
  );
  if (missed.length === 0) return;
  const list = missed.map(({ seq }) => seq).join(', ');
  throw new DemoError(`Message ${list} is in the history but did not reach both participants.`);
}
