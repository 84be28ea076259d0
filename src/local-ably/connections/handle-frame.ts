import type { ServerState } from '../server-state';
import { AblyError, toAblyError } from '../protocol/ably-error';
import { Action } from '../protocol/actions';
import { decode } from '../protocol/codec';
import { parseProtocolMessage } from '../protocol/parse-protocol-message';
import { isPlainObject } from '../protocol/plain-value';
import type { InboundProtocolMessage } from '../protocol/protocol-message';
import type { Connection } from './connection';
import { handleAttach, handleDetach, handleSync } from './handle-attach';
import { handleAuth } from './handle-auth';
import { handlePresence } from './handle-presence';
import { handleAnnotation, handleMessage } from './handle-message';

type Handler = (connection: Connection, message: InboundProtocolMessage) => void;

const HEARTBEAT_DELAY_MS = 3;
/** WebSocket close code "message too big". */
const TOO_LARGE_CLOSE_CODE = 1009;

const HANDLERS: Record<number, Handler> = {
  [Action.HEARTBEAT]: echoHeartbeat,
  [Action.CLOSE]: close,
  [Action.DISCONNECT]: (connection) => connection.app.connections.disconnect(connection),
  [Action.ATTACH]: handleAttach,
  [Action.DETACH]: handleDetach,
  [Action.SYNC]: handleSync,
  [Action.AUTH]: handleAuth,
  [Action.CONNECT]: () => undefined,
  [Action.ACTIVATE]: () => undefined,
};

type PublishHandler = (
  connection: Connection,
  message: InboundProtocolMessage,
) => (string | null)[];

/** Handlers of frames that are answered with ACK or NACK. */
const PUBLISH_HANDLERS: Record<number, PublishHandler> = {
  [Action.MESSAGE]: handleMessage,
  [Action.PRESENCE]: handlePresence,
  [Action.ANNOTATION]: handleAnnotation,
  [Action.OBJECT]: () => {
    throw new AblyError(40000, 400, 'LiveObjects are not supported by this server.');
  },
};

/** Handles one WebSocket frame. Errors are sent to the client, never thrown. */
export function handleFrame(
  server: ServerState,
  connection: Connection,
  frame: { data: Buffer; binary: boolean },
): void {
  const { maxFrameSize } = server.limits;
  const isOversized = frame.data.length > maxFrameSize;
  let value: unknown;
  try {
    value = decode(frame.data, frame.binary ? 'msgpack' : 'json');
    if (isOversized) throw frameTooLarge(frame.data.length, maxFrameSize);
    dispatch(server, connection, parseProtocolMessage(value));
  } catch (thrown) {
    // An SDK resends an unanswered publish after every close, so only unreadable frames close.
    if (isOversized && !isPlainObject(value)) connection.transport?.close(TOO_LARGE_CLOSE_CODE);
    else rejectFrame(connection, value, toAblyError(thrown));
  }
}

function frameTooLarge(size: number, limit: number): AblyError {
  return new AblyError(
    40009,
    400,
    `Frame too large: ${size} bytes where at most ${limit} are allowed; split or shorten it.`,
  );
}

function dispatch(
  server: ServerState,
  connection: Connection,
  message: InboundProtocolMessage,
): void {
  const publish = PUBLISH_HANDLERS[message.action];
  if (publish) {
    const { msgSerial } = message;
    if (msgSerial === undefined || msgSerial < 0) {
      throw new AblyError(40000, 400, 'A published protocol message needs a msgSerial.');
    }
    connection.replyOnce(msgSerial, () => {
      server.faults.checkPublish();
      const { messages, presence, annotations } = message;
      connection.consumeRate(messages.length + presence.length + annotations.length);
      return publish(connection, message);
    });
    return;
  }
  const handler = HANDLERS[message.action];
  if (!handler) throw new AblyError(40000, 400, `Unknown action ${message.action}.`);
  handler(connection, message);
}

/** Reports an error at the narrowest level the frame names: message, channel or connection. */
function rejectFrame(connection: Connection, value: unknown, error: AblyError): void {
  if (isPlainObject(value)) {
    const { channel, msgSerial } = value;
    const action = typeof value['action'] === 'number' ? value['action'] : -1;
    const isPublish = PUBLISH_HANDLERS[action] !== undefined;
    if (isPublish && typeof msgSerial === 'number' && Number.isSafeInteger(msgSerial)) {
      connection.send({ action: Action.NACK, msgSerial, count: 1, error: error.toWire() });
      return;
    }
    if (typeof channel === 'string' && HANDLERS[action]) {
      connection.sendError(error, channel);
      return;
    }
  }
  connection.sendError(error);
  connection.app.connections.remove(connection);
}

function echoHeartbeat(connection: Connection, { id }: InboundProtocolMessage): void {
  if (id === undefined) return;
  const { transport } = connection;
  setTimeout(() => transport?.send({ action: Action.HEARTBEAT, id }), HEARTBEAT_DELAY_MS).unref();
}

function close(connection: Connection): void {
  connection.send({ action: Action.CLOSED });
  connection.app.connections.remove(connection);
}
