import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { startTcpProxy } from '../../support/servers/tcp-proxy';
import type { TcpProxy } from '../../support/servers/tcp-proxy';
import { waitFor } from '../../support/harness/wait-for';

/** Answers each line with its name. */
async function startEcho(name: string): Promise<{ server: Server; port: number; open: Socket[] }> {
  const open: Socket[] = [];
  const server = createServer((socket) => {
    open.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => socket.write(`${name}:${String(bytes)}`));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, open, port: (server.address() as AddressInfo).port };
}

class Caller {
  received = '';
  ended: string | undefined;

  private constructor(readonly socket: Socket) {
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (this.received += text));
    socket.on('error', (error: NodeJS.ErrnoException) => (this.ended = error.code));
    socket.on('close', () => (this.ended ??= 'closed'));
  }

  static async connect(proxy: TcpProxy): Promise<Caller> {
    const caller = new Caller(connect(proxy.port, '127.0.0.1'));
    await waitFor('the connection', () => !caller.socket.connecting);
    return caller;
  }

  async ask(text: string): Promise<void> {
    this.socket.write(text);
    await waitFor(`an answer to ${text}`, () => this.received.includes(text));
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('the TCP proxy', () => {
  let echo: Awaited<ReturnType<typeof startEcho>>;
  let proxy: TcpProxy;
  let caller: Caller;

  beforeEach(async () => {
    echo = await startEcho('a');
    proxy = await startTcpProxy(echo.port);
    caller = await Caller.connect(proxy);
    await caller.ask('1');
  });
  afterEach(async () => {
    caller.socket.destroy();
    await proxy.close();
    for (const socket of echo.open) socket.destroy();
    await new Promise((resolve) => echo.server.close(resolve));
  });

  it('stalls bytes and delivers them later', async () => {
    proxy.setMode('stall');
    caller.socket.write('2');
    await pause(100);
    expect(caller.received).toBe('a:1');
    proxy.setMode('forward');
    await waitFor('the stalled answer', () => caller.received === 'a:1a:2');
  });

  it('swallows bytes for good, and neither end learns that the other closed', async () => {
    proxy.setMode('swallow');
    caller.socket.write('2');
    proxy.setMode('forward');
    caller.socket.write('3');
    await pause(100);
    expect([caller.received, caller.ended]).toEqual(['a:1', undefined]);
    caller.socket.destroy();
    await pause(100);
    expect(echo.open.map(({ destroyed }) => destroyed)).toEqual([false]);
  });

  it('swallows the connections of a moved address, and new ones reach the new server', async () => {
    const other = await startEcho('b');
    proxy.moveTo(other.port);
    caller.socket.write('2');
    const late = await Caller.connect(proxy);
    await late.ask('3');
    expect([caller.received, caller.ended, late.received]).toEqual(['a:1', undefined, 'b:3']);
    late.socket.destroy();
    for (const socket of other.open) socket.destroy();
    await new Promise((resolve) => other.server.close(resolve));
  });

  it('resets connections and refuses new ones', async () => {
    proxy.setMode('refuse');
    await waitFor('the reset', () => caller.ended === 'ECONNRESET');
    const late = await Caller.connect(proxy);
    await waitFor('the refusal', () => late.ended !== undefined);
    proxy.setMode('forward');
    caller = await Caller.connect(proxy);
    await caller.ask('2');
    proxy.cut();
    await waitFor('the cut', () => caller.ended === 'ECONNRESET');
  });

  it('loses the answer to one request that the server received', async () => {
    const received: string[] = [];
    echo.open[0]?.on('data', (bytes) => received.push(String(bytes)));
    const lost = proxy.loseAnswerTo('COMMIT');
    await caller.ask('2');
    caller.socket.write('COMMIT');
    await lost;
    await waitFor('the reset', () => caller.ended === 'ECONNRESET');
    expect([caller.received, received]).toEqual(['a:1a:2', ['2', 'COMMIT']]);
  });
});
