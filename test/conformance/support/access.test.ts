import { SupportClient } from '../../support/clients/support-client';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { signInOnWeb } from '../../support/clients/web-session';

let system: TestSystem;
let scene: SupportFixture;
let customer: TestUser;
let other: TestUser;
let admin: TestUser;
let psychologist: TestUser;
let id: number;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  scene = new SupportFixture(system);
  ({ customer, admin } = await scene.createUsers());
  other = await system.addUser('client');
  psychologist = await system.addUser('psychologist');
  id = (await scene.openRoom(customer)).id;
});
afterAll(() => system.stop());

/** What each call about a room answers to somebody. */
async function everyCall(as: TestUser | undefined, about = id): Promise<number[]> {
  const stream = await SupportClient.open(system.url, about, as ? { as } : {});
  if (stream.status === 200) await stream.close();
  const answers = [
    await scene.get(as, `/${about}`),
    await scene.call(as, 'POST', `/rooms/${about}`, { message: 'Halo' }),
    await scene.call(as, 'POST', `/rooms/${about}/read`, {}),
    await scene.call(as, 'POST', `/rooms/${about}/typing`, { isTyping: true }),
  ];
  return [...answers.map(({ status }) => status), stream.status];
}

async function looks(action: string): Promise<number> {
  const rows = await system.query('SELECT FROM audit_log WHERE actor_id = $1 AND action = $2', [
    admin.id,
    action,
  ]);
  return rows.length;
}

