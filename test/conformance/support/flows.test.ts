import { SupportScene } from '../../support/support-scene';
import { supportClient } from '../../support/support-client';
import { PASSWORD, startSystem } from '../../support/system';
import type { TestPerson, TestSystem } from '../../support/system';
import { webSignIn } from '../../support/web-sign-in';

let system: TestSystem;
let scene: SupportScene;
let customer: TestPerson;
let admin: TestPerson;
beforeAll(async () => {
  system = await startSystem();
  scene = new SupportScene(system);
  ({ customer, admin } = await scene.people());
});
afterAll(() => system.stop());

describe('the flows by hand', () => {
  it('support-86 lets somebody log in as a customer and write as one', async () => {
    const body = { email: customer.email, password: PASSWORD };
    const { data } = (await system.call('POST', '/api/v1/auth/login', { body })).body;
    const signedIn = { ...customer, token: data.token as string };
    expect(await scene.begin(signedIn, 'Halo')).toMatchObject({ userId: Number(customer.id) });
    const browser = await webSignIn(system, customer);
    const rooms = await system.call('GET', '/api/chat/rooms', { headers: browser.reading });
    expect(rooms.body.data).toHaveLength(1);
  });

  it('support-89 keeps several messages of a customer in their order', async () => {
    const person = await system.addPerson('client');
    const { id } = await scene.begin(person, 'm0');
    for (let n = 1; n < 6; n += 1) await scene.say(person, id, `m${n}`);
    expect(await scene.texts(admin, id)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5']);
  });

  it('support-92 lets an admin see the list, pick a room and reply', async () => {
    const person = await system.addPerson('client');
    await scene.begin(person, 'Saya pilih yang ini');
    const [newest] = (await scene.get(admin)).body.data as { id: number; lastMessage: string }[];
    expect(newest?.lastMessage).toBe('Saya pilih yang ini');
    const id = newest?.id ?? 0;
    expect(await scene.texts(admin, id)).toEqual(['Saya pilih yang ini']);
    await scene.say(admin, id, 'Baik');
    expect(await scene.texts(person, id)).toEqual(['Saya pilih yang ini', 'Baik']);
  });

  it('support-93 lets an admin change status and priority, which the customer sees', async () => {
    const person = await system.addPerson('client');
    const { id } = await scene.begin(person);
    const hers = await supportClient(system, person, id);
    await scene.manage(admin, id, { status: 'RESOLVED', priority: 'URGENT' });
    expect(await hers.hear('status')).toEqual({ roomId: id, status: 'RESOLVED' });
    expect(await scene.room(person, id)).toMatchObject({ status: 'RESOLVED', priority: 'URGENT' });
    await hers.leave();
  });
});
