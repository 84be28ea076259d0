import { slotsSchema } from '../../../src/sessions/availability/list-slots';

const QUERY = { date: '2026-03-02', timezone: 'Asia/Jakarta', duration: '60' };

describe('slotsSchema', () => {
  it('parses minutes as number and ids as text', () => {
    expect(slotsSchema.parse({ ...QUERY, psychologistId: '12' })).toEqual({
      ...QUERY,
      duration: 60,
      method: 'chat',
      psychologistId: '12',
    });
  });

  it.each([
    ['date', '2026-02-30'],
    ['date', '02.03.2026'],
    ['date', undefined],
    ['timezone', 'Asia/Atlantis'],
    ['timezone', '+07:00'],
    ['timezone', ''],
    ['timezone', undefined],
    ['duration', 'an hour'],
    ['duration', '22.5'],
    ['duration', '0'],
    ['duration', '1441'],
    ['duration', '1e99'],
    ['duration', undefined],
    ['psychologistId', 'Putri'],
    ['psychologistId', '9223372036854775808'],
    ['psychologistId', '-1'],
  ])('rejects an invalid %s: %s', (field, value) => {
    const faults = slotsSchema.safeParse({ ...QUERY, [field]: value }).error?.issues ?? [];
    expect([...new Set(faults.map(({ path }) => path[0]))]).toEqual([field]);
  });
});
