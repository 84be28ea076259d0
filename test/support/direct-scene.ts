import { directClient } from './direct-client';
import type { DirectClient } from './direct-client';
import type { Answer, TestPerson, TestSystem, Wire } from './system';

/** What clients of the direct contract do, over the wire alone. */
export class DirectScene {
  private readonly open: DirectClient[] = [];

  constructor(readonly system: TestSystem) {}

  async connect(as: TestPerson, transports = ['polling', 'websocket']): Promise<DirectClient> {
    const client = await directClient(this.system, as, { transports });
    this.open.push(client);
    return client;
  }

  call(method: string, as: TestPerson | undefined, path = '', body?: object): Promise<Answer> {
    const given = body ? { body } : {};
    return this.system.call(method, `/api/chats${path}`, { ...(as ? { as } : {}), ...given });
  }

  async get(as: TestPerson, path = ''): Promise<Wire> {
    return (await this.call('GET', as, path)).body.data;
  }

  /** Sends a message on a line of its own, and must not be refused. */
  async say(from: TestPerson, to: TestPerson, content: string): Promise<Wire> {
    const client = await directClient(this.system, from, { transports: ['websocket'] });
    const answer = await client.say(to, content);
    client.leave();
    if (!answer.success) throw new Error(`Not sent: ${JSON.stringify(answer)}`);
    return answer.data;
  }

  /** Everybody goes. */
  leave(): void {
    for (const client of this.open.splice(0)) client.leave();
  }
}
