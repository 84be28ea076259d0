import type { ApiResponse, TestUser, TestSystem, Wire } from './system';

const CHAT = '/api/chat';

/** What clients of the support contract do, over the wire alone. */
export class SupportFixture {
  constructor(readonly system: TestSystem) {}

  /** A client and one of the team. */
  async createUsers(): Promise<{ customer: TestUser; admin: TestUser }> {
    const customer = await this.system.addUser('client');
    const admin = await this.system.addUser('team');
    return { customer, admin };
  }

  call(
    as: TestUser | undefined,
    method: string,
    path: string,
    body?: object,
  ): Promise<ApiResponse> {
    return this.system.call(method, CHAT + path, {
      ...(as ? { as } : {}),
      ...(body ? { body } : {}),
    });
  }

  get(as: TestUser | undefined, path = ''): Promise<ApiResponse> {
    return this.call(as, 'GET', `/rooms${path}`);
  }

  /** Writes to the team, which makes a room where there is none; returns what was answered. */
  async openRoom(customer: TestUser, message = 'Halo', more: object = {}): Promise<Wire> {
    return this.expectOk(await this.call(customer, 'POST', '/rooms', { message, ...more }));
  }

  async sendMessage(
    as: TestUser,
    roomId: number,
    message: string,
    more: object = {},
  ): Promise<Wire> {
    return this.expectOk(await this.call(as, 'POST', `/rooms/${roomId}`, { message, ...more }));
  }

  async room(as: TestUser, roomId: number, query = ''): Promise<Wire> {
    return this.expectOk(await this.get(as, `/${roomId}${query}`));
  }

  async texts(as: TestUser, roomId: number, query = ''): Promise<string[]> {
    const { messages } = await this.room(as, roomId, query);
    return (messages as { message: string }[]).map((one) => one.message);
  }

  async manage(admin: TestUser, roomId: number, decision: object): Promise<Wire> {
    return this.expectOk(await this.call(admin, 'PATCH', `/rooms/${roomId}/manage`, decision));
  }

  async listRoomIds(as: TestUser, query = ''): Promise<number[]> {
    const rooms = this.expectOk(await this.get(as, query)) as { id: number }[];
    return rooms.map(({ id }) => id);
  }

  private expectOk(answer: ApiResponse): Wire {
    if (answer.status < 300) return answer.body.data;
    throw new Error(`Refused: ${answer.text}`);
  }
}
