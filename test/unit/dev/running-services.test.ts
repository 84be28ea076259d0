import { RunningServices } from '../../../src/dev/processes/running-services';

test('stops the services in reverse order of their start', async () => {
  const events: string[] = [];
  const services = new RunningServices(() => undefined);
  for (const name of ['database', 'api', 'worker']) {
    const stop = () => Promise.resolve(void events.push(name));
    services.add({ name, stop, kill: () => events.push(`killed ${name}`) });
  }
  await services.stop(1_000);
  expect(events).toEqual(['worker', 'api', 'database']);
});

test('kills the remaining services when stopping exceeds the timeout', async () => {
  const events: string[] = [];
  const services = new RunningServices((line) => events.push(line));
  const stop = () => Promise.resolve(void events.push('stopped database'));
  services.add({ name: 'database', stop, kill: () => events.push('killed database') });
  let end = (): void => undefined;
  const stuck = new Promise<void>((resolve) => (end = resolve));
  services.add({ name: 'stuck', stop: () => stuck, kill: end });
  await services.stop(20);
  expect(events).toContain('Stopping took longer than 0.02 s; killing the remaining processes.');
  expect(events).toContain('killed database');
});
