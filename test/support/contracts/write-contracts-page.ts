import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractsPage } from './contracts-page';

// `npm run docs:contracts`
writeFileSync(join(__dirname, '../../../docs/contracts.md'), contractsPage());
