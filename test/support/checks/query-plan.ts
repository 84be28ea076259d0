import { AbstractLogger } from 'typeorm';
import type { TestSystem } from '../harness/test-system';

type PlanNode = 'seqscan' | 'bitmapscan' | 'sort';

interface Statement {
  sql: string;
  parameters: unknown[];
}

/** A TypeORM logger that records the statements that read. */
class StatementRecorder extends AbstractLogger {
  readonly statements: Statement[] = [];

  constructor() {
    super(['query']);
  }

  override logQuery(sql: string, parameters: unknown[] = []): void {
    if (/^\s*(SELECT|WITH)\b/i.test(sql)) this.statements.push({ sql, parameters });
  }

  protected override writeLog(): void {}
}

/**
 * Plans of the statements with which the product reads during an action. Disabled nodes are avoided, as
 * PostgreSQL avoids them for large tables.
 */
export async function queryPlans(
  { context }: TestSystem,
  action: () => Promise<unknown>,
  disabled: PlanNode[] = ['seqscan', 'bitmapscan', 'sort'],
): Promise<string[]> {
  const { source } = context.db;
  const recorder = new StatementRecorder();
  const { logger } = source;
  source.logger = recorder;
  try {
    await action();
  } finally {
    source.logger = logger;
  }
  return source.transaction(async (tx) => {
    for (const node of disabled) await tx.query(`SET LOCAL enable_${node} = off`);
    const plans: string[] = [];
    for (const { sql, parameters } of recorder.statements) {
      const rows = await tx.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${sql}`, parameters);
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    }
    return plans;
  });
}

/** Scans of tables that read every row: sequential, or of an index without a condition. */
export function scansWithoutIndex(plans: (string | undefined)[]): string[] {
  return plans.flatMap((plan = '') => {
    const lines = plan.split('\n');
    return lines.filter((line, at) => {
      if (/Seq Scan on/.test(line)) return true;
      return /Index .*Scan/.test(line) && !/Index Cond:/.test(lines[at + 1] ?? '');
    });
  });
}
