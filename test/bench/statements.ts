/** The product's own statements, taken from the code that runs them. */
import { sql, type SQL } from 'drizzle-orm';
import { compile, type Database, type Statements } from '../../src/store/database.ts';
import { Vault } from '../../src/store/vault.ts';

/** What a read would run; its rows are empty. */
export async function statementsOf(read: (db: Statements) => Promise<unknown>): Promise<SQL[]> {
  const found: SQL[] = [];
  await read({ vault: new Vault([]), rows: async (statement) => (found.push(statement), []) });
  return found;
}

/** Text and parameters of the only statement of a read. */
export async function statementOf(
  read: (db: Statements) => Promise<unknown>,
): Promise<{ text: string; params: unknown[] }> {
  const [statement] = await statementsOf((db) => read(db).catch(() => undefined));
  return compile(statement!);
}

/** How many buffers the statements of a read touch, together; read twice, so that catalogues are known. */
export async function buffersOf(db: Database, read: (db: Statements) => Promise<unknown>): Promise<number> {
  let buffers = 0;
  for (const statement of await statementsOf(read)) {
    await db.rows(statement);
    const [plan] = await db.rows<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
      sql`explain (analyze, buffers, format json) ${statement}`,
    );
    const { Plan: top } = plan!['QUERY PLAN'][0];
    buffers += top['Shared Hit Blocks']! + top['Shared Read Blocks']!;
  }
  return buffers;
}
