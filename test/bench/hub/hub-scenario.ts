import WebSocket from 'ws';
import { percentile } from '../measurement';

/** The number of users at the end of a stage; it changes linearly during the stage. */
export interface Stage {
  users: number;
  seconds: number;
}

export interface Scenario {
  url: string;
  /** Simulated users share these accounts, as connections of one account. */
  tokens: string[];
  conversationId: string;
  stages: Stage[];
  /** Seconds between two messages of a user. */
  sendIntervalSeconds: number;
  /** Seconds of a connection, after which the user reconnects immediately. */
  connectionSeconds: number;
}

export interface ScenarioResult {
  connections: number;
  peakUsers: number;
  sent: number;
  received: number;
  /** No 101, an error event, a closed connection, or a frame without event or data. */
  errors: string[];
  /** Milliseconds from the sending of a message until a user has it. */
  p50: number;
  p99: number;
}

/** The documented stages: to 50 users in 1 minute, 100 in 3, 200 in 1, 2 minutes steady, 0 in 1. */
export const DOCUMENTED_STAGES: Stage[] = [
  { users: 50, seconds: 60 },
  { users: 100, seconds: 180 },
  { users: 200, seconds: 60 },
  { users: 200, seconds: 120 },
  { users: 0, seconds: 60 },
];

const TICK_MS = 50;

/** Runs the documented load scenario: users connect, join, send and leave (tutoring-156…159). */
export async function runScenario(scenario: Scenario): Promise<ScenarioResult> {
  const run = new ScenarioRun(scenario);
  const startedAt = performance.now();
  const end = scenario.stages.reduce((sum, { seconds }) => sum + seconds, 0);
  for (;;) {
    const second = (performance.now() - startedAt) / 1000;
    run.setUserCount(usersAt(scenario.stages, second));
    if (second >= end) break;
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await run.finish();
  return run.result();
}

/** The number of users at a time, interpolated between the stages. */
export function usersAt(stages: Stage[], second: number): number {
  let from = 0;
  let remaining = second;
  for (const { users, seconds } of stages) {
    if (remaining < seconds) return Math.round(from + ((users - from) * remaining) / seconds);
    from = users;
    remaining -= seconds;
  }
  return from;
}

class ScenarioRun {
  private readonly users: LoadUser[] = [];
  private readonly leaving: Promise<void>[] = [];
  private readonly latencies: number[] = [];
  private readonly errors: string[] = [];
  private readonly sentAt = new Map<string, number>();
  private connections = 0;
  private peakUsers = 0;
  private received = 0;

  constructor(private readonly scenario: Scenario) {}

  setUserCount(count: number): void {
    while (this.users.length < count) {
      const token = this.scenario.tokens[this.users.length % this.scenario.tokens.length] ?? '';
      this.users.push(new LoadUser(this.scenario, token, this));
    }
    for (const user of this.users.splice(count)) this.leaving.push(user.leave());
    this.peakUsers = Math.max(this.peakUsers, this.users.length);
  }

  async finish(): Promise<void> {
    this.setUserCount(0);
    await Promise.all(this.leaving);
  }

  recordConnection(): void {
    this.connections += 1;
  }

  recordSent(clientMessageId: string): void {
    this.sentAt.set(clientMessageId, performance.now());
  }

  recordError(what: string): void {
    this.errors.push(what);
  }

  /** `since`: when the user had joined; only messages sent later count for the latency. */
  recordFrame(frame: { event?: unknown; data?: unknown }, since: number): void {
    if (typeof frame.event !== 'string' || typeof frame.data !== 'object') {
      this.recordError('a frame without event or data');
    } else if (frame.event === 'error') this.recordError(JSON.stringify(frame.data));
    else if (frame.event === 'message_received') {
      const { message } = frame.data as { message: { metadata: { clientMessageId: string } } };
      const at = this.sentAt.get(message.metadata.clientMessageId);
      this.received += 1;
      if (at !== undefined && at >= since) this.latencies.push(performance.now() - at);
    }
  }

  result(): ScenarioResult {
    return {
      connections: this.connections,
      peakUsers: this.peakUsers,
      sent: this.sentAt.size,
      received: this.received,
      errors: this.errors,
      p50: percentile(this.latencies, 50),
      p99: percentile(this.latencies, 99),
    };
  }
}

let messages = 0;
const RUN = Math.random().toString(36).slice(2);

/** A user that reconnects after each connection until it leaves. */
class LoadUser {
  private socket: WebSocket | undefined;
  private isLeaving = false;
  private readonly done: Promise<void>;

  constructor(
    private readonly scenario: Scenario,
    private readonly token: string,
    private readonly run: ScenarioRun,
  ) {
    this.done = this.reconnectLoop();
  }

  async leave(): Promise<void> {
    this.isLeaving = true;
    this.socket?.close();
    await this.done;
  }

  private async reconnectLoop(): Promise<void> {
    while (!this.isLeaving) await this.runConnection();
  }

  private runConnection(): Promise<void> {
    const { url, sendIntervalSeconds: sendEvery, connectionSeconds: stayFor } = this.scenario;
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?token=${this.token}`);
    this.socket = socket;
    const timers: NodeJS.Timeout[] = [];
    let since = Infinity;
    return new Promise((resolve) => {
      socket.on('upgrade', ({ statusCode }) => {
        if (statusCode !== 101) this.run.recordError(`status ${statusCode}`);
      });
      socket.on('open', () => {
        this.run.recordConnection();
        this.emit('join_conversation', { conversationId: this.scenario.conversationId });
        timers.push(setInterval(() => this.sendMessage(), sendEvery * 1000));
        timers.push(setTimeout(() => socket.close(), stayFor * 1000));
        if (this.isLeaving) socket.close();
      });
      socket.on('message', (data) => {
        const frame = JSON.parse((data as Buffer).toString('utf8')) as { event?: unknown };
        if (frame.event === 'conversation_joined') since = performance.now();
        this.run.recordFrame(frame, since);
      });
      socket.on('error', (error) => {
        if (!this.isLeaving) this.run.recordError(error.message);
      });
      socket.on('close', (code) => {
        for (const timer of timers) clearTimeout(timer);
        if (code !== 1005 && !this.isLeaving) this.run.recordError(`closed with ${code}`);
        resolve();
      });
    });
  }

  private sendMessage(): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    const { conversationId } = this.scenario;
    const clientMessageId = `client_${RUN}_${(messages += 1)}`;
    this.run.recordSent(clientMessageId);
    const content = { text: `Test message ${Date.now()}` };
    this.emit('send_message', { conversationId, type: 'text', content, clientMessageId });
  }

  private emit(event: string, data: object): void {
    this.socket?.send(JSON.stringify({ event, data }));
  }
}
