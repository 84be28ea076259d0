import { connectCareClient } from './care-client';
import type { CareClient } from './care-client';
import type { ApiResponse, TestUser, TestSystem, Wire } from './system';
import { createCarePair } from './talk';
import type { CarePair } from './talk';

const CHAT = '/api/v1/chat';

/** What clients of the care contract do, over the wire alone. */
export class CareFixture {
  constructor(readonly system: TestSystem) {}

  createPair(people: Partial<CarePair> = {}): Promise<CarePair> {
    return createCarePair(this.system, people);
  }

  postMessage(as: TestUser | undefined, body: object, headers = {}): Promise<ApiResponse> {
    return this.system.call('POST', `${CHAT}/messages`, { ...(as ? { as } : {}), body, headers });
  }

  /** A message of the client, which makes the conversation; returns its id. */
  async startConversation({ client }: CarePair, text = 'Halo'): Promise<number> {
    return (await this.sendMessage(client, text)).conversation_id as number;
  }

  /** Sends, and must not be refused; psychologists name their client. */
  async sendMessage(as: TestUser, message_text: string, client?: TestUser): Promise<Wire> {
    const named = client ? { ibu_hamil_id: Number(client.id) } : {};
    const answer = await this.postMessage(as, { message_text, ...named });
    if (answer.status !== 201) throw new Error(`Not sent: ${answer.text}`);
    return answer.body.data;
  }

  get(as: TestUser | undefined, path = ''): Promise<ApiResponse> {
    return this.system.call('GET', `${CHAT}/conversations${path}`, as ? { as } : {});
  }

  async messages(as: TestUser, id: number, query = ''): Promise<Wire[]> {
    return (await this.get(as, `/${id}/messages${query}`)).body.data;
  }

  async unreadCount(as: TestUser, id: number): Promise<number> {
    return (await this.get(as, `/${id}/unread-count`)).body.data.unread_count;
  }

  markRead(as: TestUser | undefined, id: number, body: object = {}): Promise<ApiResponse> {
    const path = `${CHAT}/conversations/${id}/mark-read`;
    return this.system.call('POST', path, { ...(as ? { as } : {}), body });
  }

  connect(as: TestUser, id: number, more = ''): Promise<CareClient> {
    return connectCareClient(this.system, as, id, more);
  }
}
