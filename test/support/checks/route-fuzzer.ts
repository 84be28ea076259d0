import { createdFeedResponse } from '../../../src/api/counseling/calendar-feed-routes';
import { fc, runs, SEED } from '../harness/property-testing';
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

/** Routes for which the team has the most access. */
const TEAM_ROUTES = /\/team\/|\/api\/chat\/(templates|statistics|.*\/(manage|export))/;
/** Routes of a browser's session, and those that revoke tokens. */
const SIGNING_OUT = /\/auth\/(session|sessions|login)$/;
/** Routes that revoke the tokens of the user they name. */
const REVOKING = /\/team\/people\/\{userId\}\/(sign-out|block)$/;
const RUNS = 4;
const CONCURRENCY = 8;

/** Creates valid requests to every route, replaces parts of them and checks every response. */
export class RouteFuzzer {
  private constructor(
    readonly system: TestSystem,
    readonly routes: ApiRoute[],
    readonly session: ActiveSession,
    /** For requests that would end a session. */
    private readonly disposableSession: ActiveSession,
    private readonly team: TestUser,
    /** Web sessions of the client, and of other users for each way of signing out. */
    private readonly browsers: { signedIn: WebSession; disposable: Record<string, WebSession> },
    /** Path parameters other than session ids. */
    private readonly pathParameters: Record<string, string>,
  ) {}

