import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { seedDemoUsers } from '../../../src/users/demo-users';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

const ROOT = join(__dirname, '../../..');
const PAGE = readFileSync(join(ROOT, 'docs/a-session-by-hand.md'), 'utf8');
const run = promisify(execFile);

/** The page's blocks: commands in bash, and what each prints. */
const commands = [...PAGE.matchAll(/```bash\n([^]*?)```/g)].map(([, code = '']) => code);
const printedLines = [...PAGE.matchAll(/```\n(?!\n)([^]*?)```/g)]
  .flatMap(([, text = '']) => text.split('\n'))
  .filter((line) => line.startsWith('{') || line.startsWith('received'));

/** Ids, times and durations differ from run to run. */
const masked = (line: string): string =>
  line.replace(/[0-9a-f]{8}-([0-9a-f-]{27}|…)/g, '<uuid>').replace(/\d+/g, '<n>');

/** `…` stands for any text. */
function patternOf(line: string): RegExp {
  const escaped = masked(line).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/…/g, '.*')}$`);
}

describe('docs/a-session-by-hand.md', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await startSystem();
    await seedDemoUsers(system.context.db.source.manager);
  });

  afterAll(() => system.stop());

  it('prints what the page shows, block after block', async () => {
    expect(commands.length).toBeGreaterThanOrEqual(6);
    const script = commands.join('\n').replace(/^BASE=.*$/m, `BASE=${system.url}`);
    expect(script).toContain(system.url);
    const { stdout } = await run('bash', ['-euc', `${script}\nwait`], {
      cwd: ROOT,
      timeout: 60_000,
    });
    const lines = stdout.split('\n').map(masked);
    const missing = printedLines.filter((line) => !lines.some((one) => patternOf(line).test(one)));
    expect({ missing, ...(missing.length > 0 ? { lines } : {}) }).toEqual({ missing: [] });
  }, 90_000);
});
