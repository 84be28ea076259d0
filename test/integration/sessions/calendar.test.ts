import { DateTime } from 'luxon';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import { bookingBody } from '../../support/fixtures/book-session';
import type { ApiResponse, TestUser } from '../../support/harness/test-system';

const HOUR = 3_600_000;

let harness: SessionHarness;
beforeAll(async () => {
  harness = await SessionHarness.start();
});
afterAll(() => harness.stop());

const download = (as: TestUser, counselingId: string, query = ''): Promise<ApiResponse> =>
  harness.system.call('GET', `/api/v1/counselings/${counselingId}/calendar.ics${query}`, { as });

/** The lines of a calendar file, unfolded. */
const linesOf = ({ text }: ApiResponse): string[] => text.replace(/\r\n[ \t]/g, '').split('\r\n');

/** Values of a property, with any parameters. */
const valuesOf = (response: ApiResponse, name: string): string[] =>
  linesOf(response)
    .filter((line) => line.startsWith(`${name}:`) || line.startsWith(`${name};`))
    .map((line) => line.slice(name.length));

describe('calendar file', () => {
  let session: TestSession;
  beforeEach(async () => {
    session = await harness.book({ notes: 'Rahasia di catatan', startsIn: 24 * HOUR });
  });

  it('contains the times in the booked zone and an alarm ten minutes before', async () => {
    const response = await download(session.client, session.counselingId);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename=ruang-diri.ics');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const local = (ms: number): string =>
      DateTime.fromMillis(ms, { zone: 'Asia/Jakarta' }).toFormat("yyyyMMdd'T'HHmmss");
    expect(valuesOf(response, 'DTSTART')).toContain(
      `;TZID=Asia/Jakarta:${local(session.startsAt)}`,
    );
    expect(valuesOf(response, 'DTEND')).toEqual([`;TZID=Asia/Jakarta:${local(session.endsAt)}`]);
    expect(valuesOf(response, 'TRIGGER')).toEqual([':-PT10M']);
    expect(valuesOf(response, 'STATUS')).toEqual([':CONFIRMED']);
    expect(valuesOf(response, 'METHOD')).toEqual([':PUBLISH']);
  });

  it('is well-formed: CRLF line ends and folded lines', async () => {
    const { text } = await download(session.client, session.counselingId);
    expect(text.replace(/\r\n/g, '')).not.toMatch(/[\r\n]/);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const open: string[] = [];
    for (const line of text.split('\r\n')) {
      const [keyword, name = ''] = line.split(':');
      if (keyword === 'BEGIN') open.push(name);
      if (keyword === 'END') expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  it('updates the same entry on reschedule and cancellation', async () => {
    const { client, psychologist, counselingId, startsAt, endsAt } = session;
    const first = await download(client, counselingId);
    expect(valuesOf(first, 'UID')).toEqual([`:${counselingId}@ruang-diri`]);
    expect(valuesOf(first, 'SEQUENCE')).toEqual([':1']);
    expect(valuesOf(await download(psychologist, counselingId), 'UID')).toEqual(
      valuesOf(first, 'UID'),
    );

    const later = { startsAt: startsAt + HOUR, endsAt: endsAt + HOUR };
    expect((await harness.reschedule(session, client, later)).status).toBe(200);
    const moved = await download(client, counselingId);
    expect(valuesOf(moved, 'UID')).toEqual(valuesOf(first, 'UID'));
    expect(valuesOf(moved, 'SEQUENCE')).toEqual([':2']);
    expect(valuesOf(moved, 'DTSTART')).not.toEqual(valuesOf(first, 'DTSTART'));

    harness.clock.advance(1_000);
    await harness.cancel(session, psychologist, { reason: 'Rahasia di alasan' });
    const cancelled = await download(client, counselingId);
    expect(valuesOf(cancelled, 'UID')).toEqual(valuesOf(first, 'UID'));
    expect(valuesOf(cancelled, 'STATUS')).toEqual([':CANCELLED']);
    expect(linesOf(cancelled)).not.toContain('BEGIN:VALARM');
    const [before = '', after = ''] = [moved, cancelled].flatMap((one) => valuesOf(one, 'DTSTAMP'));
    expect(after > before).toBe(true);
  });

  it('contains no names and no notes', async () => {
    const { client, psychologist, counselingId } = session;
    await harness.cancel(session, client, { reason: 'Rahasia di alasan' });
    for (const lang of ['id', 'en']) {
      const { text } = await download(client, counselingId, `?lang=${lang}`);
      const unfolded = text.replace(/\r\n[ \t]/g, '');
      for (const secret of ['Rahasia', client.fullName, psychologist.fullName, '@example.test']) {
        expect(unfolded).not.toContain(secret);
      }
    }
  });

  it('is Indonesian by default, English on request', async () => {
    const { client, counselingId } = session;
    const summary = async (query = '') =>
      valuesOf(await download(client, counselingId, query), 'SUMMARY')[0];
    expect(await summary()).toBe(':Sesi konseling Ruang Diri');
    expect(await summary('?lang=en')).toBe(':Ruang Diri counseling');
    expect((await download(client, counselingId, '?lang=fr')).status).toBe(400);
  });

  it('is rejected for non-participants like the counseling', async () => {
    const stranger = await harness.system.addUser('client');
    expect((await download(stranger, session.counselingId)).body.code).toBe('not-your-counseling');
    expect((await download(harness.team, session.counselingId)).status).toBe(403);
    expect((await download(session.client, 'x')).body.code).toBe('counseling-not-found');
  });

  it('exists for methods without a session', async () => {
    const booked = await harness.system.call('POST', '/api/v1/counselings/book', {
      as: session.client,
      body: { ...bookingBody({ method: 'video' }), date: '2025-08-20' },
    });
    const response = await download(session.client, booked.body.data.id);
    expect(valuesOf(response, 'STATUS')).toEqual([':CONFIRMED']);
  });
});
