import { setTimeout as pause } from 'node:timers/promises';
import { openProcessLog } from '../../../src/dev/processes/process-log';
import type { ProcessLog } from '../../../src/dev/processes/process-log';
import { spawnManaged } from '../../../src/dev/processes/managed-process';
import type { ManagedProcess, ProcessExit } from '../../../src/dev/processes/managed-process';
import { waitFor } from '../../support/harness/wait-for';

/** As a supervisor on a server waits before it restarts a process. */
export const RESTART_DELAY_MS = 1_000;
const START_LIMIT_MS = 60_000;

interface RestartedProcessOptions {
  /** Used in messages and for the name of its log. */
  name: string;
  args: string[];
  env: Record<string, string>;
  /** Matches the line of output that reports readiness. */
  ready: RegExp;
  logs: string;
  /** Called when it exits without having been killed or stopped. */
  onOwnExit: (text: string) => void;
}

/** A Node process that is started again about a second after it exited. */
export class RestartedProcess {
  private child: ManagedProcess | undefined;
  private readonly output: ProcessLog;
  private isReady = false;
  private isKilled = false;
  private isStopping = false;

  constructor(private readonly options: RestartedProcessOptions) {
    this.output = openProcessLog(options.logs, options.name, () => undefined);
    this.start();
  }

  /** Resolves when the current process, or after a kill the next one, is ready. */
  async whenReady(): Promise<void> {
    await waitFor(`the start of ${this.options.name}`, () => this.isReady, START_LIMIT_MS);
  }

  kill(): void {
    this.isReady = false;
    this.isKilled = true;
    this.child?.kill('SIGKILL');
  }

  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.thaw();
    await this.child?.stop();
    this.output.close();
  }

  private start(): void {
    const { args, env, ready } = this.options;
    const child = spawnManaged({
      command: process.execPath,
      args,
      env: { PATH: process.env['PATH'], ...env },
      onLine: (line) => {
        this.output.write(line);
        this.isReady ||= ready.test(line);
      },
    });
    this.child = child;
    this.isKilled = false;
    void child.exit.then((exit) => this.restart(exit));
  }

  private async restart({ code, signal }: ProcessExit): Promise<void> {
    if (this.isStopping) return;
    this.isReady = false;
    const { name, onOwnExit } = this.options;
    if (!this.isKilled) onOwnExit(`${name} exited by itself (${signal ?? code})`);
    await pause(RESTART_DELAY_MS);
    // `stop` may have been called meanwhile.
    if (!this.isStopping) this.start();
  }
}
