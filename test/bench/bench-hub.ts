import { createUsers } from './bench-users';
import type { BenchSystem } from './bench-system';
import { measurement } from './measurement';
import type { Measurement } from './measurement';
import { DOCUMENTED_STAGES, runScenario } from './hub/hub-scenario';

/** Accounts in the conversation, each with several connections. */
const USER_COUNT = 20;

/** The load scenario of the tutoring contract at full size: eight minutes, up to 200 users. */
export async function benchHub(system: BenchSystem): Promise<Measurement[]> {
  const users = await createUsers(system.context, 'psychologist', USER_COUNT);
  const [owner, ...others] = users;
  const response = await fetch(`${system.url}/api/conversations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${owner?.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'group', participantIds: others.map(({ id }) => id) }),
  });
  const created = (await response.json()) as { data: { conversation: { id: string } } };
  const cpu = () => system.cpu().api + system.cpu().worker;
  const before = cpu();
  const result = await runScenario({
    url: system.url,
    tokens: users.map(({ token }) => token),
    conversationId: created.data.conversation.id,
    stages: DOCUMENTED_STAGES,
    sendIntervalSeconds: 5,
    connectionSeconds: 30,
  });
  for (const error of new Set(result.errors)) process.stderr.write(`hub: ${error}\n`);
  const { peakUsers: mostAtOnce, connections, sent, received, errors, p50, p99 } = result;
  const name = `hub, up to ${mostAtOnce} users in one conversation`;
  return [
    measurement(`${name}: connections`, 'connections', connections),
    measurement(`${name}: messages sent`, 'messages', sent),
    measurement(`${name}: messages delivered`, 'messages', received),
    measurement(`${name}: errors`, 'errors', errors.length),
    measurement(`${name}: delivery, median`, 'ms', p50),
    measurement(`${name}: delivery, p99`, 'ms', p99),
    measurement(`${name}: CPU of API and worker`, 's', cpu() - before),
  ];
}
