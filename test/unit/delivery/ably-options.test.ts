import { ablyOptions } from '../../../src/delivery/ably/ably-options';

describe('options of the Ably SDK', () => {
  it.each([
    [{ endpoint: '127.0.0.1', port: 8080, tls: false }, 'ws://127.0.0.1:8080'],
    [{ endpoint: 'ably.example.test', port: undefined, tls: true }, 'wss://ably.example.test'],
    [{ endpoint: 'localhost', port: 443, tls: true }, 'wss://localhost:443'],
  ])('check WebSockets at the server of %j itself', (address, url) => {
    expect(ablyOptions(address).wsConnectivityCheckUrl).toBe(url);
  });

  it.each([{ endpoint: undefined }, { endpoint: 'eu' }])(
    'leave the check to the SDK for %j, in the cloud',
    ({ endpoint }) => {
      const address = { endpoint, port: undefined, tls: true };
      expect(ablyOptions(address)).not.toHaveProperty('wsConnectivityCheckUrl');
    },
  );
});
