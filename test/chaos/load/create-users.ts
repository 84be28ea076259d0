import type { EntityManager } from 'typeorm';
import { createDataSource } from '../../../ormconfig';
import { addAssignment } from '../../../src/users/assignment-repository';
import { addUser } from '../../../src/users/add-user';
import { issueToken } from '../../../src/users/tokens/token';
import type { Role } from '../../../src/enums';
import type { ChaosUser } from '../clients/api-client';
import type { ChaosSystem } from '../system/chaos-system';

/** Matches no password: these users authenticate by their tokens. */
const NO_PASSWORD = { hash: 'none:none' };

export interface UserFactory {
  create(role: Role): Promise<ChaosUser>;
  /** Assigns a psychologist to a client, which opens their care conversation. */
  assign(client: ChaosUser, psychologist: ChaosUser): Promise<void>;
}

/** Runs `work` with users that are added to the database directly. */
export async function withUsers<Result>(
  { postgres, secrets }: ChaosSystem,
  work: (users: UserFactory) => Promise<Result>,
): Promise<Result> {
  const source = await createDataSource(postgres.url, 4).initialize();
  try {
    return await work(userFactory(source.manager, secrets.jwtSecret));
  } finally {
    await source.destroy();
  }
}

function userFactory(manager: EntityManager, jwtSecret: string): UserFactory {
  let count = 0;
  return {
    create: async (role) => {
      count += 1;
      const id = await addUser(manager, {
        email: `${role}-${count}@example.test`,
        fullName: `${role} ${count}`,
        role,
        password: NO_PASSWORD,
        ...(role === 'psychologist' ? { hours: 'around-the-clock' } : {}),
      });
      return { id, role, token: issueToken(jwtSecret, { id, role }) };
    },
    assign: async (client, psychologist) => {
      const pair = { clientId: client.id, psychologistId: psychologist.id };
      await addAssignment(manager, pair, { at: new Date(), by: null });
    },
  };
}
