import { startTcpProxy } from '../../support/servers/tcp-proxy';
import type { TcpProxy } from '../../support/servers/tcp-proxy';

const SERVICES = ['postgres', 'redis', 'ably'] as const;
export type Service = (typeof SERVICES)[number];

/** The proxies through which one process, or the clients, reach the services. */
export type Links = Record<Service, TcpProxy>;

export async function startLinks(ports: Record<Service, number>): Promise<Links> {
  const [postgres, redis, ably] = await Promise.all(
    SERVICES.map((service) => startTcpProxy(ports[service])),
  );
  if (!postgres || !redis || !ably) throw new Error('A proxy is missing');
  return { postgres, redis, ably };
}

export async function closeLinks(links: Links): Promise<void> {
  await Promise.all(Object.values(links).map((proxy) => proxy.close()));
}