  static async start(): Promise<RouteFuzzer> {
    const system = await startSystem();
    const session = await createActiveSession(system);
    const disposableSession = await createActiveSession(system);
    const team = await system.addUser('team');
    const disposable = await system.addUser('client');
    const browsers = {
      signedIn: await signInOnWeb(system, session.client),
      disposable: {
        session: await signInOnWeb(system, disposable),
        sessions: await signInOnWeb(system, await system.addUser('client')),
        login: await signInOnWeb(system, await system.addUser('client')),
      },
    };
    const routes = await apiRoutes(system);
    const { client } = session;
    await assignPair(system, session);
    const first = { client, from: client, text: 'Halo' };
    const { conversationId, id: messageId } = await createCareMessage(system, first);
    const support = new SupportFixture(system);
    const room = await support.openRoom(client);
    const body = { title: 'Salam', message: 'Halo' };
    const template = await support.createTemplate(team, body);
    const feed = await system.call('POST', '/api/v1/calendar-feed', {
      ...{ as: client, body: {}, reply: createdFeedResponse },
    });
    const pathParameters = {
      secret: /(\w+)\.ics$/.exec(feed.body.data.url)?.[1] ?? '',
      date: new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10),
      conversationId,
      conversation_id: conversationId,
      clientId: disposableSession.client.id,
      userId: session.client.id,
      disposableUserId: disposable.id,
      user_id: session.psychologist.id,
      messageId,
      message_id: messageId,
      roomId: String(room.id),
      templateId: String(template.id),
      erasureId: '1',
      fileId: '1',
      size: 'small',
    };
    return new RouteFuzzer(
      system,
      routes,
      session,
      disposableSession,
      team,
      browsers,
      pathParameters,
    );
  }

  /** Valid values by field name. */
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
    agree: true,
    agrees: true,
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
    blocked: false,
    duration: '30',
    reason: 'ill',
    secret: 'unknown',
    hours: [{ weekday: 1, startTime: '09:00', endTime: '17:00' }],
    weeks: 2,
    minutes: 10,
    startsAt: new Date(Date.now() + 3_600_000).toISOString(),
    endsAt: new Date(Date.now() + 7_200_000).toISOString(),
  };

  /** Sends a request and throws for an unhandled or malformed response. */
  async send(call: RawRequest): Promise<RawResponse> {
    const response = await sendRawRequest(this.system.url, call);
    expectHandled(call, response);
    return response;
  }

  /** Sends requests, several concurrently, and returns their responses in order. */
  async sendAll(calls: RawRequest[]): Promise<RawResponse[]> {
    const responses: RawResponse[] = [];
    const queue = [...calls.entries()];
    const sender = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [index, call] = next;
        responses[index] = await this.send(call);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, sender));
    return responses;
  }

  /** Sends generated requests to every route. */
  async checkEveryRoute(calls: (route: ApiRoute) => fc.Arbitrary<RawRequest>): Promise<void> {
    await this.checkRoutes(this.routes, (route) =>
      fc.asyncProperty(calls(route), async (call) => {
        await this.send(call);
      }),
    );
  }

  /** Checks a property of each route with other inputs, several routes concurrently. */
  async checkRoutes(
    routes: ApiRoute[],
    property: (route: ApiRoute) => fc.IAsyncProperty<unknown>,
  ): Promise<void> {
    const queue = [...routes.entries()];
    const checker = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [index, route] = next;
        await fc.assert(property(route), { numRuns: runs(RUNS), seed: SEED + index });
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, checker));
  }

  /** Credentials of the user with the most access to a route. */
  authHeaders({ method, path }: ApiRoute): Record<string, string> {
    const [, ending = ''] = SIGNING_OUT.exec(path) ?? [];
    const browser = method === 'DELETE' ? this.browsers.disposable[ending] : this.browsers.signedIn;
    if (ending !== '' && browser) return browser.writeHeaders;
    const { client, psychologist } = this.sessionFor(path);
    // Only the psychologist manages a conversation and writes its summary.
    const manages = method === 'PATCH' && path === '/api/conversations/{conversationId}';
    const summarizes = method === 'PUT' && path.endsWith('/summary');
    const isOfPsychologist = manages || summarizes || path.includes('/psychologists/me/');
    const participant = isOfPsychologist ? psychologist : client;
    const user = TEAM_ROUTES.test(path) ? this.team : participant;
    return { authorization: `Bearer ${user.token}` };
  }

  validPath({ path }: ApiRoute): string {
    const { sessionId, counselingId } = this.sessionFor(path);
    const named = REVOKING.test(path) ? path.replace('{userId}', '{disposableUserId}') : path;
    return named
      .replace('{sessionId}', sessionId)
      .replace('{id}', counselingId)
      .replace(/\{(\w+)\}/g, (whole, name: string) => this.pathParameters[name] ?? whole);
  }

  queryNames(route: ApiRoute): string[] {
    return route.parameters.filter((one) => one.in === 'query').map((one) => one.name);
  }

  /** A valid request with some fields of its body replaced, or omitted when undefined. */
  requestWithBody(route: ApiRoute, fields: Map<string, unknown> = new Map()): RawRequest {
    const values = [...this.pickFields(route.bodyFields, bodyOverrides(route)), ...fields];
    // Not an object literal: a field may be named __proto__.
    const text = [...new Map(values)]
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
    return {
      ...this.requestWithQuery(route, []),
      headers: { ...this.authHeaders(route), 'content-type': 'application/json' },
      body: `{${text.join()}}`,
    };
  }

  /** A valid request with some of its query replaced; names may repeat. */
  requestWithQuery(route: ApiRoute, pairs: [string, unknown][]): RawRequest {
    const replaced = new Set(pairs.map(([name]) => name));
    const valid = this.pickFields(this.queryNames(route), { hours: '24' });
    const query = [...valid.filter(([name]) => !replaced.has(name)), ...pairs].map(
      ([name, value]) => `${name}=${encodeURIComponent(String(value))}`,
    );
    const path = this.validPath(route) + (query.length > 0 ? `?${query.join('&')}` : '');
    return { method: route.method, path, headers: this.authHeaders(route) };
  }

  /** `overrides`: fields that have another type in a body or a query. */
  private pickFields(
    names: string[],
    overrides: Record<string, unknown> = {},
  ): [string, unknown][] {
    const valid = { ...this.validFields, ...overrides };
    return names.filter((name) => name in valid).map((name) => [name, valid[name]]);
  }

  private sessionFor(path: string): ActiveSession {
    return /\/(end|cancel|start|reschedule)$/.test(path) ? this.disposableSession : this.session;
  }
}

/** Field values that depend on the contract. */
function bodyOverrides({ path }: ApiRoute): Record<string, unknown> {
  if (path.startsWith('/api/chat/')) return { messageType: 'TEXT', status: 'OPEN' };
  if (path.endsWith('/{message_id}')) return { message_text: 'Halo' };
  return path === '/api/conversations' ? { type: 'direct' } : {};
}

/** Throws for a 5xx response and for an error in another shape than the common one. */
function expectHandled(call: RawRequest, { status, text }: RawResponse): void {
  const summary = `${call.method} ${call.path.slice(0, 200)} answered ${status} ${text.slice(0, 300)}`;
  if (status >= 500) throw new Error(summary);
  if (status < 400) return;
  const body = JSON.parse(text) as Record<string, unknown>;
  const isWellFormed =
    body['success'] === false &&
    body['statusCode'] === status &&
    typeof body['code'] === 'string' &&
    typeof body['message'] === 'string' &&
    body['message'].length > 0;
  if (!isWellFormed) throw new Error(summary);
}
