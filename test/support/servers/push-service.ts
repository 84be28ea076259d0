import { createECDH, randomBytes } from 'node:crypto';
import type { ECDH } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decryptPush } from './decrypt-push';
import { waitFor } from '../harness/wait-for';
import type { Wire } from '../harness/test-system';

/** Where nobody listens: what every test's system may call unless it says otherwise. */
export const UNREACHABLE_ORIGIN = 'https://127.0.0.1:9';

/** A push as its service got it, and as the browser reads it. */
export interface ReceivedPush {
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A browser's subscription, with what only the browser knows. */
export interface PushBrowser {
  subscription: { endpoint: string; keys: { p256dh: string; auth: string } };
  /** What it was woken with so far, opened by its own key. */
  receivedPushes(): Wire[];
  /** Waits until it was woken so many times. */
  waitForPushes(times: number): Promise<Wire[]>;
  /** From now on its service answers so. */
  respondWith(status: number, headers?: Record<string, string>): void;
}

/** A push service that answers as it is told, and browsers that are subscribed there. */
export class PushService {
  readonly requests: ReceivedPush[] = [];
  private readonly responses = new Map<string, { status: number; headers: object }>();
  private browserCount = 0;

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    readonly origin: string,
  ) {}

  static async start(): Promise<PushService> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const service = new PushService(server, `http://127.0.0.1:${port}`);
    server.on('request', (request, response) => {
      const path = request.url ?? '';
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        service.requests.push({ path, headers: request.headers, body: Buffer.concat(parts) });
        const { status, headers } = service.responses.get(path) ?? { status: 201, headers: {} };
        response.writeHead(status, { ...headers }).end();
      });
    });
    return service;
  }

  /** A subscription at a service that is never there. */
  static unreachableSubscription(): PushBrowser['subscription'] {
    const { keys } = newKeys();
    return { endpoint: `${UNREACHABLE_ORIGIN}/push`, keys };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Every push to one browser, in the order in which they came. */
  requestsTo(browser: PushBrowser): ReceivedPush[] {
    return this.requests.filter(({ path }) => browser.subscription.endpoint.endsWith(path));
  }

  createBrowser(): PushBrowser {
    const path = `/push/${(this.browserCount += 1)}`;
    const { ecdh, auth, keys } = newKeys();
    const woken = (): Wire[] =>
      this.requests
        .filter((one) => one.path === path)
        .map(({ body }) => JSON.parse(decryptPush(body, ecdh, auth)));
    return {
      subscription: { endpoint: this.origin + path, keys },
      receivedPushes: woken,
      waitForPushes: (times) =>
        waitFor(`${times} pushes`, () => (woken().length >= times ? woken() : undefined)),
      respondWith: (status, headers = {}) => this.responses.set(path, { status, headers }),
    };
  }
}

function newKeys(): {
  ecdh: ECDH;
  auth: Buffer;
  keys: PushBrowser['subscription']['keys'];
} {
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  const auth = randomBytes(16);
  const keys = { p256dh: ecdh.getPublicKey('base64url'), auth: auth.toString('base64url') };
  return { ecdh, auth, keys };
}
