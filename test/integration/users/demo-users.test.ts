import { z } from 'zod';
import { demoUserResponse } from '../../../src/api/accounts/sign-in-schemas';
import {
  DEMO_PASSWORD,
  DEMO_USERS,
  listDemoUsers,
  seedDemoUsers,
} from '../../../src/users/demo-users';
import { DEFAULT_CONTENT_MASTER_KEY } from '../../../src/config/secrets';
import { productionEnv } from '../../support/fixtures/production-env';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { signInOnWeb } from '../../support/clients/web-session';

const LIST = '/api/v1/auth/demo-people';

describe('demo users', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem({ worker: false });
    await system.addUser('client');
  });
  afterAll(() => system.stop());

  it('are listed once they exist, and no other users', async () => {
    expect((await system.call('GET', LIST)).body.data).toEqual([]);
    await seedDemoUsers(system.context.db.source.manager);
    await system.addUser('team');
    const reply = z.array(demoUserResponse);
    const offered = (await system.call('GET', LIST, { reply })).body.data;
    expect(offered).toEqual(
      DEMO_USERS.map(({ email, fullName, role }) => ({
        email,
        fullName,
        role,
        password: DEMO_PASSWORD,
      })),
    );
    for (const user of offered) await signInOnWeb(system, user);
  });

  it('are never listed in production', async () => {
    const { db } = system.context;
    await seedDemoUsers(db.source.manager);
    expect(await listDemoUsers({ db, production: false })).toHaveLength(DEMO_USERS.length);
    expect(await listDemoUsers({ db, production: true })).toEqual([]);
    const production = await startSystem({
      worker: false,
      env: {
        ...productionEnv(),
        DATABASE_URL: system.databaseUrl,
        CONTENT_MASTER_KEYS_ACCEPTED: DEFAULT_CONTENT_MASTER_KEY,
      },
    });
    try {
      expect((await production.call('GET', LIST)).body.data).toEqual([]);
    } finally {
      await production.stop();
    }
  });
});
