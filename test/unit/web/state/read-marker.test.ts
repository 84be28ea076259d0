import { ApiError } from '../../../../src/web/api/api-error';
import { ReadMarker } from '../../../../src/web/state/chat/read-marker';
import { FakeTimers } from './fake-timers';

const UNAVAILABLE = new ApiError({ code: 'unavailable', status: 503, message: 'Not now' });
const FORBIDDEN = new ApiError({ code: 'not-participant', status: 403, message: 'No' });

/** `failures`: what the server answers to the first requests. */
function createMarker(failures: Error[] = []) {
  const timers = new FakeTimers();
  const sent: number[] = [];
  const marker = new ReadMarker((seq) => {
    sent.push(seq);
    const failure = failures.shift();
    return failure ? Promise.reject(failure) : Promise.resolve();
  }, timers.schedule);
  const runNext = async (): Promise<void> => {
    await timers.runNext();
    await Promise.resolve();
  };
  return { timers, sent, marker, runNext };
}

describe('ReadMarker', () => {
  it('sends the highest of several marks once', async () => {
    const { timers, sent, marker, runNext } = createMarker();
    for (const seq of [3, 5, 4]) marker.markRead(seq);
    expect(sent).toEqual([]);
    await runNext();
    expect(sent).toEqual([5]);
    expect(timers.nextDelay()).toBeUndefined();
  });

  it('repeats with growing pauses what the server could not accept', async () => {
    const { timers, sent, marker, runNext } = createMarker([UNAVAILABLE, UNAVAILABLE, UNAVAILABLE]);
    marker.markRead(7);
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      pauses.push(timers.nextDelay() ?? 0);
      await runNext();
    }
    expect(sent).toEqual([7, 7, 7, 7]);
    expect(pauses[3]).toBeGreaterThan(pauses[1] ?? 0);
    expect(timers.nextDelay()).toBeUndefined();
  });

  it('does not repeat what the server refuses', async () => {
    const { timers, sent, marker, runNext } = createMarker([FORBIDDEN]);
    marker.markRead(7);
    await runNext();
    expect(sent).toEqual([7]);
    expect(timers.nextDelay()).toBeUndefined();
  });

  it('sends at once what was read when the user leaves', async () => {
    const { timers, sent, marker } = createMarker();
    marker.markRead(7);
    marker.stop();
    expect(sent).toEqual([7]);
    expect(timers.nextDelay()).toBeUndefined();
    await Promise.resolve();
    marker.stop();
    expect(sent).toEqual([7]);
  });
});
