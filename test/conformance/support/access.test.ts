import { signedInResponse } from '../../../src/api/accounts/sign-in-schemas';
import { SupportClient } from '../../support/clients/support-client';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { signInOnWeb } from '../../support/clients/web-session';

let system: TestSystem;
let fixture: SupportFixture;
let customer: TestUser;
let other: TestUser;
let admin: TestUser;
let psychologist: TestUser;
let id: number;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  fixture = new SupportFixture(system);
  ({ customer, admin } = await fixture.createUsers());
  other = await system.addUser('client');
  psychologist = await system.addUser('psychologist');
  id = (await fixture.openRoom(customer)).id;
});
afterAll(() => system.stop());

/** Statuses of every call about a room for one user. */
async function everyCall(as: TestUser | undefined, about = id): Promise<number[]> {
  const stream = await SupportClient.open(system.url, about, as ? { as } : {});
  if (stream.status === 200) await stream.close();
  const responses = [
    await fixture.get(as, `/${about}`),
    await fixture.call(as, 'POST', `/rooms/${about}`, { message: 'Halo' }),
    await fixture.call(as, 'POST', `/rooms/${about}/read`, {}),
    await fixture.call(as, 'POST', `/rooms/${about}/typing`, { isTyping: true }),
  ];
  return [...responses.map(({ status }) => status), stream.status];
}

async function countReadings(action: string): Promise<number> {
  const rows = await system.query('SELECT FROM audit_log WHERE actor_id = $1 AND action = $2', [
    admin.id,
    action,
  ]);
  return rows.length;
}

