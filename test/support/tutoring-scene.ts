import type { Answer, TestPerson, TestSystem, Wire } from './system';

const ALL = '/api/conversations';

/** What clients of the tutoring contract do, over the wire alone. */
export class TutoringScene {
  constructor(readonly system: TestSystem) {}

  call(method: string, as: TestPerson | undefined, path = '', body?: object): Promise<Answer> {
    const given = body ? { body } : {};
    return this.system.call(method, `${ALL}${path}`, { ...(as ? { as } : {}), ...given });
  }

  get(as: TestPerson | undefined, path = ''): Promise<Answer> {
    return this.call('GET', as, path);
  }

  /** The conversations that somebody is shown. */
  async list(as: TestPerson, query = ''): Promise<Wire[]> {
    return (await wanted(this.get(as, query), 200)).conversations;
  }

  /** Makes a conversation of two people, or finds it; returns its id. */
  async direct(from: TestPerson, to: TestPerson, more: object = {}): Promise<string> {
    const body = { type: 'direct', participantIds: [to.id], ...more };
    return (await wanted(this.call('POST', from, '', body), 201)).conversation.id;
  }

  /** Makes a group; returns its id. */
  async group(from: TestPerson, others: TestPerson[], more: object = {}): Promise<string> {
    const participantIds = others.map(({ id }) => id);
    const body = { type: 'group', participantIds, ...more };
    return (await wanted(this.call('POST', from, '', body), 201)).conversation.id;
  }

  /** Writes, and must not be refused; returns the message. */
  async say(as: TestPerson, id: string, text: string, more: object = {}): Promise<Wire> {
    const body = { type: 'text', content: { text }, ...more };
    return (await wanted(this.call('POST', as, `/${id}/messages`, body), 201)).message;
  }

  /** A page of messages. */
  async messages(as: TestPerson, id: string, query = ''): Promise<Wire[]> {
    return (await wanted(this.get(as, `/${id}/messages${query}`), 200)).messages;
  }
}

async function wanted(answer: Promise<Answer>, status: number): Promise<Wire> {
  const { status: given, text, body } = await answer;
  if (given !== status) throw new Error(`Answered ${given} and not ${status}: ${text}`);
  return body.data;
}
