import { createECDH, randomBytes } from 'node:crypto';
import type { ECDH } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decryptPush } from './decrypt-push';
import { waitFor } from '../harness/wait-for';
import type { PushPayload } from '../../../src/delivery/push/push-payload';

/** An origin without a listener: the only push service that test systems may call by default. */
export const UNREACHABLE_ORIGIN = 'https://127.0.0.1:9';

/** A push request as the service received it. */
export interface ReceivedPush {
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A browser's subscription and its private keys. */
export interface PushBrowser {
  subscription: { endpoint: string; keys: { p256dh: string; auth: string } };
  /** Decrypted payloads received so far. */
  receivedPushes(): PushPayload[];
  waitForPushes(count: number): Promise<PushPayload[]>;
  /** Sets the response of the service to later pushes. */
  respondWith(status: number, headers?: Record<string, string>): void;
}

/** A push service with configurable responses, and its subscribed browsers. */
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

  /** A subscription at an unreachable service. */
  static unreachableSubscription(): PushBrowser['subscription'] {
    const { keys } = newKeys();
    return { endpoint: `${UNREACHABLE_ORIGIN}/push`, keys };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Every push to one browser, in order of arrival. */
  requestsTo(browser: PushBrowser): ReceivedPush[] {
    return this.requests.filter(({ path }) => browser.subscription.endpoint.endsWith(path));
  }

  createBrowser(): PushBrowser {
    const path = `/push/${(this.browserCount += 1)}`;
    const { ecdh, auth, keys } = newKeys();
    const receivedPushes = (): PushPayload[] =>
      this.requests
        .filter((one) => one.path === path)
        .map(({ body }) => JSON.parse(decryptPush(body, ecdh, auth)) as PushPayload);
    return {
      subscription: { endpoint: this.origin + path, keys },
      receivedPushes,
      waitForPushes: (count) =>
        waitFor(`${count} pushes`, () => {
          const pushes = receivedPushes();
          return pushes.length >= count && pushes;
        }),
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
