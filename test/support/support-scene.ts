import type { Answer, TestPerson, TestSystem, Wire } from './system';

const CHAT = '/api/chat';

/** What clients of the support contract do, over the wire alone. */
export class SupportScene {
  constructor(readonly system: TestSystem) {}

  /** A client and one of the team. */
  async people(): Promise<{ customer: TestPerson; admin: TestPerson }> {
    const customer = await this.system.addPerson('client');
    const admin = await this.system.addPerson('team');
    return { customer, admin };
  }

  call(as: TestPerson | undefined, method: string, path: string, body?: object): Promise<Answer> {
    return this.system.call(method, CHAT + path, {
      ...(as ? { as } : {}),
      ...(body ? { body } : {}),
    });
  }

  get(as: TestPerson | undefined, path = ''): Promise<Answer> {
    return this.call(as, 'GET', `/rooms${path}`);
  }

  /** Writes to the team, which makes a room where there is none; returns what was answered. */
  async begin(customer: TestPerson, message = 'Halo', more: object = {}): Promise<Wire> {
    return this.granted(await this.call(customer, 'POST', '/rooms', { message, ...more }));
  }

  async say(as: TestPerson, roomId: number, message: string, more: object = {}): Promise<Wire> {
    return this.granted(await this.call(as, 'POST', `/rooms/${roomId}`, { message, ...more }));
  }

  async room(as: TestPerson, roomId: number, query = ''): Promise<Wire> {
    return this.granted(await this.get(as, `/${roomId}${query}`));
  }

  async texts(as: TestPerson, roomId: number, query = ''): Promise<string[]> {
    const { messages } = await this.room(as, roomId, query);
    return (messages as { message: string }[]).map((one) => one.message);
  }

  async manage(admin: TestPerson, roomId: number, decision: object): Promise<Wire> {
    return this.granted(await this.call(admin, 'PATCH', `/rooms/${roomId}/manage`, decision));
  }

  async listed(as: TestPerson, query = ''): Promise<number[]> {
    const rooms = this.granted(await this.get(as, query)) as { id: number }[];
    return rooms.map(({ id }) => id);
  }

  private granted(answer: Answer): Wire {
    if (answer.status < 300) return answer.body.data;
    throw new Error(`Refused: ${answer.text}`);
  }
}
