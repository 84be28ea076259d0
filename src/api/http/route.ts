import { z } from 'zod';
import { AppError } from '../../errors';
import type { StreamProtocol } from '../sockets/event-streams';
import type { Access, AuthenticatedRequest } from './authenticate-request';
import type { Download } from './downloads';
import type { DeviceCookie, SessionCookie } from './session-cookie';
import type { Upload } from './uploads';
import type { RecordAnswer } from '../../idempotency/record-answer';

/** The arguments of a handler: validated input and the caller, no Express objects. */
export interface Call<Input> extends AuthenticatedRequest {
  input: Input;
  /** For routes that sign a browser in or out. */
  cookie: SessionCookie;
  device: DeviceCookie;
  clientIp: string;
  /** Public address of the product, without a slash at the end. */
  origin: string;
  /** The uploaded file; deleted when the handler is done. */
  upload?: Upload;
  /** Of an idempotent route: the use case calls it last in the transaction of its fact. */
  recordAnswer: RecordAnswer;
}

/** A route as data: mounted, authenticated, validated and documented from one description. */
export interface Route<Input, Output> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Path below the API's prefix, such as `/chat/sessions/:sessionId`. */
  path: string;
  summary: string;
  access: Access;
  /**
   * Validates path parameters, the header `Idempotency-Key`, `Last-Event-ID` of a stream, and the
   * query of a GET or the body of any other method, as one object.
   */
  input: z.ZodType<Input>;
  /** The alternative bodies that `input` accepts, for the OpenAPI document. */
  bodies?: z.ZodType[];
  response: z.ZodType<Output>;
  status?: number;
  message: string;
  /**
   * A repeat with the same header `Idempotency-Key` returns the first answer. The use case records it
   * with `recordAnswer`, unless it recognizes a repeat by itself.
   */
  idempotent?: true;
  /** The output is spread into the envelope instead of nested in `data`. */
  unwrapped?: true;
  /** Counts against the user's limit of messages as well. */
  sendsMessage?: true;
  /** The output is a text file: one string, or an async iterable of strings. */
  file?: { type: string; name: string };
  /** The body is multipart/form-data with one file in the field `file`. */
  acceptsFile?: true;
  /** The output is a binary `Download` of this media type. */
  downloadType?: string;
  /** The output is a `StreamProtocol`, and `response` describes one frame. */
  stream?: true;
  handle(call: Call<Input>): Output | Promise<Output>;
}

/** A route in a list of routes with different inputs; `defineRoute` has checked its types. */
export type AnyRoute = Omit<Route<unknown, unknown>, 'handle'> & {
  handle(call: Call<never>): unknown;
};

export function defineRoute<Input, Output>(route: Route<Input, Output>): AnyRoute {
  return route;
}

/**
 * A route that accepts a file, encrypted on disk until the handler is done. Its message has a
 * `clientMessageId`, by which a repeat is recognized even when the answer was not stored.
 */
export function defineUpload<Input, Output>(
  route: Omit<
    Route<Input, Output>,
    'handle' | 'method' | 'acceptsFile' | 'sendsMessage' | 'idempotent'
  > & {
    handle(call: Call<Input> & { upload: Upload }): Promise<Output>;
  },
): AnyRoute {
  const handle = (call: Call<Input>): Promise<Output> => {
    if (!call.upload) throw new AppError('file-missing');
    return route.handle({ ...call, upload: call.upload });
  };
  const upload = { acceptsFile: true, sendsMessage: true, idempotent: true } as const;
  return { ...route, ...upload, method: 'post', handle };
}

/** A route that sends bytes; its input may contain `range`, the header `Range`. */
export function defineDownload<Input>(
  route: Pick<Route<Input, unknown>, 'path' | 'summary' | 'access' | 'input' | 'message'> & {
    downloadType: string;
    handle(call: Call<Input>): Promise<Download>;
  },
): AnyRoute {
  return { ...route, method: 'get', response: z.string() };
}

/** A route that opens an event stream. */
export function defineStream<Input>({
  frame,
  open,
  ...route
}: Pick<Route<Input, unknown>, 'path' | 'summary' | 'access' | 'input' | 'message'> & {
  frame: z.ZodType;
  open: (call: Call<Input>) => StreamProtocol;
}): AnyRoute {
  return { ...route, method: 'get', response: frame, stream: true, handle: open };
}
