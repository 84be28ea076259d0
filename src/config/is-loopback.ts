/** Whether a host name is this machine itself, by its spelling: nothing is resolved. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
