import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterTest } from '../../support/harness/after-test';
import { waitFor } from '../../support/harness/wait-for';

const ROOT = resolve(__dirname, '../../..');
const SCANNER = resolve(ROOT, 'src/files/scanning/pdf-scanner.ts');
const CLOCK_TICKS = 100;
const LOADER = resolve(ROOT, 'test/support/servers/load-typescript.cjs');

/** A process with a scanner of PDFs, and few files that it may open. */
function startProcess(script: string): ChildProcessByStdio<Writable, Readable, null> {
  const lines = [
    `const { openSync } = require('node:fs');`,
    `const { Readable } = require('node:stream');`,
    `const { PdfScanner } = require(${JSON.stringify(SCANNER)});`,
    script,
  ];
  const command = `ulimit -n 64 && exec "${process.execPath}" -r "${LOADER}"`;
  const child = spawn('sh', ['-c', command], { env: {}, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(lines.join('\n'));
  afterTest(() => child.kill('SIGKILL'));
  return child;
}

function childOf(pid: number | undefined): number | undefined {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')) || undefined;
}

/** State, parent, …; undefined once the process has ended. */
function statOf(pid: number): string[] | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ');
    // Ended, but its parent has not read its exit code.
    return fields?.[0] === 'Z' ? undefined : fields;
  } catch {
    return undefined;
  }
}

function processorSeconds(pid: number): number {
  const [user = '0', system = '0'] = statOf(pid)?.slice(11, 13) ?? [];
  return (Number(user) + Number(system)) / CLOCK_TICKS;
}

describe('a process whose PDFs are inspected', () => {
  it('survives that no inspector can be started', async () => {
    const child = startProcess(`
      console.log('started');
      const source = { size: 5, read: () => Readable.from([Buffer.from('%PDF-')]) };
      try { for (;;) openSync('/dev/null'); } catch {}
      new PdfScanner().scan(source, new AbortController().signal).catch(({ message }) =>
        setTimeout(() => console.log(message), 100),
      );
    `);
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect(output).toBe('started\nThe inspector of PDFs cannot be started\n');
    expect(code).toBe(0);
  }, 60_000);

  it('leaves no inspector behind when it is killed during an inspection', async () => {
    // Takes an inspector half a minute.
    const child = startProcess(`
      const bytes = Buffer.from('%PDF-1.4\\n' + 'trailer\\n<<>>\\n'.repeat(2_000_000));
      const source = { size: bytes.length, read: () => Readable.from([bytes]) };
      new PdfScanner().scan(source, new AbortController().signal);
      setInterval(() => undefined, 1_000);
    `);
    const inspector = await waitFor('the inspector', () => childOf(child.pid), 60_000);
    await waitFor('the inspection', () => processorSeconds(inspector) > 2, 60_000);
    child.kill('SIGKILL');
    await waitFor('the inspector to end', () => statOf(inspector) === undefined);
  }, 150_000);
});
