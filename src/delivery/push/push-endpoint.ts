/**
 * Whether an address belongs to a push service that may be called. Browsers say where they want to
 * be reached, so without this anybody could have this system call whatever they like.
 */
export function isAllowedPushEndpoint(endpoint: string, origins: readonly string[]): boolean {
  if (!URL.canParse(endpoint)) return false;
  const url = new URL(endpoint);
  if (url.username || url.password) return false;
  return origins.some((origin) => {
    const [protocol = '', host = ''] = origin.split('//');
    if (url.protocol !== protocol) return false;
    return host.startsWith('*.') ? url.host.endsWith(host.slice(1)) : url.host === host;
  });
}
