import { createActiveSession } from '../../support/fixtures/active-session';
import type { ActiveSession } from '../../support/fixtures/active-session';
import { signInOnWeb } from '../../support/clients/web-session';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem, TestUser } from '../../support/harness/test-system';

const PATH = '/team/queues';

describe('the queue board', () => {
  let system: TestSystem;
  let session: ActiveSession;
  let team: TestUser;
  beforeAll(async () => {
    system = await startSystem();
    session = await createActiveSession(system);
    team = await system.addUser('team');
    await system.drain();
  });
  afterAll(() => system.stop());

  it('is for the signed-in team alone', async () => {
    expect((await system.call('GET', PATH)).status).toBe(401);
    for (const as of [session.client, session.psychologist]) {
      expect((await system.call('GET', `${PATH}/api/queues`, { as })).status).toBe(403);
      const { readHeaders: headers } = await signInOnWeb(system, as);
      expect((await system.call('GET', PATH, { headers })).status).toBe(403);
    }
  });

  it('shows the team its page by cookie, with scripts of the same origin only', async () => {
    const { readHeaders: headers } = await signInOnWeb(system, team);
    const { status, headers: received, text } = await system.call('GET', PATH, { headers });
    expect(status).toBe(200);
    expect(received.get('content-security-policy')).toContain("script-src 'self'");
    expect(received.get('x-powered-by')).toBeNull();
    expect(text).toContain(`<base href="${PATH}/"`);
    const [script] = /static\/js\/[\w.-]+\.js/.exec(text) ?? [];
    expect((await system.call('GET', `${PATH}/${script}`, { headers })).status).toBe(200);
  });

  it('lists jobs by ids, without names or texts', async () => {
    const { readHeaders: headers } = await signInOnWeb(system, team);
    const path = `${PATH}/api/queues?activeQueue=timeline&status=delayed`;
    const { status, text } = await system.call('GET', path, { headers });
    expect(status).toBe(200);
    const { queues } = JSON.parse(text) as {
      queues: { name: string; readOnlyMode: boolean; jobs: { data: object }[] }[];
    };
    expect(queues).toMatchObject([{ name: 'timeline', readOnlyMode: true }]);
    const [job] = queues[0]?.jobs ?? [];
    expect(Object.keys(job?.data ?? {}).sort()).toEqual(['generation', 'sessionId', 'step']);
    for (const { fullName, email } of [session.client, session.psychologist]) {
      expect(text).not.toContain(fullName);
      expect(text).not.toContain(email);
    }
  });

  it('changes nothing', async () => {
    const { writeHeaders: headers } = await signInOnWeb(system, team);
    const path = `${PATH}/api/queues/timeline/pause`;
    expect((await system.call('PUT', path, { headers })).status).toBe(405);
  });
});
