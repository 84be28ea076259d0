import { RunningServices } from '../../../src/dev/processes/running-services';

test('stops the parts in the reverse order of their start', async () => {
  const seen: string[] = [];
  const parts = new RunningServices(() => undefined);
  for (const name of ['database', 'api', 'worker']) {
    const stop = () => Promise.resolve(void seen.push(name));
    parts.add({ name, stop, kill: () => seen.push(`killed ${name}`) });
  }
  await parts.stop(1_000);
  expect(seen).toEqual(['worker', 'api', 'database']);
});

test('ends what is left at once when stopping takes too long', async () => {
  const seen: string[] = [];
  const parts = new RunningServices((line) => seen.push(line));
  const stopped = () => Promise.resolve(void seen.push('stopped database'));
  parts.add({ name: 'database', stop: stopped, kill: () => seen.push('killed database') });
  let end = (): void => undefined;
  const stuck = new Promise<void>((resolve) => (end = resolve));
  parts.add({ name: 'stuck', stop: () => stuck, kill: end });
  await parts.stop(20);
  expect(seen).toContain('Stopping took longer than 0.02 s; ending what is left.');
  expect(seen).toContain('killed database');
});
