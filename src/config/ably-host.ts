/** The SDK treats a name without a dot as a routing policy of Ably's cloud; `localhost` is a host. */
export function isHostName(endpoint: string): boolean {
  return endpoint.includes('.') || endpoint.includes(':') || endpoint === 'localhost';
}
