import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createMetricsServer } from '../../../src/metrics/metrics-server';
import { createActiveSession } from '../../support/fixtures/active-session';
import type { ActiveSession } from '../../support/fixtures/active-session';
import { PASSWORD, startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

const DASHBOARD = join(__dirname, '../../../deploy/grafana-dashboard.json');

interface Dashboard {
  panels: { targets: { expr: string }[] }[];
}

describe('metrics', () => {
  let system: TestSystem;
  let session: ActiveSession;
  beforeAll(async () => {
    system = await startSystem();
    session = await createActiveSession(system);
    await system.drain();
  });
  afterAll(() => system.stop());

  /** The value of a sample, such as `sends_total` or `jobs_total{outcome="failed"}`. */
  async function sample(name: string): Promise<number> {
    const line = (await system.metrics())
      .split('\n')
      .find((one) => one.startsWith(`ruang_diri_${name} `));
    return Number(line?.split(' ').at(-1));
  }

  it('measure requests by route and status', async () => {
    const { client: as, sessionId } = session;
    const count = (status: number): Promise<number> =>
      sample(
        'http_request_duration_seconds_count{method="GET",' +
          `route="/api/v1/chat/sessions/:sessionId",status="${status}"}`,
      );
    await system.call('GET', `/api/v1/chat/sessions/${sessionId}`, { as });
    await system.call('GET', '/api/v1/chat/sessions/unknown', { as });
    await system.call('GET', '/api/v1/chat/sessions/unknown', { as });
    expect([await count(200), await count(404)]).toEqual([1, 2]);
  });

  it('count sends and sign-ins', async () => {
    const { client: as, sessionId } = session;
    const before = await sample('sends_total');
    const body = { sessionId, message: 'Halo', messageType: 'text' };
    expect((await system.call('POST', '/api/v1/chat/messages', { as, body })).status).toBe(201);
    expect(await sample('sends_total')).toBe(before + 1);
    for (const password of [PASSWORD, 'wrong']) {
      const credentials = { email: as.email, password };
      await system.call('POST', '/api/v1/auth/login', { body: credentials });
    }
    expect(await sample('sign_ins_total{outcome="succeeded"}')).toBe(1);
    expect(await sample('sign_ins_total{outcome="refused"}')).toBe(1);
  });

  it('show deliveries, the backlog of each destination, jobs, lateness and connections', async () => {
    await system.drain();
    for (const destination of ['realtime', 'feed', 'timers']) {
      expect(await sample(`outbox_waiting{destination="${destination}"}`)).toBe(0);
      expect(await sample(`outbox_oldest_seconds{destination="${destination}"}`)).toBe(0);
    }
    for (const destination of ['realtime', 'timers']) {
      expect(await sample(`outbox_delivered_total{destination="${destination}"}`)).toBeGreaterThan(
        0,
      );
    }
    expect(await sample('queue_jobs{state="delayed"}')).toBeGreaterThan(0);
    expect(await sample('database_connections{state="idle"}')).toBeGreaterThan(0);
    expect(await system.metrics()).toContain('# TYPE ruang_diri_step_lateness_seconds histogram');
  });

  it('count an event that waits, with its age', async () => {
    await system.query(
      `INSERT INTO outbox_events (lane, kind, order_key, payload, created_at, not_before)
       VALUES ('feed', 'test', 'test', '{}', now() - interval '1 minute', now() + interval '1 day')`,
    );
    expect(await sample('outbox_waiting{destination="feed"}')).toBe(1);
    expect(await sample('outbox_oldest_seconds{destination="feed"}')).toBeGreaterThan(59);
    await system.query("DELETE FROM outbox_events WHERE kind = 'test'");
  });

  it('are served at an address of their own, not at the public one', async () => {
    expect((await system.call('GET', '/metrics')).status).toBe(404);
    const registry = new Registry();
    const server = createMetricsServer(registry, system.context.logger);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`);
    const response = await get('/metrics');
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      registry.contentType,
    ]);
    expect((await get('/other')).status).toBe(404);
    server.closeAllConnections();
    server.close();
  });

  it('exist for every query of the Grafana dashboard, and each is on the dashboard', async () => {
    const { panels } = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as Dashboard;
    const queries = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    const used = new Set(
      queries
        .flatMap((query) => query.match(/\b(ruang_diri|process|nodejs)_\w+/g) ?? [])
        .map((name) => name.replace(/_(bucket|sum|count)$/, '')),
    );
    const defaults = new Registry();
    collectDefaultMetrics({ register: defaults });
    const text = (await system.metrics()) + (await defaults.metrics());
    const known = [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name);
    expect([...used].filter((name) => !known.includes(name))).toEqual([]);
    const own = known.filter((name) => name?.startsWith('ruang_diri_'));
    expect(own.filter((name) => name && !used.has(name))).toEqual([]);
  });
});
