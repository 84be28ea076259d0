import { SupportFixture } from '../../support/fixtures/support-fixture';
import { connectSupportClient } from '../../support/clients/support-client';
import { PASSWORD, startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { signInOnWeb } from '../../support/clients/web-session';

let system: TestSystem;
let scene: SupportFixture;
let customer: TestUser;
let admin: TestUser;
beforeAll(async () => {
  system = await startSystem();
  scene = new SupportFixture(system);
  ({ customer, admin } = await scene.createUsers());
});
afterAll(() => system.stop());

describe('the flows by hand', () => {
  it('support-86 lets somebody log in as a customer and write as one', async () => {
    const body = { email: customer.email, password: PASSWORD };
    const { data } = (await system.call('POST', '/api/v1/auth/login', { body })).body;
    const signedIn = { ...customer, token: data.token as string };
    expect(await scene.openRoom(signedIn, 'Halo')).toMatchObject({ userId: Number(customer.id) });
    const browser = await signInOnWeb(system, customer);
    const rooms = await system.call('GET', '/api/chat/rooms', { headers: browser.readHeaders });
    expect(rooms.body.data).toHaveLength(1);
  });

  it('support-89 keeps several messages of a customer in their order', async () => {
    const person = await system.addUser('client');
    const { id } = await scene.openRoom(person, 'm0');
    for (let n = 1; n < 6; n += 1) await scene.sendMessage(person, id, `m${n}`);
    expect(await scene.texts(admin, id)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5']);
  });

  it('support-92 lets an admin see the list, pick a room and reply', async () => {
    const person = await system.addUser('client');
    await scene.openRoom(person, 'Saya pilih yang ini');
    const [newest] = (await scene.get(admin)).body.data as { id: number; lastMessage: string }[];
    expect(newest?.lastMessage).toBe('Saya pilih yang ini');
    const id = newest?.id ?? 0;
    expect(await scene.texts(admin, id)).toEqual(['Saya pilih yang ini']);
    await scene.sendMessage(admin, id, 'Baik');
    expect(await scene.texts(person, id)).toEqual(['Saya pilih yang ini', 'Baik']);
  });

  it('support-93 lets an admin change status and priority, which the customer sees', async () => {
    const person = await system.addUser('client');
    const { id } = await scene.openRoom(person);
    const hers = await connectSupportClient(system, person, id);
    await scene.manage(admin, id, { status: 'RESOLVED', priority: 'URGENT' });
    expect(await hers.waitForEvent('status')).toEqual({ roomId: id, status: 'RESOLVED' });
    expect(await scene.room(person, id)).toMatchObject({ status: 'RESOLVED', priority: 'URGENT' });
    await hers.close();
  });
});
