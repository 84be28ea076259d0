import fc from 'fast-check';
import { apiRoutes } from './api-routes';
import type { ApiRoute } from './api-routes';
import { bookingBody } from '../fixtures/book-session';
import { PushService } from '../servers/push-service';
import { createActiveSession } from '../fixtures/active-session';
import type { ActiveSession } from '../fixtures/active-session';
import { sendRawRequest } from '../clients/raw-request';
import type { RawResponse, RawRequest } from '../clients/raw-request';
import { SupportFixture } from '../fixtures/support-fixture';
import { startSystem } from '../harness/test-system';
import type { TestUser, TestSystem } from '../harness/test-system';
import { assignPair, createCareMessage } from '../fixtures/care-pair';
import { signInOnWeb } from '../clients/web-session';
import type { WebSession } from '../clients/web-session';

/** Routes in which the team gets furthest. */
const TEAM_ROUTES = /\/team\/|\/api\/chat\/(templates|statistics|.*\/(manage|export))/;
const RUNS = 25;
const CONCURRENCY = 8;

/** Good calls to every route there is, ready to be spoiled, and what every answer is held to. */
export class RouteFuzzer {
  private constructor(
    readonly system: TestSystem,
    readonly routes: ApiRoute[],
    readonly session: ActiveSession,
    /** For the calls that would end it. */
    private readonly disposableSession: ActiveSession,
    private readonly team: TestUser,
    /** Two browsers of the client: one for what ends the sign-in, one for all else. */
    private readonly browsers: { staying: WebSession; leaving: WebSession },
    /** What routes name in their addresses, besides sessions: ids by the names of the parameters. */
    private readonly pathParameters: Record<string, string>,
  ) {}

  static async start(): Promise<RouteFuzzer> {
    const system = await startSystem();
    const session = await createActiveSession(system);
    const doomed = await createActiveSession(system);
    const team = await system.addUser('team');
    const browsers = {
      staying: await signInOnWeb(system, session.client),
      leaving: await signInOnWeb(system, session.client),
    };
    const routes = await apiRoutes(system);
    const { client } = session;
    await assignPair(system, session);
    const first = { client, from: client, text: 'Halo' };
    const { conversationId, id: messageId } = await createCareMessage(system, first);
    const support = new SupportFixture(system);
    const room = await support.openRoom(client);
    const words = { title: 'Salam', message: 'Halo' };
    const template = await support.call(team, 'POST', '/templates', words);
    const places = {
      conversationId,
      conversation_id: conversationId,
      clientId: doomed.client.id,
      userId: session.client.id,
      user_id: session.psychologist.id,
      messageId,
      message_id: messageId,
      roomId: String(room.id),
      templateId: String(template.body.data.id),
      fileId: '1',
      size: 'small',
    };
    return new RouteFuzzer(system, routes, session, doomed, team, browsers, places);
  }

  /** What routes want, by the names of their fields. */
  private readonly validFields: Record<string, unknown> = {
    ...bookingBody({ startsIn: 72 * 3_600_000, psychologist: this.session.psychologist }),
    sessionId: this.session.sessionId,
    email: this.session.client.email,
    password: 'ruang-diri',
    message: 'Halo',
    q: 'halo',
    emoji: '👍',
    after: 0,
    messageType: 'text',
    isTyping: true,
    is_typing: true,
    message_ids: [1],
    toId: this.session.psychologist.id,
    roomId: this.pathParameters['roomId'],
    title: 'Salam',
    subject: 'Jadwal',
    priority: 'NORMAL',
    adminId: Number(this.team.id),
    deviceId: 'page-1',
    participantIds: [this.session.psychologist.id],
    permissions: ['read', 'write'],
    content: { text: 'Halo' },
    settings: { retention: 400 },
    userIds: this.session.psychologist.id,
    ...PushService.unreachableSubscription(),
    messages: true,
    sessions: true,
    rating: 5,
    keyTopics: ['tidur'],
    sessionNotes: 'Malam',
    held: false,
    duration: '30',
    reason: 'ill',
    hours: [{ weekday: 1, startTime: '09:00', endTime: '17:00' }],
    startsAt: new Date(Date.now() + 3_600_000).toISOString(),
    endsAt: new Date(Date.now() + 7_200_000).toISOString(),
  };

  /** Sends a call and throws unless the answer is decent. */
  async send(call: RawRequest): Promise<RawResponse> {
    const answer = await sendRawRequest(this.system.url, call);
    expectHandled(call, answer);
    return answer;
  }

