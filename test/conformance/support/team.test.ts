import { z } from 'zod';
import { supportTemplateResponse } from '../../../src/api/support/support-schemas';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';

let system: TestSystem;
let fixture: SupportFixture;
let admin: TestUser;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  fixture = new SupportFixture(system);
  admin = await system.addUser('team');
});
afterAll(() => system.stop());

const documentInfo = z.object({
  info: z.object({ description: z.string(), contact: z.object({ name: z.string() }) }),
});

describe('support for admins', () => {
  it('support-75 stores reply templates', async () => {
    const template = { title: 'Salam', message: 'Halo, ada yang bisa dibantu?' };
    const call = { as: admin, body: template, reply: supportTemplateResponse };
    const created = await system.call('POST', '/api/chat/templates', call);
    expect(created.status).toBe(201);
    const path = `/templates/${created.body.data.id}`;
    const changed = await fixture.call(admin, 'PUT', path, { ...template, title: 'Sapaan' });
    expect(changed.body.data).toMatchObject({ title: 'Sapaan', message: template.message });
    expect((await fixture.call(admin, 'GET', '/templates')).body.data).toEqual([changed.body.data]);
    expect((await fixture.call(admin, 'DELETE', path)).status).toBe(200);
    expect((await fixture.call(admin, 'GET', '/templates')).body.data).toEqual([]);
    for (const id of ['999999', 'x']) {
      const missing = await fixture.call(admin, 'PUT', `/templates/${id}`, template);
      expect(missing.body).toMatchObject({ statusCode: 404, code: 'template-not-found' });
    }
  });

  it('support-76 reports response times of a room and overall', async () => {
    const customer = await system.addUser('client');
    const { id, firstAnsweredAt, createdAt } = await fixture.openRoom(customer);
    expect(firstAnsweredAt).toBeNull();
    await system.query(
      `UPDATE conversations SET created_at = created_at - interval '1 hour' WHERE id = $1`,
      [id],
    );
    const response = await fixture.sendMessage(admin, id, 'Ya?');
    await fixture.sendMessage(admin, id, 'Masih di sana?');
    const room = await fixture.room(admin, id);
    expect(room).toMatchObject({ firstAnsweredAt: response.createdAt, messageCount: 3 });
    expect(Date.parse(room.firstAnsweredAt ?? '') - Date.parse(room.createdAt)).toBeGreaterThan(
      3.6e6,
    );
    expect(Date.parse(createdAt)).toBeGreaterThan(Date.parse(room.createdAt));
    const { averageResponseSeconds } = await fixture.statistics(admin);
    expect(averageResponseSeconds).toBeGreaterThan(0);
  });

  it('support-102 names a contact for problems', async () => {
    const document: unknown = JSON.parse((await system.call('GET', '/openapi.json')).text);
    const { info } = documentInfo.parse(document);
    expect(info.contact.name).toMatch(/development team/);
    expect(info.description).toMatch(/report/i);
  });
});
