import { signedInResponse } from '../../../src/api/accounts/sign-in-schemas';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { connectSupportClient } from '../../support/clients/support-client';
import { PASSWORD, startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { signInOnWeb } from '../../support/clients/web-session';

let system: TestSystem;
let fixture: SupportFixture;
let customer: TestUser;
let admin: TestUser;
beforeAll(async () => {
  system = await startSystem();
  fixture = new SupportFixture(system);
  ({ customer, admin } = await fixture.createUsers());
});
afterAll(() => system.stop());

describe('support flows', () => {
  it('support-86 let a customer sign in and write', async () => {
    const body = { email: customer.email, password: PASSWORD };
    const call = { body, reply: signedInResponse };
    const { token } = (await system.call('POST', '/api/v1/auth/login', call)).body.data;
    const signedIn = { ...customer, token };
    expect(await fixture.openRoom(signedIn, 'Halo')).toMatchObject({ userId: Number(customer.id) });
    const browser = await signInOnWeb(system, customer);
    const rooms = await system.call('GET', '/api/chat/rooms', { headers: browser.readHeaders });
    expect(rooms.body.data).toHaveLength(1);
  });

  it('support-89 keep several messages of a customer in order', async () => {
    const user = await system.addUser('client');
    const { id } = await fixture.openRoom(user, 'm0');
    for (let n = 1; n < 6; n += 1) await fixture.sendMessage(user, id, `m${n}`);
    expect(await fixture.texts(admin, id)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5']);
  });

  it('support-92 let an admin open the list, select a room and reply', async () => {
    const user = await system.addUser('client');
    await fixture.openRoom(user, 'Saya pilih yang ini');
    const [newest] = await fixture.list(admin);
    expect(newest?.lastMessage).toBe('Saya pilih yang ini');
    const id = newest?.id ?? 0;
    expect(await fixture.texts(admin, id)).toEqual(['Saya pilih yang ini']);
    await fixture.sendMessage(admin, id, 'Baik');
    expect(await fixture.texts(user, id)).toEqual(['Saya pilih yang ini', 'Baik']);
  });

  it('support-93 let an admin change status and priority, which the customer sees', async () => {
    const user = await system.addUser('client');
    const { id } = await fixture.openRoom(user);
    const customerStream = await connectSupportClient(system, user, id);
    await fixture.manage(admin, id, { status: 'RESOLVED', priority: 'URGENT' });
    expect(await customerStream.waitForEvent('status')).toEqual({ roomId: id, status: 'RESOLVED' });
    expect(await fixture.room(user, id)).toMatchObject({ status: 'RESOLVED', priority: 'URGENT' });
    await customerStream.close();
  });
});