describe('support access', () => {
  it("support-37 lists a customer's own rooms to the customer and all rooms to an admin", async () => {
    const foreign = (await fixture.openRoom(other)).id;
    expect(await fixture.listRoomIds(customer)).toEqual([id]);
    expect(await fixture.listRoomIds(other)).toEqual([foreign]);
    expect(await fixture.listRoomIds(admin)).toEqual(expect.arrayContaining([id, foreign]));
    expect((await fixture.get(undefined)).status).toBe(401);
  });

  it('support-39 lets only customers create rooms', async () => {
    const createRoom = (as?: TestUser) => fixture.call(as, 'POST', '/rooms', { message: 'Halo' });
    expect((await createRoom(admin)).status).toBe(403);
    expect((await createRoom(psychologist)).status).toBe(403);
    expect((await createRoom()).status).toBe(401);
    expect((await createRoom(await system.addUser('client'))).status).toBe(201);
  });

  it('support-41 shows a room to its owner and to admins', async () => {
    const users = [customer, admin, other, psychologist, undefined];
    const responses = await Promise.all(users.map((as) => fixture.get(as, `/${id}`)));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 403, 403, 401]);
  });

  it('support-43 lets the owner and admins write in a room', async () => {
    const users = [customer, admin, other, psychologist, undefined];
    const statuses = [];
    for (const as of users) {
      statuses.push((await fixture.call(as, 'POST', `/rooms/${id}`, { message: 'x' })).status);
    }
    expect(statuses).toEqual([201, 201, 403, 403, 401]);
  });

  it('support-45 lets only admins manage a room', async () => {
    const users = [customer, admin, other, psychologist, undefined];
    const statuses = [];
    for (const as of users) {
      const decision = { priority: 'LOW' };
      statuses.push((await fixture.call(as, 'PATCH', `/rooms/${id}/manage`, decision)).status);
    }
    expect(statuses).toEqual([403, 200, 403, 403, 401]);
  });

  it('support-65 accepts the tokens of the common sign-in', async () => {
    const credentials = { email: customer.email, password: 'ruang-diri' };
    const call = { body: credentials, reply: signedInResponse };
    const { token } = (await system.call('POST', '/api/v1/auth/login', call)).body.data;
    expect(await fixture.listRoomIds({ ...customer, token })).toEqual([id]);
    const forged = { ...customer, token: `${token}x` };
    expect(await everyCall(forged)).toEqual([401, 401, 401, 401, 401]);
  });

  it('support-66 depends on the role: USER or ADMIN', async () => {
    expect(await everyCall(customer)).toEqual([200, 201, 200, 200, 200]);
    expect(await everyCall(admin)).toEqual([200, 201, 200, 200, 200]);
    expect(await everyCall(psychologist)).toEqual([403, 403, 403, 403, 403]);
    for (const path of ['/statistics', '/templates']) {
      expect((await fixture.call(customer, 'GET', path)).status).toBe(403);
      expect((await fixture.call(admin, 'GET', path)).status).toBe(200);
    }
  });

  it('support-67 accepts a JWT or the cookie of a signed-in browser', async () => {
    expect((await fixture.get(customer)).status).toBe(200);
    const browser = await signInOnWeb(system, customer);
    const get = await system.call('GET', '/api/chat/rooms', { headers: browser.readHeaders });
    expect(get.body.data).toMatchObject([{ id }]);
    const call = { headers: browser.writeHeaders, body: { message: 'Dari peramban' } };
    expect((await system.call('POST', `/api/chat/rooms/${id}`, call)).status).toBe(201);
    const forged = { headers: browser.readHeaders, body: { message: 'x' } };
    expect((await system.call('POST', `/api/chat/rooms/${id}`, forged)).status).toBe(403);
  });

  it('support-81 requires authentication on every call', async () => {
    expect(await everyCall(undefined)).toEqual([401, 401, 401, 401, 401]);
    const others = [
      await fixture.get(undefined),
      await fixture.call(undefined, 'POST', '/rooms', { message: 'x' }),
      await fixture.call(undefined, 'PATCH', `/rooms/${id}/manage`, { status: 'OPEN' }),
      await fixture.call(undefined, 'GET', '/statistics'),
      await fixture.call(undefined, 'GET', '/templates'),
      await fixture.call(undefined, 'POST', '/sse-ticket', {}),
    ];
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([401]));
  });

  it('support-82 limits customers to their own rooms', async () => {
    expect(await everyCall(other)).toEqual([403, 403, 403, 403, 403]);
    expect(await everyCall(customer, 999_999)).toEqual([404, 404, 404, 404, 404]);
    expect(await fixture.listRoomIds(other, `?search=${customer.fullName}`)).toEqual([]);
  });

  it('support-83 lets admins read everything and logs each reading (C-03)', async () => {
    const actions = ['support.list', 'support.read', 'support.listen', 'support.manage'];
    const before = await Promise.all(actions.map(countReadings));
    await fixture.get(admin);
    await fixture.room(admin, id);
    await (await SupportClient.open(system.url, id, { as: admin })).close();
    await (await SupportClient.open(system.url, undefined, { as: admin })).close();
    await fixture.manage(admin, id, { priority: 'HIGH' });
    const after = await Promise.all(actions.map(countReadings));
    expect(after.map((count, index) => count - (before[index] ?? 0))).toEqual([1, 1, 2, 1]);
    await fixture.room(customer, id);
    const looks = `SELECT FROM audit_log WHERE actor_id = $1 AND action LIKE 'support.%'`;
    const rows = await system.query(looks, [customer.id]);
    expect(rows).toEqual([]);
  });

  it('support-84 limits the rate per user and returns when to retry', async () => {
    const limited = await startSystem({ env: { RATE_LIMIT_MESSAGES: '3' }, worker: false });
    try {
      const limitedFixture = new SupportFixture(limited);
      const user = await limited.addUser('client');
      const statuses = [];
      for (let n = 0; n < 5; n += 1) {
        const response = await limitedFixture.call(user, 'POST', '/rooms', { message: 'x' });
        statuses.push(response.status);
        if (response.status === 429) {
          expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
        }
      }
      expect(statuses).toEqual([201, 201, 201, 429, 429]);
      expect((await limitedFixture.get(user)).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });

  it('support-85 validates all input before anything is stored', async () => {
    const before = await fixture.texts(customer, id);
    const invalidCalls: [string, object][] = [
      [`/rooms/${id}`, {}],
      [`/rooms/${id}`, { message: '   ' }],
      [`/rooms/${id}`, { message: 'x'.repeat(5_001) }],
      [`/rooms/${id}`, { message: 'x', messageType: 'IMAGE' }],
      ['/rooms', { message: 'x', priority: 'high' }],
      ['/rooms', { message: 'x', subject: 'x'.repeat(201) }],
      [`/rooms/${id}/typing`, { isTyping: 'yes' }],
      [`/rooms/${id}/read`, { upToSeq: -1 }],
    ];
    for (const [path, body] of invalidCalls) {
      const refused = await fixture.call(customer, 'POST', path, body);
      expect(refused.body).toMatchObject({ success: false, statusCode: 400 });
      expect(refused.body.details?.fields?.length).toBeGreaterThan(0);
    }
    for (const decision of [{ status: 'open' }, { priority: 1 }, { adminId: 'x' }]) {
      const refused = await fixture.call(admin, 'PATCH', `/rooms/${id}/manage`, decision);
      expect(refused.status).toBe(400);
    }
    expect(await fixture.texts(customer, id)).toEqual(before);
  });

  it('C-04 answers malformed ids like unknown ids', async () => {
    for (const malformedId of ['abc', '0', '-1', '1.5', '9'.repeat(25), '%00', "';--"]) {
      const { status, body } = await fixture.get(customer, `/${encodeURIComponent(malformedId)}`);
      expect({ status, message: body.message }).toEqual({
        status: 404,
        message: 'Conversation not found',
      });
    }
  });
});
