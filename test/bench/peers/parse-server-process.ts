import { createServer } from 'node:http';
import { installPeer } from './peer-packages';

/* Parse Server with LiveQuery, run as a process on the database of `DATABASE_URL`; reports its port. */

interface ParseServer {
  start(): Promise<unknown>;
  app: Parameters<typeof createServer>[1];
}

interface ParseServerClass {
  new (options: object): ParseServer;
  createLiveQueryServer(server: ReturnType<typeof createServer>): Promise<unknown>;
}

async function main(): Promise<void> {
  const load = await installPeer('parse-server');
  if (!load) process.exit(1);
  const { ParseServer: Parse } = load('parse-server') as { ParseServer: ParseServerClass };
  const port = Number(process.env['PORT']);
  const parse = new Parse({
    databaseURI: process.env['DATABASE_URL'],
    appId: 'bench',
    masterKey: 'bench-master-key',
    serverURL: `http://127.0.0.1:${port}/`,
    liveQuery: { classNames: ['Message'] },
    allowClientClassCreation: true,
    silent: true,
    logLevel: 'error',
    verifyServerUrl: false,
  });
  await parse.start();
  const server = createServer(parse.app);
  await Parse.createLiveQueryServer(server);
  server.listen(port, '127.0.0.1', () => process.send?.(port));
}

void main();
