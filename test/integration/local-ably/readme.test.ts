import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as Ably from 'ably';
import { readCommandLine, USAGE } from '../../../src/local-ably/command-line';
import { FaultControl } from '../../../src/local-ably/fault-control';
import { faultRoutes } from '../../../src/local-ably/rest/fault-routes';
import { startLocalAbly } from '../../../src/local-ably/server';
import { startAblyFixture } from '../../support/servers/ably-fixture';

const README = readFileSync(join(__dirname, '../../../src/local-ably/README.md'), 'utf8');

/** The cells of the table after a heading, without its header. */
function tableAfter(heading: string): string[][] {
  const lines = README.slice(README.indexOf(heading)).split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const rows = lines.slice(first).slice(
    0,
    lines.slice(first).findIndex((line) => line === ''),
  );
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
}

/** Compiles a text to an asynchronous function with one parameter. */
function program<T extends unknown[]>(name: string, text: string): (...args: T) => Promise<void> {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- runs the examples of the README
  return new Function(name, `return (async () => {${text}})();`) as (...args: T) => Promise<void>;
}

describe('README of local Ably', () => {
  it('lists exactly the options of the command', () => {
    const named = tableAfter('## Run it').map(([option = '']) => option.replaceAll('`', ''));
    const command = readCommandLine(
      named.flatMap((option) => option.split(' ')),
      {},
    );
    expect(command).toMatchObject({ port: 3_001, host: '127.0.0.1', keys: ['app.key:secret'] });
    for (const option of named) expect(USAGE).toContain(option.split(' ')[0]);
    expect([...new Set(USAGE.match(/--[a-z-]+/g))].sort()).toEqual(
      named.map((option) => option.split(' ')[0]).sort(),
    );
  });

  it('lists exactly the faults, as methods and as routes', () => {
    const rows = tableAfter('## Fault injection');
    const routes = rows.map(([name = '']) => `/admin/faults/${name.replaceAll('`', '')}`);
    expect(routes.sort()).toEqual(faultRoutes.map(({ path }) => path).sort());
    const methods = rows.map(([, method = '']) => /\w+/.exec(method)?.[0] ?? '');
    for (const method of methods) expect(FaultControl.prototype).toHaveProperty(method);
  });

  it('contains runnable examples', async () => {
    const programs = [...README.matchAll(/```ts\n([^]*?)```/g)].map(([, program = '']) => program);
    expect(programs).toHaveLength(2);
    const ably = await startAblyFixture({ keys: ['app.key:secret'] });
    const [client = '', server = ''] = programs;
    await program<[typeof Ably]>(
      'Ably',
      `${client.replaceAll('3001', String(ably.server.port))}
       await client.connection.whenState('connected');
       client.close();
       await client.connection.whenState('closed');`,
    )(Ably);
    await program<[typeof startLocalAbly]>('startLocalAbly', server)(startLocalAbly);
    await ably.stop();
  });
});
