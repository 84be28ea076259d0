/* The parts of the Ably SDK that the pages use; loaded on demand. */
export { BaseRealtime, FetchRequest, RealtimePresence, WebSocketTransport } from 'ably/modular';