describe('access', () => {
  it('support-37 lists to a customer their own rooms, and to an admin all', async () => {
    const foreign = (await scene.openRoom(other)).id as number;
    expect(await scene.listRoomIds(customer)).toEqual([id]);
    expect(await scene.listRoomIds(other)).toEqual([foreign]);
    expect(await scene.listRoomIds(admin)).toEqual(expect.arrayContaining([id, foreign]));
    expect((await scene.get(undefined)).status).toBe(401);
  });

  it('support-39 lets customers alone make rooms', async () => {
    const make = (as?: TestUser) => scene.call(as, 'POST', '/rooms', { message: 'Halo' });
    expect((await make(admin)).status).toBe(403);
    expect((await make(psychologist)).status).toBe(403);
    expect((await make()).status).toBe(401);
    expect((await make(await system.addUser('client'))).status).toBe(201);
  });

  it('support-41 shows a room to its owner and to admins', async () => {
    const people = [customer, admin, other, psychologist, undefined];
    const answers = await Promise.all(people.map((as) => scene.get(as, `/${id}`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 403, 403, 401]);
  });

  it('support-43 lets the owner and admins write in a room', async () => {
    const people = [customer, admin, other, psychologist, undefined];
    const statuses = [];
    for (const as of people) {
      statuses.push((await scene.call(as, 'POST', `/rooms/${id}`, { message: 'x' })).status);
    }
    expect(statuses).toEqual([201, 201, 403, 403, 401]);
  });

  it('support-45 lets admins alone manage a room', async () => {
    const people = [customer, admin, other, psychologist, undefined];
    const statuses = [];
    for (const as of people) {
      const decision = { priority: 'LOW' };
      statuses.push((await scene.call(as, 'PATCH', `/rooms/${id}/manage`, decision)).status);
    }
    expect(statuses).toEqual([403, 200, 403, 403, 401]);
  });

  it('support-65 knows people by the tokens of the one sign-in there is', async () => {
    const credentials = { email: customer.email, password: 'ruang-diri' };
    const { body } = await system.call('POST', '/api/v1/auth/login', { body: credentials });
    const token = body.data.token as string;
    expect(await scene.listRoomIds({ ...customer, token })).toEqual([id]);
    const forged = { ...customer, token: `${token}x` };
    expect(await everyCall(forged)).toEqual([401, 401, 401, 401, 401]);
  });

  it('support-66 gives access by role: USER and ADMIN', async () => {
    expect(await everyCall(customer)).toEqual([200, 201, 200, 200, 200]);
    expect(await everyCall(admin)).toEqual([200, 201, 200, 200, 200]);
    expect(await everyCall(psychologist)).toEqual([403, 403, 403, 403, 403]);
    for (const path of ['/statistics', '/templates']) {
      expect((await scene.call(customer, 'GET', path)).status).toBe(403);
      expect((await scene.call(admin, 'GET', path)).status).toBe(200);
    }
  });

  it('support-67 takes a JWT, and the cookie of a browser that signed in', async () => {
    expect((await scene.get(customer)).status).toBe(200);
    const browser = await signInOnWeb(system, customer);
    const get = await system.call('GET', '/api/chat/rooms', { headers: browser.readHeaders });
    expect(get.body.data).toMatchObject([{ id }]);
    const call = { headers: browser.writeHeaders, body: { message: 'Dari peramban' } };
    expect((await system.call('POST', `/api/chat/rooms/${id}`, call)).status).toBe(201);
    const forged = { headers: browser.readHeaders, body: { message: 'x' } };
    expect((await system.call('POST', `/api/chat/rooms/${id}`, forged)).status).toBe(403);
  });

  it('support-81 asks every call who it is', async () => {
    expect(await everyCall(undefined)).toEqual([401, 401, 401, 401, 401]);
    const others = [
      await scene.get(undefined),
      await scene.call(undefined, 'POST', '/rooms', { message: 'x' }),
      await scene.call(undefined, 'PATCH', `/rooms/${id}/manage`, { status: 'OPEN' }),
      await scene.call(undefined, 'GET', '/statistics'),
      await scene.call(undefined, 'GET', '/templates'),
      await scene.call(undefined, 'POST', '/sse-ticket', {}),
    ];
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([401]));
  });

  it('support-82 keeps customers to their own rooms', async () => {
    expect(await everyCall(other)).toEqual([403, 403, 403, 403, 403]);
    expect(await everyCall(customer, 999_999)).toEqual([404, 404, 404, 404, 404]);
    expect(await scene.listRoomIds(other, `?search=${customer.fullName}`)).toEqual([]);
  });

  it('support-83 lets admins read everything, and notes each reading (C-03)', async () => {
    const actions = ['support.list', 'support.read', 'support.listen', 'support.manage'];
    const before = await Promise.all(actions.map(looks));
    await scene.get(admin);
    await scene.room(admin, id);
    await (await SupportClient.open(system.url, id, { as: admin })).close();
    await (await SupportClient.open(system.url, undefined, { as: admin })).close();
    await scene.manage(admin, id, { priority: 'HIGH' });
    const after = await Promise.all(actions.map(looks));
    expect(after.map((count, index) => count - (before[index] ?? 0))).toEqual([1, 1, 2, 1]);
    await scene.room(customer, id);
    const rows = await system.query('SELECT FROM audit_log WHERE actor_id = $1', [customer.id]);
    expect(rows).toEqual([]);
  });

  it('support-84 holds whoever sends too much to a limit, and says when to go on', async () => {
    const limited = await startSystem({ env: { RATE_LIMIT_MESSAGES: '3' }, worker: false });
    try {
      const there = new SupportFixture(limited);
      const person = await limited.addUser('client');
      const statuses = [];
      for (let n = 0; n < 5; n += 1) {
        const answer = await there.call(person, 'POST', '/rooms', { message: 'x' });
        statuses.push(answer.status);
        if (answer.status === 429) {
          expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        }
      }
      expect(statuses).toEqual([201, 201, 201, 429, 429]);
      expect((await there.get(person)).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });

  it('support-85 checks all that is sent before anything is kept', async () => {
    const before = await scene.texts(customer, id);
    const bad: [string, object][] = [
      [`/rooms/${id}`, {}],
      [`/rooms/${id}`, { message: '   ' }],
      [`/rooms/${id}`, { message: 'x'.repeat(5_001) }],
      [`/rooms/${id}`, { message: 'x', messageType: 'IMAGE' }],
      ['/rooms', { message: 'x', priority: 'high' }],
      ['/rooms', { message: 'x', subject: 'x'.repeat(201) }],
      [`/rooms/${id}/typing`, { isTyping: 'yes' }],
      [`/rooms/${id}/read`, { upToSeq: -1 }],
    ];
    for (const [path, body] of bad) {
      const refused = await scene.call(customer, 'POST', path, body);
      expect(refused.body).toMatchObject({ success: false, statusCode: 400 });
      expect(refused.body.details.fields.length).toBeGreaterThan(0);
    }
    for (const decision of [{ status: 'open' }, { priority: 1 }, { adminId: 'x' }]) {
      const refused = await scene.call(admin, 'PATCH', `/rooms/${id}/manage`, decision);
      expect(refused.status).toBe(400);
    }
    expect(await scene.texts(customer, id)).toEqual(before);
  });

  it('C-04 answers malformed ids like unknown ones', async () => {
    for (const odd of ['abc', '0', '-1', '1.5', '9'.repeat(25), '%00', "';--"]) {
      const { status, body } = await scene.get(customer, `/${encodeURIComponent(odd)}`);
      expect({ status, message: body.message }).toEqual({
        status: 404,
        message: 'Conversation not found',
      });
    }
  });
});
