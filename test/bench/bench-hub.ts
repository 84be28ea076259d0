import { makePeople } from './bench-people';
import type { BenchSystem } from './bench-system';
import { figure } from './figure';
import type { Figure } from './figure';
import { DOCUMENTED, playScenario } from './hub/hub-scenario';

/** In one conversation, each at several lines. */
const PEOPLE = 20;

/** The load scenario of the tutoring contract at its full size: eight minutes, up to 200 users. */
export async function benchHub(system: BenchSystem): Promise<Figure[]> {
  const people = await makePeople(system.context, 'psychologist', PEOPLE);
  const [owner, ...others] = people;
  const answer = await fetch(`${system.url}/api/conversations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${owner?.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'group', participantIds: others.map(({ id }) => id) }),
  });
  const made = (await answer.json()) as { data: { conversation: { id: string } } };
  const before = system.cpu();
  const outcome = await playScenario({
    url: system.url,
    tokens: people.map(({ token }) => token),
    conversationId: made.data.conversation.id,
    stages: DOCUMENTED,
    sendEvery: 5,
    stayFor: 30,
  });
  for (const error of new Set(outcome.errors)) process.stderr.write(`hub: ${error}\n`);
  const { mostAtOnce, connections, sent, received, errors, p50, p99 } = outcome;
  const name = `hub, up to ${mostAtOnce} users in one conversation`;
  return [
    figure(`${name}: connections`, 'connections', connections),
    figure(`${name}: messages sent`, 'messages', sent),
    figure(`${name}: messages delivered`, 'messages', received),
    figure(`${name}: errors`, 'errors', errors.length),
    figure(`${name}: delivery, median`, 'ms', p50),
    figure(`${name}: delivery, p99`, 'ms', p99),
    figure(`${name}: CPU of API and worker`, 's', system.cpu() - before),
  ];
}
