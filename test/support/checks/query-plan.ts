import type { TestSystem } from '../harness/test-system';

type PlanNode = 'seqscan' | 'bitmapscan' | 'sort';

/** Plan of a query without the disabled nodes, as PostgreSQL chooses for a large table. */
export async function queryPlan(
  { context }: TestSystem,
  sql: string,
  { parameters, disabled }: { parameters?: unknown[]; disabled: PlanNode[] },
): Promise<string> {
  return context.db.source.transaction(async (tx) => {
    for (const node of disabled) await tx.query(`SET LOCAL enable_${node} = off`);
    const rows = await tx.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${sql}`, parameters);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
}
