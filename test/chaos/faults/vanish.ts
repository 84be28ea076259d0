import type { TcpProxy } from '../../support/servers/tcp-proxy';
import type { Role } from '../system/chaos-system';
import { targetOf, whileItLasts } from './fault';
import type { Fault } from './fault';

/*
 * A host is gone without FIN: no peer learns that its connections ended. The process runs on without
 * a network, until the host is started again.
 */

export const vanishWorker: Fault = async ({ workers }, planned) => {
  await vanish(targetOf(workers, planned), [], () => whileItLasts(planned));
};

export const vanishApi: Fault = async ({ apis, apiProxies }, planned) => {
  const incoming = targetOf(apiProxies, planned);
  await vanish(targetOf(apis, planned), [incoming], () => whileItLasts(planned));
};

async function vanish(
  { process, links }: Role,
  incoming: TcpProxy[],
  meanwhile: () => Promise<void>,
): Promise<void> {
  const proxies = [...Object.values(links), ...incoming];
  for (const proxy of proxies) proxy.setMode('swallow');
  await meanwhile();
  process.kill();
  for (const proxy of proxies) {
    proxy.setMode('forward');
    proxy.cut();
  }
  await process.whenReady();
}
