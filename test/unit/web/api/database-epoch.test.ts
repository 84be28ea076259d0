import { onDatabaseReplaced, recordDatabaseEpoch } from '../../../../src/web/api/database-epoch';

describe('the epoch of the database', () => {
  it('is reported when it changes, and not when it becomes known or is missing', () => {
    let replacements = 0;
    const stop = onDatabaseReplaced(() => (replacements += 1));
    for (const header of ['one', null, 'one']) recordDatabaseEpoch(header);
    expect(replacements).toBe(0);
    for (const header of ['two', 'two']) recordDatabaseEpoch(header);
    expect(replacements).toBe(1);
    stop();
    recordDatabaseEpoch('three');
    expect(replacements).toBe(1);
  });
});
