import { careClient } from './care-client';
import type { CareClient } from './care-client';
import type { Answer, TestPerson, TestSystem, Wire } from './system';
import { carePair } from './talk';
import type { CarePair } from './talk';

const CHAT = '/api/v1/chat';

/** What clients of the care contract do, over the wire alone. */
export class CareScene {
  constructor(readonly system: TestSystem) {}

  pair(people: Partial<CarePair> = {}): Promise<CarePair> {
    return carePair(this.system, people);
  }

  send(as: TestPerson | undefined, body: object, headers = {}): Promise<Answer> {
    return this.system.call('POST', `${CHAT}/messages`, { ...(as ? { as } : {}), body, headers });
  }

  /** A message of the client, which makes the conversation; returns its id. */
  async begin({ client }: CarePair, text = 'Halo'): Promise<number> {
    return (await this.say(client, text)).conversation_id as number;
  }

  /** Sends, and must not be refused; psychologists name their client. */
  async say(as: TestPerson, message_text: string, client?: TestPerson): Promise<Wire> {
    const named = client ? { ibu_hamil_id: Number(client.id) } : {};
    const answer = await this.send(as, { message_text, ...named });
    if (answer.status !== 201) throw new Error(`Not sent: ${answer.text}`);
    return answer.body.data;
  }

  get(as: TestPerson | undefined, path = ''): Promise<Answer> {
    return this.system.call('GET', `${CHAT}/conversations${path}`, as ? { as } : {});
  }

  async messages(as: TestPerson, id: number, query = ''): Promise<Wire[]> {
    return (await this.get(as, `/${id}/messages${query}`)).body.data;
  }

  async unread(as: TestPerson, id: number): Promise<number> {
    return (await this.get(as, `/${id}/unread-count`)).body.data.unread_count;
  }

  markRead(as: TestPerson | undefined, id: number, body: object = {}): Promise<Answer> {
    const path = `${CHAT}/conversations/${id}/mark-read`;
    return this.system.call('POST', path, { ...(as ? { as } : {}), body });
  }

  connect(as: TestPerson, id: number, more = ''): Promise<CareClient> {
    return careClient(this.system, as, id, more);
  }
}
