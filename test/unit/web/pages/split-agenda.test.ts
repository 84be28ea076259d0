import type { Counseling } from '../../../../src/web/api/api-types';
import { splitAgenda } from '../../../../src/web/pages/today/split-agenda';

const NOW = Date.parse('2026-01-05T08:00:00Z');
const counseling = (id: string, status: Counseling['status'], endsIn: number): Counseling =>
  ({ id, status, endsAt: new Date(NOW + endsIn * 60_000).toISOString() }) as Counseling;

describe('splitAgenda', () => {
  it('splits past from upcoming counselings, each by time', () => {
    const { past, upcoming } = splitAgenda(
      [
        counseling('over', 'completed', -60),
        counseling('off', 'cancelled', -30),
        counseling('late', 'booked', -1),
        counseling('ended-early', 'completed', 20),
        counseling('off-later', 'cancelled', 60),
        counseling('next', 'booked', 120),
      ],
      NOW,
    );
    expect(past.map(({ id }) => id)).toEqual(['over', 'off', 'ended-early']);
    expect(upcoming.map(({ id }) => id)).toEqual(['late', 'off-later', 'next']);
  });
});
