import { connectDirectClient } from './direct-client';
import type { DirectClient } from './direct-client';
import type { ApiResponse, TestUser, TestSystem, Wire } from './system';

/** What clients of the direct contract do, over the wire alone. */
export class DirectFixture {
  private readonly clients: DirectClient[] = [];

  constructor(readonly system: TestSystem) {}

  async connect(as: TestUser, transports = ['polling', 'websocket']): Promise<DirectClient> {
    const client = await connectDirectClient(this.system, as, { transports });
    this.clients.push(client);
    return client;
  }

  call(method: string, as: TestUser | undefined, path = '', body?: object): Promise<ApiResponse> {
    const given = body ? { body } : {};
    return this.system.call(method, `/api/chats${path}`, { ...(as ? { as } : {}), ...given });
  }

  async get(as: TestUser, path = ''): Promise<Wire> {
    return (await this.call('GET', as, path)).body.data;
  }

  /** Sends a message on a line of its own, and must not be refused. */
  async sendMessage(from: TestUser, to: TestUser, content: string): Promise<Wire> {
    const client = await connectDirectClient(this.system, from, { transports: ['websocket'] });
    const answer = await client.sendMessage(to, content);
    client.disconnect();
    if (!answer.success) throw new Error(`Not sent: ${JSON.stringify(answer)}`);
    return answer.data;
  }

  /** Everybody goes. */
  disconnectAll(): void {
    for (const client of this.clients.splice(0)) client.disconnect();
  }
}
