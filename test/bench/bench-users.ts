import { issueToken } from '../../src/users/tokens/token';
import type { Context } from '../../src/context';
import type { Principal } from '../../src/users/principal';
import type { Role } from '../../src/enums';

export type BenchUser = Principal & { token: string };

/** Inserts many users in one statement, without passwords, and issues their tokens. */
export async function createUsers(
  context: Context,
  role: Role,
  count: number,
): Promise<BenchUser[]> {
  const rows: { id: string; email: string; fullName: string }[] = await context.db.source.query(
    `INSERT INTO users (email, full_name, role, password_hash)
     SELECT $1 || '-' || gen_random_uuid() || '@bench.test', $1 || ' ' || n, $1, ''
     FROM generate_series(1, $2::int) AS n
     RETURNING id, email, full_name AS "fullName"`,
    [role, count],
  );
  if (role === 'psychologist') {
    await context.db.source.query(
      `INSERT INTO weekly_hours (psychologist_id, weekday, start_minute, end_minute)
       SELECT id, weekday, 0, 1440 FROM unnest($1::bigint[]) AS id, generate_series(1, 7) AS weekday`,
      [rows.map((row) => row.id)],
    );
  }
  return rows.map((row) => {
    const user = { ...row, role };
    return { ...user, token: issueToken(context.jwtSecret, user) };
  });
}
