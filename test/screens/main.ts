import { join } from 'node:path';
import { seedDemoUsers } from '../../src/users/demo-users';
import { projectRoot } from '../../src/dev/project-root';
import { launchChromium } from '../support/pages/chromium';
import { SessionHarness } from '../support/harness/session-harness';
import { startTestServers, stopTestServers } from '../support/harness/test-servers';
import { addScreenUsers } from './screen-users';
import { START_TIME, simulateDay } from './simulate-day';
import { pageScreenshots } from './page-screenshots';
import { takeScreenshots } from './take-screenshots';

const FOLDER = join('docs', 'screens');

/** `npm run screens [-- room …]`: pictures of every room, on a day of its own, into docs/screens. */
async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  await startTestServers();
  try {
    const stage = await SessionHarness.start(START_TIME);
    const browser = await launchChromium('whole');
    try {
      const users = await addScreenUsers(stage.system);
      await stage.system.query(`UPDATE users SET full_name = 'Agus Setiawan' WHERE id = $1`, [
        stage.team.id,
      ]);
      const day = await simulateDay(stage, users);
      const studio = {
        browser,
        users,
        system: stage.system,
        now: day.now,
        folder: join(projectRoot, FOLDER),
      };
      for (const room of pageScreenshots(day)) {
        if (wanted.length > 0 && !wanted.includes(room.name)) continue;
        if (room.isDemo) await seedDemoUsers(stage.system.context.db.source.manager);
        const bytes = await takeScreenshots(studio, room);
        process.stdout.write(`${room.name}: 4 pictures, ${Math.round(bytes / 1024)} kB\n`);
      }
    } finally {
      await browser.close();
      await stage.stop();
    }
  } finally {
    await stopTestServers();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
