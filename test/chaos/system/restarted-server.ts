import { setTimeout as pause } from 'node:timers/promises';
import { RESTART_DELAY_MS } from './restarted-process';

/** PostgreSQL or Redis, by `src/dev`. */
interface Server {
  readonly port: number;
  readonly pid: number | undefined;
  stop(): Promise<void>;
  restart(): Promise<void>;
}

/** A server that is started again about a second after it exited, until it runs. */
export class RestartedServer<Started extends Server> {
  private isStopping = false;
  private running = true;
  private restarting: Promise<void> | undefined;

  private constructor(readonly server: Started) {}

  static async start<Started extends Server>(
    start: (onCrash: () => void) => Promise<Started>,
  ): Promise<RestartedServer<Started>> {
    let restarted: RestartedServer<Started> | undefined;
    const server = await start(() => restarted?.onExit());
    return (restarted = new RestartedServer(server));
  }

  get port(): number {
    return this.server.port;
  }

  get isRunning(): boolean {
    return this.running;
  }

  kill(): void {
    this.running = false;
    this.signal('SIGKILL');
  }

  freeze(): void {
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  /** Kills it for good. */
  async killForGood(): Promise<void> {
    this.isStopping = true;
    this.kill();
    await this.stop();
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.thaw();
    await this.restarting;
    await this.server.stop();
  }

  private signal(signal: NodeJS.Signals): void {
    const { pid } = this.server;
    if (pid === undefined) return;
    try {
      process.kill(pid, signal);
    } catch {
      // It has exited already.
    }
  }

  private onExit(): void {
    this.running = false;
    this.restarting ??= this.restart().finally(() => {
      this.restarting = undefined;
    });
  }

  private async restart(): Promise<void> {
    while (!this.isStopping) {
      await pause(RESTART_DELAY_MS);
      try {
        if (!this.isStopping) await this.server.restart();
        this.running = true;
        return;
      } catch {
        // A full disk, for example: again after the delay.
      }
    }
  }
}
