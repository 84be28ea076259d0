/* The parts of Ably's SDK that these pages use; only they are loaded, and only when needed. */
export { BaseRealtime, FetchRequest, RealtimePresence, WebSocketTransport } from 'ably/modular';
