import { request, response } from 'express';
import type { Express } from 'express';
import { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerOptions } from 'node:http';

/**
 * The classes of requests and responses for the server of an Express app. Express gives both its
 * own prototypes; changing the prototype of an object makes every later use of it slow, which costs
 * more than everything else that Express does. Objects that have these prototypes from the start
 * are left alone.
 */
export function expressMessages(
  app: Express,
): Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'> {
  class ExpressRequest extends IncomingMessage {}
  class ExpressResponse<R extends IncomingMessage> extends ServerResponse<R> {}
  Object.setPrototypeOf(ExpressRequest.prototype, request);
  Object.setPrototypeOf(ExpressResponse.prototype, response);
  for (const { prototype } of [ExpressRequest, ExpressResponse]) Object.assign(prototype, { app });
  Object.assign(app, { request: ExpressRequest.prototype, response: ExpressResponse.prototype });
  return { IncomingMessage: ExpressRequest, ServerResponse: ExpressResponse };
}
