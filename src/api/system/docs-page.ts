import { static as serveFiles, Router } from 'express';
// The package's index would load the whole browser bundle into this process.
import getAbsoluteFSPath from 'swagger-ui-dist/absolute-path';

const PAGE = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Ruang Diri API</title>
  <link rel="icon" href="/docs/assets/favicon-32x32.png">
  <link rel="stylesheet" href="/docs/assets/swagger-ui.css">
</head>
<body>
  <main id="docs"></main>
  <script src="/docs/assets/swagger-ui-bundle.js"></script>
  <script src="/docs/start.js"></script>
</body>
</html>`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true });`;

/**
 * `/openapi.json`, and Swagger UI at `/docs`, served without any external file. The document is made
 * when it is first requested: that takes as long as half of the rest of the API's start.
 */
export function docsPage(createDocument: () => object): Router {
  const router = Router();
  let document: string | undefined;
  router.get('/openapi.json', (_request, response) => {
    document ??= JSON.stringify(createDocument());
    response.type('json').send(document);
  });
  router.get('/docs', (_request, response) => {
    response.type('html').send(PAGE);
  });
  router.get('/docs/start.js', (_request, response) => {
    response.type('js').send(START);
  });
  router.use('/docs/assets', serveFiles(getAbsoluteFSPath(), { index: false, maxAge: '1d' }));
  return router;
}
