import { z } from 'zod';
import { conversationListResponse } from '../../../src/api/tutoring/tutoring-schemas';
import { userResponse } from '../../../src/api/web/conversation-schemas';
import WebSocket from 'ws';
import { HubClient } from '../../support/clients/hub-client';
import { only } from '../../support/harness/only';
import { waitFor } from '../../support/harness/wait-for';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import {
  TutoringFixture,
  conversationIdOf,
  idsOf,
  textsOf,
} from '../../support/fixtures/tutoring-fixture';
import { INSTANT } from '../../support/contracts/contract-texts';

let harness: SessionHarness;
let system: TestSystem;
let fixture: TutoringFixture;
let session: TestSession;
let student: TestUser;
let tutor: TestUser;
let colleague: TestUser;
beforeAll(async () => {
  harness = await SessionHarness.start();
  ({ system } = harness);
  fixture = new TutoringFixture(system);
  session = await harness.createSession('active');
});
beforeEach(async () => {
  student = await system.addUser('client');
  tutor = await system.addUser('psychologist');
  colleague = await system.addUser('psychologist');
});
afterAll(() => harness.stop());

describe('the conversation list', () => {
  it("tutoring-91 is served at the product's base URL, the hub below it at /ws", async () => {
    const id = await fixture.createDirect(tutor, student);
    const base = new URL(system.url);
    const listed = await fetch(new URL('/api/conversations', base), {
      headers: { authorization: `Bearer ${tutor.token}` },
    });
    expect([listed.status, await listed.text()]).toEqual([200, expect.stringContaining(id)]);
    const address = new URL(`/ws?token=${tutor.token}`, base);
    address.protocol = 'ws:';
    const hub = new HubClient(new WebSocket(address));
    await waitFor('an open socket', () => hub.socket.readyState === WebSocket.OPEN);
    expect((await hub.join(id)).conversationId).toBe(id);
    await hub.close();
  });

  it('tutoring-92 requires a Bearer token, and JSON for requests with a body', async () => {
    const body = JSON.stringify({ type: 'direct', participantIds: [student.id] });
    const post = (headers: Record<string, string>) =>
      fetch(`${system.url}/api/conversations`, { method: 'POST', headers, body });
    const json = { 'content-type': 'application/json' };
    const bearer = { authorization: `Bearer ${tutor.token}` };
    expect((await post(json)).status).toBe(401);
    const sent = await post({ ...bearer, ...json });
    expect(sent.status).toBe(201);
    expect(sent.headers.get('content-type')).toContain('application/json');
  });

  it('tutoring-93 is served at GET /api/conversations, the most recently updated first', async () => {
    const first = await fixture.createDirect(tutor, student);
    const second = await fixture.createDirect(tutor, colleague);
    await fixture.sendMessage(tutor, second, 'dulu');
    harness.clock.set(harness.clock.now() + 1000);
    await fixture.sendMessage(tutor, first, 'baru');
    expect(idsOf(await fixture.list(tutor))).toEqual([first, second]);
  });

  it('tutoring-94 has pages of 20 unless another limit is given', async () => {
    const many: string[] = [];
    for (let index = 0; index < 21; index += 1) {
      many.push(await fixture.createGroup(tutor, [colleague], { title: `Grup ${index}` }));
    }
    expect((await fixture.list(tutor)).length).toBe(20);
    expect(idsOf(await fixture.list(tutor, '?page=2'))).toEqual([many[0]]);
    expect(idsOf(await fixture.list(tutor, '?limit=2&page=2'))).toEqual([many[18], many[17]]);
    expect((await fixture.get(tutor, '?limit=101')).status).toBe(400);
  });

  it('tutoring-95 can be filtered by type', async () => {
    const direct = await fixture.createDirect(tutor, student);
    const group = await fixture.createGroup(tutor, [colleague]);
    expect(idsOf(await fixture.list(tutor, '?type=direct'))).toEqual([direct]);
    expect(idsOf(await fixture.list(tutor, '?type=group'))).toEqual([group]);
    expect(await fixture.list(tutor, '?type=consultation')).toEqual([]);
    expect(idsOf(await fixture.list(session.client, '?type=consultation'))).toEqual([
      conversationIdOf(session),
    ]);
    expect((await fixture.get(tutor, '?type=other')).status).toBe(400);
  });

  it('tutoring-96 shows archived conversations or the others', async () => {
    const stored = await fixture.createDirect(tutor, student);
    const archivedGroup = await fixture.createGroup(tutor, [colleague]);
    await fixture.call('POST', tutor, `/${archivedGroup}/archive`);
    expect(idsOf(await fixture.list(tutor))).toEqual([stored]);
    expect(idsOf(await fixture.list(tutor, '?archived=false'))).toEqual([stored]);
    expect(idsOf(await fixture.list(tutor, '?archived=true'))).toEqual([archivedGroup]);
  });

  it('tutoring-97 returns conversations and pagination', async () => {
    const { status, body } = await fixture.get(tutor);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      success: true,
      data: { conversations: [], pagination: { page: 1, limit: 20, total: 0, totalPages: 0 } },
    });
  });

  it('tutoring-98 returns for each its type, title, consultation and participants', async () => {
    const id = await fixture.createDirect(tutor, student, { title: 'Skripsi' });
    expect((await fixture.list(student))[0]).toMatchObject({
      id,
      type: 'direct',
      title: 'Skripsi',
      consultationId: null,
      participants: [
        { userId: student.id, role: 'student', user: { name: student.fullName, avatar: null } },
        { userId: tutor.id, role: 'tutor', user: { name: tutor.fullName, avatar: null } },
      ],
    });
  });

  it('tutoring-99 returns for each its last message', async () => {
    const id = await fixture.createDirect(tutor, student);
    expect((await fixture.list(student))[0]?.lastMessage).toBeNull();
    await fixture.sendMessage(tutor, id, 'satu');
    const { createdAt } = await fixture.sendMessage(student, id, 'dua');
    expect((await fixture.list(tutor))[0]?.lastMessage).toEqual({
      content: 'dua',
      senderId: student.id,
      sentAt: createdAt,
      type: 'text',
    });
  });

  it('tutoring-100 returns for each the unread count, presence and time of creation', async () => {
    const id = await fixture.createDirect(tutor, student);
    await fixture.sendMessage(tutor, id, 'satu');
    await fixture.sendMessage(tutor, id, 'dua');
    const ofTutor = only(await fixture.list(tutor));
    const ofStudent = only(await fixture.list(student));
    expect([ofTutor.unreadCount, ofStudent.unreadCount]).toEqual([0, 2]);
    expect(ofTutor.isOnline).toBe(false);
    expect(ofTutor.createdAt).toMatch(INSTANT);
  });

  it('tutoring-101 counts pages from exact totals after every change', async () => {
    const others = await Promise.all([1, 2, 3].map(() => system.addUser('psychologist')));
    const ids: string[] = [];
    for (const other of others) ids.push(await fixture.createDirect(tutor, other));
    const group = await fixture.createGroup(tutor, others);
    const pages = async (query: string) => {
      const listed = await fixture.call('GET', tutor, query, undefined, conversationListResponse);
      return listed.body.data.pagination;
    };
    expect(await pages('?limit=3')).toEqual({ page: 1, limit: 3, total: 4, totalPages: 2 });
    await fixture.call('POST', tutor, `/${ids[0]}/archive`);
    expect((await pages('')).total).toBe(3);
    expect((await pages('?archived=true')).total).toBe(1);
    await fixture.call('POST', tutor, `/${ids[0]}/unarchive`);
    await fixture.call('DELETE', tutor, `/${group}/participants/${tutor.id}`);
    expect(await pages('?limit=3')).toEqual({ page: 1, limit: 3, total: 3, totalPages: 1 });
  });
});

