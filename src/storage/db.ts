/**
 * The database as the program uses it: one pool, migrations at the door, every use case in one transaction under the role
 * `liangtian_app`, with the region that the person may see.
 */
import pg from 'pg';
import { InputError, say } from '../base/index.ts';
import type { Home } from './home.ts';
import { migrate } from './migrate.ts';
import { holdServer } from './postgres/server.ts';

/** Runs SQL within one transaction. */
export interface Transaction {
  query<Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Database {
  /** A use case: commits when `work` returns, rolls back when it throws. `region` is the prefix of what may be seen. */
  transaction<T>(region: string, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs `work` while no other process holds the same key. */
  exclusive<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** As the owner of the tables, for migrations and generated documents. */
  asOwner<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens the database of a home: DATABASE_URL if it is set, else the program's own PostgreSQL. */
export async function openDatabase(home: Home, environment: NodeJS.ProcessEnv): Promise<Database> {
  const name = `liangtian:${process.pid}`;
  const url = environment['DATABASE_URL'];
  const held = url === undefined || url === '' ? await holdServer(home) : null;
  const pool = new pg.Pool({
    ...(held ? held.address : { connectionString: url }),
    application_name: name,
    max: 6,
  });
  pool.on('error', () => undefined);
  const transact = async <T>(
    prepare: (client: pg.PoolClient) => Promise<unknown>,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      await prepare(client);
      const result = await work({
        query: async (sql, values) => (await client.query(sql, values ? [...values] : [])).rows,
      });
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  };
  const database: Database = {
    transaction: (region, work) =>
      transact(async (client) => {
        await client.query('set local role liangtian_app');
        await client.query(`select set_config('liangtian.region', $1, true)`, [region]);
      }, work),
    asOwner: (work) => transact(async () => undefined, work),
    exclusive: async (key, work) => {
      const client = await pool.connect();
      try {
        await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [key]);
        return await work();
      } finally {
        await client
          .query('select pg_advisory_unlock(hashtextextended($1, 0))', [key])
          .catch(() => undefined);
        client.release();
      }
    },
    close: async () => {
      await pool.end();
      await held?.presence.end();
    },
  };
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw held ? error : notReached(error);
  }
  return database;
}

/** What a user can mend about a database that is not ours; anything else rises as it is. */
function notReached(error: unknown): unknown {
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  const isTheirs =
    /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOST|ENET|ENOENT|EACCES|28|3D|57P03|53300)/.test(code) ||
    error instanceof TypeError;
  if (!isTheirs) return error;
  return new InputError(
    'database-not-reached',
    say(
      `连不上 DATABASE_URL 指明的数据库：${message}`,
      `The database of DATABASE_URL cannot be reached: ${message}`,
    ),
    say(
      '请核对地址、用户、密码和数据库名；去掉 DATABASE_URL 就用自带的数据库。',
      'Check address, user, password and database; without DATABASE_URL the program uses its own.',
    ),
  );
}
