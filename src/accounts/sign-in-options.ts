import type { Db } from '../database/db';
import type { Logger } from '../logger';
import { listDemoUsers } from '../users/demo-users';
import type { DemoUserView } from '../users/demo-users';
import { hasActiveTeamMember } from '../users/user-repository';

export interface SignInOptions {
  demoUsers: DemoUserView[];
  /** False: the practice cannot be run yet; the first team member is created by a command. */
  hasTeam: boolean;
}

interface Services {
  db: Db;
  production: boolean;
}

/** What the sign-in page shows. */
export async function getSignInOptions(services: Services): Promise<SignInOptions> {
  return { demoUsers: await listDemoUsers(services), hasTeam: await hasTeam(services) };
}

/** Logs how to create the first team member, where there is none. */
export async function warnWithoutTeam(services: Services & { logger: Logger }): Promise<void> {
  if (await hasTeam(services)) return;
  services.logger.warn(
    { command: 'users create --role team --email … --name …' },
    'No team member can sign in: create one',
  );
}

/** Only production begins without users. */
async function hasTeam({ db, production }: Services): Promise<boolean> {
  return !production || hasActiveTeamMember(db.source.manager);
}
