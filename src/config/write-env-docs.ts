import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationPage, envExample } from './env-docs';

/* `npm run docs:env` */
const root = join(__dirname, '../..');
writeFileSync(join(root, 'docs/configuration.md'), configurationPage());
writeFileSync(join(root, '.env.example'), envExample());
