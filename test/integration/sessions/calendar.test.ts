import { DateTime } from 'luxon';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import { bookingBody } from '../../support/fixtures/book-session';
import type { ApiResponse, TestUser } from '../../support/harness/test-system';

const HOUR = 3_600_000;

let stage: SessionHarness;
beforeAll(async () => {
  stage = await SessionHarness.start();
});
afterAll(() => stage.stop());

const take = (as: TestUser, counselingId: string, query = ''): Promise<ApiResponse> =>
  stage.system.call('GET', `/api/v1/counselings/${counselingId}/calendar.ics${query}`, { as });

/** The lines of a calendar file, unfolded. */
const linesOf = ({ text }: ApiResponse): string[] => text.replace(/\r\n[ \t]/g, '').split('\r\n');

/** The values of a property, whatever its parameters. */
const valuesOf = (answer: ApiResponse, name: string): string[] =>
  linesOf(answer)
    .filter((line) => line.startsWith(`${name}:`) || line.startsWith(`${name};`))
    .map((line) => line.slice(name.length));

describe('the calendar file of a counseling', () => {
  let session: TestSession;
  beforeEach(async () => {
    session = await stage.book({ notes: 'Rahasia di catatan', startsIn: 24 * HOUR });
  });

  it('says when it is, on the clock it was booked by, and rings ten minutes before', async () => {
    const answer = await take(session.client, session.counselingId);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=ruang-diri.ics');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const local = (ms: number): string =>
      DateTime.fromMillis(ms, { zone: 'Asia/Jakarta' }).toFormat("yyyyMMdd'T'HHmmss");
    expect(valuesOf(answer, 'DTSTART')).toContain(`;TZID=Asia/Jakarta:${local(session.startsAt)}`);
    expect(valuesOf(answer, 'DTEND')).toEqual([`;TZID=Asia/Jakarta:${local(session.endsAt)}`]);
    expect(valuesOf(answer, 'TRIGGER')).toEqual([':-PT10M']);
    expect(valuesOf(answer, 'STATUS')).toEqual([':CONFIRMED']);
    expect(valuesOf(answer, 'METHOD')).toEqual([':PUBLISH']);
  });

  it('is a well-formed file: every line ends as it must and none is too long', async () => {
    const { text } = await take(session.client, session.counselingId);
    expect(text.replace(/\r\n/g, '')).not.toMatch(/[\r\n]/);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const open: string[] = [];
    for (const line of text.split('\r\n')) {
      const [word, name = ''] = line.split(':');
      if (word === 'BEGIN') open.push(name);
      if (word === 'END') expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  it('stays one entry through a move and a cancel', async () => {
    const { client, psychologist, counselingId, startsAt, endsAt } = session;
    const first = await take(client, counselingId);
    expect(valuesOf(first, 'UID')).toEqual([`:${counselingId}@ruang-diri`]);
    expect(valuesOf(first, 'SEQUENCE')).toEqual([':1']);
    expect(valuesOf(await take(psychologist, counselingId), 'UID')).toEqual(valuesOf(first, 'UID'));

    const later = { startsAt: startsAt + HOUR, endsAt: endsAt + HOUR };
    expect((await stage.reschedule(session, client, later)).status).toBe(200);
    const moved = await take(client, counselingId);
    expect(valuesOf(moved, 'UID')).toEqual(valuesOf(first, 'UID'));
    expect(valuesOf(moved, 'SEQUENCE')).toEqual([':2']);
    expect(valuesOf(moved, 'DTSTART')).not.toEqual(valuesOf(first, 'DTSTART'));

    stage.clock.advance(1_000);
    await stage.cancel(session, psychologist, { reason: 'Rahasia di alasan' });
    const cancelled = await take(client, counselingId);
    expect(valuesOf(cancelled, 'UID')).toEqual(valuesOf(first, 'UID'));
    expect(valuesOf(cancelled, 'STATUS')).toEqual([':CANCELLED']);
    expect(linesOf(cancelled)).not.toContain('BEGIN:VALARM');
    const [before = '', after = ''] = [moved, cancelled].flatMap((one) => valuesOf(one, 'DTSTAMP'));
    expect(after > before).toBe(true);
  });

  it('holds nobody’s words and names nobody: it may lie open on a shared screen', async () => {
    const { client, psychologist, counselingId } = session;
    await stage.cancel(session, client, { reason: 'Rahasia di alasan' });
    for (const lang of ['id', 'en']) {
      const { text } = await take(client, counselingId, `?lang=${lang}`);
      const unfolded = text.replace(/\r\n[ \t]/g, '');
      for (const secret of ['Rahasia', client.fullName, psychologist.fullName, '@example.test']) {
        expect(unfolded).not.toContain(secret);
      }
    }
  });

  it('speaks Indonesian, or English when asked', async () => {
    const { client, counselingId } = session;
    const summary = async (query = '') =>
      valuesOf(await take(client, counselingId, query), 'SUMMARY')[0];
    expect(await summary()).toBe(':Sesi konseling Ruang Diri');
    expect(await summary('?lang=en')).toBe(':Ruang Diri counseling');
    expect((await take(client, counselingId, '?lang=fr')).status).toBe(400);
  });

  it('is refused like the counseling itself to everybody else', async () => {
    const stranger = await stage.system.addUser('client');
    expect((await take(stranger, session.counselingId)).body.code).toBe('not-your-counseling');
    expect((await take(stage.team, session.counselingId)).status).toBe(403);
    expect((await take(session.client, 'x')).body.code).toBe('counseling-not-found');
  });

  it('is there for a method without a session too', async () => {
    const booked = await stage.system.call('POST', '/api/v1/counselings/book', {
      as: session.client,
      body: { ...bookingBody({ method: 'video' }), date: '2025-08-20' },
    });
    const answer = await take(session.client, booked.body.data.id);
    expect(valuesOf(answer, 'STATUS')).toEqual([':CONFIRMED']);
  });
});
