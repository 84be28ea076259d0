import type { Service } from '../system/links';
import { proxiesTo, whileItLasts } from './fault';
import type { Fault } from './fault';

/*
 * What a network does to the connections of a service.
 */

/** All connections are reset; new ones work. */
export function cut(service: Service): Fault {
  return async (system, planned) => {
    for (const proxy of proxiesTo(system, service)) proxy.cut();
    await whileItLasts(planned);
  };
}

/** The service is away: connections are reset and refused. */
export function away(service: Service): Fault {
  return async (system, planned) => {
    const proxies = proxiesTo(system, service);
    for (const proxy of proxies) proxy.setMode('refuse');
    await whileItLasts(planned);
    for (const proxy of proxies) proxy.setMode('forward');
  };
}

/** Bytes wait and arrive late. */
export function stall(service: Service): Fault {
  return async (system, planned) => {
    const proxies = proxiesTo(system, service);
    for (const proxy of proxies) proxy.setMode('stall');
    await whileItLasts(planned);
    for (const proxy of proxies) proxy.setMode('forward');
  };
}

/**
 * The address moved without RST: open connections reach no peer and never end, new ones work.
 */
export function ghost(service: 'postgres' | 'redis'): Fault {
  return async (system, planned) => {
    for (const proxy of proxiesTo(system, service)) proxy.moveTo(system[service].port);
    await whileItLasts(planned);
  };
}

/** What the database is sent arrives, and none of its answers. */
export const swallowAnswers: Fault = async (system, planned) => {
  const proxies = proxiesTo(system, 'postgres');
  for (const proxy of proxies) proxy.setMode('swallow-answers');
  await whileItLasts(planned);
  for (const proxy of proxies) {
    proxy.setMode('forward');
    proxy.cut();
  }
};

/** The connections of all clients to the APIs are reset. */
export const cutClients: Fault = async ({ balancer }, planned) => {
  balancer.cut();
  await whileItLasts(planned);
};
