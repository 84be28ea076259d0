import { Router } from 'express';
import type { Request, RequestHandler, Response } from 'express';
import type { AblyAddress } from '../../config/config';
import { pageHeaders, PUSH_WORKER_POLICY } from './page-headers';
import { readWebFiles } from './web-files';
import type { WebFile } from './web-files';

/** The paths of the app's pages: each is the same HTML, routed in the browser. */
const PAGE_PATHS = [
  '/',
  '/book',
  '/sessions',
  '/sessions/:sessionId',
  '/messages',
  '/messages/:conversationId',
  '/messages/to/:personId',
  '/today',
  '/today/move/:counselingId',
  '/availability',
  '/team',
  '/team/sessions/:sessionId',
  '/team/health',
  '/team/audit',
  '/set-password',
  '/team/erasures',
  '/admin/chat',
  '/admin/chat/:roomId',
];

const INDEX_PATH = '/index.html';
const PUSH_WORKER_PATH = '/push-worker.js';
const VARY = 'Accept-Encoding';
const NOT_BUILT_MESSAGE =
  'The browser app was not built. Run "npm run build:web" (`npm start` runs it automatically) and start again.';

/** The built app: its files, and its page for unknown addresses. */
export interface WebApp {
  files: Router;
  /** For requests that accept HTML; all others fall through to the API's JSON error. */
  notFoundPage: RequestHandler;
}

export function webApp(ably: AblyAddress): WebApp {
  const files = readWebFiles();
  const headers = pageHeaders(ably);
  const sendPage = (request: Request, response: Response, status: number): void => {
    const index = files.get(INDEX_PATH);
    response.set(headers).status(index ? status : 503);
    if (index) send(request, response, index);
    else response.type('text').send(NOT_BUILT_MESSAGE);
  };
  const router = Router();
  router.get(PAGE_PATHS, (request, response) => sendPage(request, response, 200));
  router.get('/*path', (request, response, next) => {
    const file = request.path === INDEX_PATH ? undefined : files.get(request.path);
    if (file) sendFile(request, response, file);
    else next();
  });
  return {
    files: router,
    notFoundPage: (request, response, next) => {
      const wantsPage = ['GET', 'HEAD'].includes(request.method) && acceptsHtml(request);
      if (wantsPage) sendPage(request, response, 404);
      else next();
    },
  };
}

/** Browsers accept `text/html` explicitly; programs usually accept anything. */
function acceptsHtml(request: Request): boolean {
  return !request.path.startsWith('/api/') && /\btext\/html\b/.test(request.get('accept') ?? '');
}

function sendFile(request: Request, response: Response, file: WebFile): void {
  response.set(
    'Cache-Control',
    file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
  response.set({ ETag: file.etag, 'Cross-Origin-Resource-Policy': 'same-origin' });
  if (request.path === PUSH_WORKER_PATH)
    response.set('Content-Security-Policy', PUSH_WORKER_POLICY);
  if (request.get('if-none-match') !== file.etag) send(request, response, file);
  // Caches select a response by the same headers as with 200 (RFC 9110, section 15.4.5).
  else response.set('Vary', VARY).status(304).end();
}

/** Sends the smallest encoding the client accepts; files are compressed at build time. */
function send(request: Request, response: Response, { type, bodies }: WebFile): void {
  // Checked one by one: in one call, the client's order would win over size.
  const encoding = (['br', 'gzip'] as const).find((name) => request.acceptsEncodings(name));
  const body = encoding && bodies[encoding];
  response.set({
    'Content-Type': type,
    Vary: VARY,
    'X-Content-Type-Options': 'nosniff',
  });
  if (body) response.set('Content-Encoding', encoding);
  response.end(request.method === 'HEAD' ? undefined : (body ?? bodies.identity));
}
