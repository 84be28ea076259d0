import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../../context';
import { routeGroups } from './app';
import { openApiDocument } from './openapi';

/*
 * Part of `npm run types:api`: writes the OpenAPI document that the API serves. Only the handlers of routes
 * use services, and none runs here.
 */
const withoutServices = {} as Context;
const folder = join(__dirname, '../../../dist');
mkdirSync(folder, { recursive: true });
writeFileSync(
  join(folder, 'openapi.json'),
  JSON.stringify(openApiDocument(routeGroups(withoutServices)), null, 2),
);
