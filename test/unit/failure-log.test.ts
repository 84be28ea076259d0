import pino from 'pino';
import { FailureLog } from '../../src/failure-log';

interface Line {
  msg: string;
  repeated?: number;
}

describe('FailureLog', () => {
  const lines: Line[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as Line) });
  beforeEach(() => {
    lines.length = 0;
    jest.useFakeTimers();
  });
  afterEach(() => jest.useRealTimers());

  const create = (): FailureLog =>
    new FailureLog(logger, { failed: 'Task failed', recovered: 'Task recovered' });
  const logged = (): [string, number | undefined][] =>
    lines.map(({ msg, repeated }) => [msg, repeated]);

  it('logs the first failure, then one a minute with the number in between', () => {
    const log = create();
    for (let second = 0; second <= 120; second += 1) {
      log.failed(new Error('refused'));
      jest.advanceTimersByTime(1_000);
    }
    expect(logged()).toEqual([
      ['Task failed', undefined],
      ['Task failed', 59],
      ['Task failed', 59],
    ]);
  });

  it('logs the recovery once', () => {
    const log = create();
    log.succeeded();
    log.failed(new Error('refused'));
    log.failed(new Error('refused'));
    log.succeeded();
    log.succeeded();
    expect(logged()).toEqual([
      ['Task failed', undefined],
      ['Task recovered', 1],
    ]);
  });
});
