/**
 * PostGIS as a peer: `postgis.js BINARIES HASH PROGRAM A B`. A throw-away cluster in a temporary folder, on a Unix socket there,
 * run by an ordinary user; both years as tables with a GiST index, loaded and analysed before the clock starts. A run makes a
 * table of all pairs with their areas by two parallel workers, which the plan must show. With HASH `first`, polygons of equal
 * md5 are paired before, and hashing counts. The cluster and its folder are gone when the process ends.
 */
import { spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { readCoverage } from '../coverage-file.js';
import { serve } from './serve.js';

/** Polygons sent in one statement. */
const BATCH = 500;
const START_MS = 30_000;
const LOOK_MS = 500;

/** Room for two workers on a small machine; what is lost in a crash is lost with the folder anyway. */
const SETTINGS = {
  listen_addresses: '',
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '4GB',
  autovacuum: 'off',
  jit: 'off',
  shared_buffers: '1GB',
  work_mem: '256MB',
  maintenance_work_mem: '512MB',
};

/** Two workers do the work and the leader only collects, so that two threads are two threads. */
const PARALLEL = `
  SET max_parallel_workers_per_gather = 2;
  SET parallel_leader_participation = off;
  SET parallel_setup_cost = 0;
  SET parallel_tuple_cost = 0;
  SET min_parallel_table_scan_size = 0`;

const OVERLAY = `
  SELECT a.id AS a, b.id AS b, ST_Area(ST_Intersection(a.geom, b.geom)) AS area
  FROM a JOIN b ON ST_Intersects(a.geom, b.geom)`;

const RUNS = {
  no: [`CREATE UNLOGGED TABLE pairs AS ${OVERLAY}`],
  first: [
    'CREATE UNLOGGED TABLE hash_a AS SELECT id, md5(ST_AsBinary(geom)) AS hash FROM a',
    'CREATE UNLOGGED TABLE hash_b AS SELECT id, md5(ST_AsBinary(geom)) AS hash FROM b',
    `CREATE UNLOGGED TABLE same AS
       SELECT hash_a.id AS a, hash_b.id AS b FROM hash_a JOIN hash_b USING (hash)`,
    'ANALYZE same',
    `CREATE UNLOGGED TABLE rest_a AS SELECT id, geom FROM a WHERE id NOT IN (SELECT a FROM same)`,
    `CREATE UNLOGGED TABLE rest_b AS SELECT id, geom FROM b WHERE id NOT IN (SELECT b FROM same)`,
    'CREATE INDEX ON rest_b USING gist (geom)',
    'ANALYZE rest_a',
    'ANALYZE rest_b',
    `CREATE UNLOGGED TABLE pairs AS
       SELECT a, b, ST_Area(geom) AS area FROM same JOIN a ON a.id = same.a
       UNION ALL ${OVERLAY.replace('FROM a JOIN b', 'FROM rest_a a JOIN rest_b b')}`,
  ],
};
const CLEAR = 'DROP TABLE IF EXISTS pairs, hash_a, hash_b, same, rest_a, rest_b';

const [binaries, hash, program, ...files] = process.argv.slice(2);
const { writeWkb } = await import(join(program, 'formats', 'index.js'));
const owner = ordinaryUser();
const folder = mkdtempSync(join(tmpdir(), 'liangtian-bench-pg-'));
let server = null;
let client = null;
let largest = 0;
// However this process ends, its server ends too: what it holds is nobody's.
process.once('exit', () => {
  server?.kill('SIGQUIT');
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

try {
  await start();
  await load();
  const { rows } = await client.query('SELECT postgis_lib_version() AS own, version() AS server');
  const [, server_] = /PostgreSQL ([\d.]+)/.exec(rows[0].server);
  const look = setInterval(() => (largest = Math.max(largest, memory())), LOOK_MS);
  await serve({
    version: `${rows[0].own} (PostgreSQL ${server_})`,
    run,
    peakBytes: () => (largest = Math.max(largest, memory())),
    close: async () => {
      clearInterval(look);
      await stop();
    },
  });
} finally {
  await stop();
}

async function run() {
  await client.query(CLEAR);
  const started = performance.now();
  for (const statement of RUNS[hash]) await client.query(statement);
  const seconds = (performance.now() - started) / 1000;
  return {
    seconds,
    note: 'tables and their indexes are made beforehand',
    pairs: async () => {
      const { rows } = await client.query({
        text: 'SELECT a, b, area FROM pairs',
        rowMode: 'array',
      });
      return {
        a: Int32Array.from(rows, (row) => row[0]),
        b: Int32Array.from(rows, (row) => row[1]),
        area: Float64Array.from(rows, (row) => row[2]),
      };
    },
  };
}

/** Makes the cluster and starts it; throws with what the server wrote when it does not answer in time. */
async function start() {
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  await inside('initdb', [
    '-D',
    data,
    '-U',
    'bench',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale',
    'C',
    '-N',
  ]);
  const options = Object.entries(SETTINGS).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  let written = '';
  server = spawn(join(binaries, 'postgres'), ['-D', data, '-k', folder, ...options], {
    ...owner,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  server.stderr.setEncoding('utf8').on('data', (text) => (written = (written + text).slice(-2000)));
  for (const began = performance.now(); ; await pause(100)) {
    client = new pg.Client({ host: folder, user: 'bench', database: 'postgres' });
    try {
      await client.connect();
      break;
    } catch (error) {
      const isLate = performance.now() - began > START_MS;
      if (server.exitCode !== null || isLate) throw new Error(written, { cause: error });
    }
  }
}

/** Both years as tables; throws when the plan of the overlay is not a parallel one. */
async function load() {
  await client.query('CREATE EXTENSION postgis');
  for (const [k, name] of ['a', 'b'].entries()) {
    await client.query(`CREATE UNLOGGED TABLE ${name} (id int, geom geometry)`);
    const { polygons } = readCoverage(files[k]);
    const count = polygons.featureStart.length - 1;
    for (let from = 0; from < count; from += BATCH) {
      const ids = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => from + i);
      await client.query(
        `INSERT INTO ${name} SELECT id, ST_GeomFromWKB(wkb) FROM unnest($1::int[], $2::bytea[]) AS t(id, wkb)`,
        [ids, ids.map((feature) => Buffer.from(writeWkb(polygons, feature)))],
      );
    }
    await client.query(`CREATE INDEX ON ${name} USING gist (geom)`);
    await client.query(`ALTER TABLE ${name} ADD PRIMARY KEY (id)`);
    await client.query(`VACUUM ANALYZE ${name}`);
  }
  await client.query(PARALLEL);
  const { rows } = await client.query(`EXPLAIN (FORMAT JSON) ${OVERLAY}`);
  const plan = JSON.stringify(rows[0]);
  if (!/"Workers Planned":\s*2/.test(plan) || !/"Index Scan"|"Bitmap Index Scan"/.test(plan))
    throw new Error(`PostgreSQL does not plan two workers with an index: ${plan.slice(0, 500)}`);
}

async function stop() {
  await client?.end().catch(() => undefined);
  client = null;
  const ending = server;
  server = null;
  if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
  const ended = new Promise((done) => ending.once('exit', done));
  // PostgreSQL's immediate shutdown: what is running is called off, and nothing has to be saved.
  ending.kill('SIGQUIT');
  await ended;
}

/** Runs one of PostgreSQL's programs to its end. */
async function inside(name, args) {
  const child = spawn(join(binaries, name), args, {
    ...owner,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let written = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (written += text));
  const code = await new Promise((done, failed) => child.once('error', failed).once('close', done));
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${written}`);
}

/** PostgreSQL refuses root: then `postgres` of the system runs it; null when we are not root. */
function ordinaryUser() {
  if (process.getuid?.() !== 0) return null;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith('postgres:'));
  if (line === undefined)
    throw new Error('PostgreSQL does not run as root, and there is no user postgres');
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/** Memory of the server and its processes together, shared pages counted once, bytes; 0 while they come and go. */
function memory() {
  if (server === null || process.platform !== 'linux') return 0;
  let kilobytes = 0;
  try {
    const children = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').trim();
    for (const pid of [server.pid, ...children.split(' ').filter(Boolean)])
      kilobytes += Number(
        /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1],
      );
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error;
  }
  return kilobytes * 1024;
}
