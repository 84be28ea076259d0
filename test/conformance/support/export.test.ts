import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

let system: TestSystem;
let scene: SupportFixture;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  scene = new SupportFixture(system);
});
afterAll(() => system.stop());

describe('exporting', () => {
  it('support-80 gives admins the history of a room as CSV, whole and noted', async () => {
    const { customer, admin } = await scene.createUsers();
    const { id } = await scene.openRoom(customer, 'Baris "satu",\nbaris dua');
    await scene.sendMessage(admin, id as number, '=1+1');
    await scene.sendMessage(customer, id as number, 'Terima kasih 🙏');
    const path = `/rooms/${id}/export`;
    const answer = await scene.call(admin, 'GET', `${path}?format=csv`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain('support-room.csv');
    const { messages } = await scene.room(admin, id as number);
    const [first, second, third] = messages as { id: number; createdAt: string }[];
    const at = ({ id: own, createdAt }: { id: number; createdAt: string }, seq: number) =>
      `${own},${seq},${createdAt}`;
    expect(answer.text.replace(/^\ufeff/, '').split('\r\n')).toEqual([
      'id,seq,createdAt,senderId,sender,role,messageType,message',
      `${at(first!, 1)},${customer.id},${customer.fullName},USER,TEXT,"Baris ""satu"",\nbaris dua"`,
      `${at(second!, 2)},${admin.id},${admin.fullName},ADMIN,TEXT,'=1+1`,
      `${at(third!, 3)},${customer.id},${customer.fullName},USER,TEXT,Terima kasih 🙏`,
      '',
    ]);
    const noted = await system.query(
      `SELECT FROM audit_log
       WHERE actor_id = $1 AND action = 'support.export' AND conversation_id = $2`,
      [admin.id, id],
    );
    expect(noted).toHaveLength(1);
    expect((await scene.call(customer, 'GET', path)).status).toBe(403);
    expect((await scene.call(undefined, 'GET', path)).status).toBe(401);
    expect((await scene.call(admin, 'GET', '/rooms/987654/export')).status).toBe(404);
    expect((await scene.call(admin, 'GET', `${path}?format=docx`)).status).toBe(400);
  });
});
