import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

let system: TestSystem;
let fixture: SupportFixture;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  fixture = new SupportFixture(system);
});
afterAll(() => system.stop());

describe('support export', () => {
  it('support-80 gives admins the full history of a room as CSV and logs the export', async () => {
    const { customer, admin } = await fixture.createUsers();
    const { id } = await fixture.openRoom(customer, 'Baris "satu",\nbaris dua');
    await fixture.sendMessage(admin, id, '=1+1');
    await fixture.sendMessage(customer, id, 'Terima kasih 🙏');
    const path = `/rooms/${id}/export`;
    const response = await fixture.call(admin, 'GET', `${path}?format=csv`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toContain('support-room.csv');
    const { messages } = await fixture.room(admin, id);
    const [first, second, third] = messages as { id: number; createdAt: string }[];
    const at = ({ id: messageId, createdAt }: { id: number; createdAt: string }, seq: number) =>
      `"${messageId}","${seq}","${createdAt}"`;
    expect(response.text.replace(/^\ufeff/, '').split('\r\n')).toEqual([
      '"id","seq","createdAt","senderId","sender","role","messageType","message"',
      `${at(first!, 1)},"${customer.id}","${customer.fullName}","USER","TEXT","Baris ""satu"",\nbaris dua"`,
      `${at(second!, 2)},"${admin.id}","${admin.fullName}","ADMIN","TEXT","'=1+1"`,
      `${at(third!, 3)},"${customer.id}","${customer.fullName}","USER","TEXT","Terima kasih 🙏"`,
      '',
    ]);
    const logged = await system.query(
      `SELECT FROM audit_log
       WHERE actor_id = $1 AND action = 'support.export' AND conversation_id = $2`,
      [admin.id, id],
    );
    expect(logged).toHaveLength(1);
    expect((await fixture.call(customer, 'GET', path)).status).toBe(403);
    expect((await fixture.call(undefined, 'GET', path)).status).toBe(401);
    expect((await fixture.call(admin, 'GET', '/rooms/987654/export')).status).toBe(404);
    expect((await fixture.call(admin, 'GET', `${path}?format=docx`)).status).toBe(400);
  });
});