  async sendAll(calls: RawRequest[]): Promise<void> {
    const left = [...calls];
    const sender = async (): Promise<void> => {
      for (let call = left.pop(); call; call = left.pop()) await this.send(call);
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, sender));
  }

  /** Checks over every route that whatever is sent gets a decent answer. */
  async checkEveryRoute(calls: (route: ApiRoute) => fc.Arbitrary<RawRequest>): Promise<void> {
    await this.checkRoutes(this.routes, (route) =>
      fc.asyncProperty(calls(route), async (call) => {
        await this.send(call);
      }),
    );
  }

  /** Checks a property of each route, several routes at a time. */
  async checkRoutes(
    routes: ApiRoute[],
    property: (route: ApiRoute) => fc.IAsyncProperty<unknown>,
  ): Promise<void> {
    const left = [...routes];
    const checker = async (): Promise<void> => {
      for (let route = left.shift(); route; route = left.shift()) {
        await fc.assert(property(route), { numRuns: RUNS });
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, checker));
  }

  /** Whoever gets furthest in a route. */
  authHeaders({ method, path }: ApiRoute): Record<string, string> {
    if (path.endsWith('/auth/session')) {
      return (method === 'DELETE' ? this.browsers.leaving : this.browsers.staying).writeHeaders;
    }
    const { client, psychologist } = this.sessionFor(path);
    // Of a conversation of two the psychologist decides, and sums it up.
    const decides = method === 'PATCH' && path === '/api/conversations/{conversationId}';
    const sums = method === 'PUT' && path.endsWith('/summary');
    const others = decides || sums || path.includes('/psychologists/me/') ? psychologist : client;
    const person = TEAM_ROUTES.test(path) ? this.team : others;
    return { authorization: `Bearer ${person.token}` };
  }

  validPath({ path }: ApiRoute): string {
    const { sessionId, counselingId } = this.sessionFor(path);
    // What is erased is nobody else's place.
    if (path.endsWith('/erasure')) return path.replace('{conversationId}', '1');
    return path
      .replace('{sessionId}', sessionId)
      .replace('{id}', counselingId)
      .replace(/\{(\w+)\}/g, (whole, name: string) => this.pathParameters[name] ?? whole);
  }

  queryNames(route: ApiRoute): string[] {
    return route.parameters.filter((one) => one.in === 'query').map((one) => one.name);
  }

  /** A good call with some fields of its body replaced, or left out where they are undefined. */
  requestWithBody(route: ApiRoute, fields: Map<string, unknown> = new Map()): RawRequest {
    const given = [...this.pickFields(route.bodyFields, bodyOverrides(route)), ...fields];
    // Not an object: a field may be called __proto__.
    const text = [...new Map(given)]
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
    return {
      ...this.requestWithQuery(route, []),
      headers: { ...this.authHeaders(route), 'content-type': 'application/json' },
      body: `{${text.join()}}`,
    };
  }

  /** A good call with some of its query replaced; a name may occur more than once. */
  requestWithQuery(route: ApiRoute, pairs: [string, unknown][]): RawRequest {
    const spoiled = new Set(pairs.map(([name]) => name));
    const good = this.pickFields(this.queryNames(route), { hours: '24' });
    const kept = good.filter(([name]) => !spoiled.has(name));
    const query = [...kept, ...pairs].map(
      ([name, value]) => `${name}=${encodeURIComponent(String(value))}`,
    );
    const path = this.validPath(route) + (query.length > 0 ? `?${query.join('&')}` : '');
    return { method: route.method, path, headers: this.authHeaders(route) };
  }

  /** Some words mean one thing in a body and another in a query. */
  private pickFields(names: string[], others: Record<string, unknown> = {}): [string, unknown][] {
    const good = { ...this.validFields, ...others };
    return names.filter((name) => name in good).map((name) => [name, good[name]]);
  }

  private sessionFor(path: string): ActiveSession {
    return /\/(end|cancel|start|reschedule)$/.test(path) ? this.disposableSession : this.session;
  }
}

/** The support contract shouts its words. */
function bodyOverrides({ path }: ApiRoute): Record<string, unknown> {
  if (path.startsWith('/api/chat/')) return { messageType: 'TEXT', status: 'OPEN' };
  if (path.endsWith('/{message_id}')) return { message_text: 'Halo' };
  return path === '/api/conversations' ? { type: 'direct' } : {};
}

/** Any answer but a fault of ours; a refusal always in the one shape. */
function expectHandled(call: RawRequest, { status, text }: RawResponse): void {
  const told = `${call.method} ${call.path.slice(0, 200)} answered ${status} ${text.slice(0, 300)}`;
  if (status >= 500) throw new Error(told);
  if (status < 400) return;
  const body = JSON.parse(text) as Record<string, unknown>;
  const decent =
    body['success'] === false &&
    body['statusCode'] === status &&
    typeof body['code'] === 'string' &&
    typeof body['message'] === 'string' &&
    body['message'].length > 0;
  if (!decent) throw new Error(told);
}