describe('conversation flows', () => {
  it('tutoring-20 archive a conversation and restore it', async () => {
    const id = await fixture.createDirect(tutor, student);
    await fixture.sendMessage(tutor, id, 'Halo');
    await fixture.call('POST', tutor, `/${id}/archive`);
    expect(await fixture.list(tutor)).toEqual([]);
    await fixture.sendMessage(student, id, 'Masih ada?');
    expect((await fixture.list(tutor, '?archived=true'))[0]?.unreadCount).toBe(1);
    await fixture.call('POST', tutor, `/${id}/unarchive`);
    expect(idsOf(await fixture.list(tutor))).toEqual([id]);
  });

  it('tutoring-21 provide a conversation for every booked consultation', async () => {
    const booked = await harness.book();
    for (const user of [booked.client, booked.psychologist]) {
      expect(idsOf(await fixture.list(user, '?type=consultation'))).toEqual([
        conversationIdOf(booked),
      ]);
    }
  });

  it('tutoring-22 provide it from the moment of booking (C-30)', async () => {
    const booked = await harness.book();
    const consultation = await fixture.conversation(booked.psychologist, conversationIdOf(booked));
    expect(consultation).toMatchObject({
      type: 'consultation',
      consultationId: booked.counselingId,
    });
    const early = await fixture.call('POST', booked.client, `/${consultation.id}/messages`, {
      content: { text: 'Halo' },
    });
    expect(early).toMatchObject({ status: 400, body: { code: 'chat-not-enabled' } });
  });

  it("tutoring-23 store a consultation's messages with that consultation", async () => {
    const message = await fixture.sendMessage(
      session.client,
      conversationIdOf(session),
      'Tentang bab tiga',
    );
    const texts = await harness.texts(session);
    expect(texts).toContain('Tentang bab tiga');
    const consultation = await fixture.conversation(session.client, message.conversationId);
    expect(consultation.consultationId).toBe(session.counselingId);
  });

  it('tutoring-24 store title and consultation with the conversation', async () => {
    const id = conversationIdOf(session);
    const title = 'Metodologi, bab tiga';
    expect((await fixture.call('PATCH', session.psychologist, `/${id}`, { title })).status).toBe(
      200,
    );
    expect((await fixture.list(session.client))[0]).toMatchObject({
      title,
      consultationId: session.counselingId,
      type: 'consultation',
    });
    await fixture.call('PATCH', session.psychologist, `/${id}`, { title: null });
  });

  it('tutoring-35 start with a contact, and both sides write', async () => {
    const call = { as: tutor, reply: z.array(userResponse) };
    const users = await system.call('GET', '/api/v1/people', call);
    expect(idsOf(users.body.data)).toContain(colleague.id);
    const id = await fixture.createDirect(tutor, colleague);
    await fixture.sendMessage(tutor, id, 'Halo');
    await fixture.sendMessage(colleague, id, 'Halo juga');
    expect(textsOf(await fixture.messages(tutor, id))).toEqual(['Halo', 'Halo juga']);
  });

  it('tutoring-36 allow reading again, searching and archiving', async () => {
    const id = await fixture.createDirect(tutor, colleague);
    await fixture.sendMessage(tutor, id, 'Metodologi penelitian kualitatif');
    await fixture.sendMessage(colleague, id, 'Baik, terima kasih');
    expect((await fixture.messages(tutor, id)).length).toBe(2);
    const found = await fixture.messages(colleague, id, '?search=metodologi');
    expect(textsOf(found)).toEqual(['Metodologi penelitian kualitatif']);
    expect((await fixture.call('POST', tutor, `/${id}/archive`)).status).toBe(200);
    const archived = async (as: TestUser) => [
      idsOf(await fixture.list(as)).includes(id),
      idsOf(await fixture.list(as, '?archived=true')).includes(id),
    ];
    expect([await archived(tutor), await archived(colleague)]).toEqual([
      [false, true],
      [true, false],
    ]);
    expect(textsOf(await fixture.messages(tutor, id, '?search=terima'))).toEqual([
      'Baik, terima kasih',
    ]);
  });

  it('tutoring-175 archive by POST …/archive and …/unarchive, for the caller only', async () => {
    const id = await fixture.createDirect(tutor, student);
    const archived = await fixture.changeConversation(tutor, `POST /${id}/archive`);
    expect(archived.metadata.isArchived).toBe(true);
    expect(idsOf(await fixture.list(student))).toEqual([id]);
    const restored = await fixture.changeConversation(tutor, `POST /${id}/unarchive`);
    expect(restored.metadata).toMatchObject({
      isArchived: false,
      archivedAt: null,
    });
    expect((await fixture.call('POST', colleague, `/${id}/archive`)).status).toBe(403);
  });

  it('tutoring-177 show the same conversation as the counseling API', async () => {
    const message = await harness.sendMessage(
      session.psychologist,
      session.sessionId,
      'Dari pintu konseling',
    );
    expect(message.status).toBe(201);
    const last = (await fixture.messages(session.client, conversationIdOf(session))).at(-1);
    expect(last).toMatchObject({ id: message.body.data.id, senderId: session.psychologist.id });
  });
});
