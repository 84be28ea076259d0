import type { ApiResponse, TestUser, TestSystem, Wire } from './system';

const ALL = '/api/conversations';

/** What clients of the tutoring contract do, over the wire alone. */
export class TutoringFixture {
  constructor(readonly system: TestSystem) {}

  call(method: string, as: TestUser | undefined, path = '', body?: object): Promise<ApiResponse> {
    const given = body ? { body } : {};
    return this.system.call(method, `${ALL}${path}`, { ...(as ? { as } : {}), ...given });
  }

  get(as: TestUser | undefined, path = ''): Promise<ApiResponse> {
    return this.call('GET', as, path);
  }

  /** The conversations that somebody is shown. */
  async list(as: TestUser, query = ''): Promise<Wire[]> {
    return (await expectStatus(this.get(as, query), 200)).conversations;
  }

  /** Makes a conversation of two people, or finds it; returns its id. */
  async createDirect(from: TestUser, to: TestUser, more: object = {}): Promise<string> {
    const body = { type: 'direct', participantIds: [to.id], ...more };
    return (await expectStatus(this.call('POST', from, '', body), 201)).conversation.id;
  }

  /** Makes a group; returns its id. */
  async createGroup(from: TestUser, others: TestUser[], more: object = {}): Promise<string> {
    const participantIds = others.map(({ id }) => id);
    const body = { type: 'group', participantIds, ...more };
    return (await expectStatus(this.call('POST', from, '', body), 201)).conversation.id;
  }

  /** Writes, and must not be refused; returns the message. */
  async sendMessage(as: TestUser, id: string, text: string, more: object = {}): Promise<Wire> {
    const body = { type: 'text', content: { text }, ...more };
    return (await expectStatus(this.call('POST', as, `/${id}/messages`, body), 201)).message;
  }

  /** A page of messages. */
  async messages(as: TestUser, id: string, query = ''): Promise<Wire[]> {
    return (await expectStatus(this.get(as, `/${id}/messages${query}`), 200)).messages;
  }
}

async function expectStatus(answer: Promise<ApiResponse>, status: number): Promise<Wire> {
  const { status: given, text, body } = await answer;
  if (given !== status) throw new Error(`Answered ${given} and not ${status}: ${text}`);
  return body.data;
}
