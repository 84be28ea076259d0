import { join } from 'node:path';
import { seedDemoUsers } from '../../src/users/demo-users';
import { projectRoot } from '../../src/dev/project-root';
import { launchChromium } from '../support/pages/chromium';
import { ContextPool } from '../support/pages/context-pool';
import { SessionHarness } from '../support/harness/session-harness';
import { startTestServers, stopTestServers } from '../support/harness/test-servers';
import { requireColourEmoji } from './require-colour-emoji';
import { addScreenUsers } from './screen-users';
import { START_TIME, simulateDay } from './simulate-day';
import { pageScreenshots } from './page-screenshots';
import { takeScreenshots } from './take-screenshots';

const FOLDER = join('docs', 'screens');

/** `npm run screens [-- page …]`: takes screenshots of all pages into docs/screens. */
async function main(): Promise<void> {
  const selected = process.argv.slice(2);
  await startTestServers();
  try {
    const harness = await SessionHarness.start(START_TIME);
    const browser = await launchChromium('whole', 'id');
    try {
      await requireColourEmoji(browser);
      const users = await addScreenUsers(harness.system);
      await harness.system.query(`UPDATE users SET full_name = 'Agus Setiawan' WHERE id = $1`, [
        harness.team.id,
      ]);
      const day = await simulateDay(harness, users);
      const deps = {
        pool: new ContextPool(browser),
        users,
        system: harness.system,
        now: day.now,
        folder: join(projectRoot, FOLDER),
      };
      for (const page of pageScreenshots(day)) {
        if (selected.length > 0 && !selected.includes(page.name)) continue;
        if (page.isDemo) await seedDemoUsers(harness.system.context.db.source.manager);
        const bytes = await takeScreenshots(deps, page);
        process.stdout.write(`${page.name}: 4 screenshots, ${Math.round(bytes / 1024)} kB\n`);
      }
    } finally {
      await browser.close();
      await harness.stop();
    }
  } finally {
    await stopTestServers();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
