import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Column, InputError, numberColumn, textAt, textColumn } from '../base/index.ts';
import { type FeatureTable, parseCrs, polygonsFromRings } from '../geo/index.ts';
import { damagedBy, readGeoParquet } from './geoparquet.ts';
import { writeGeoParquet } from './geoparquet-write.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-parquet-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const square = (x: number): (readonly [number, number])[] => [
  [x, 35],
  [x + 0.01, 35],
  [x + 0.01, 35.01],
  [x, 35.01],
];

const TABLE: FeatureTable = {
  name: 'DLTB',
  crs: parseCrs('EPSG:4490'),
  polygons: polygonsFromRings([
    [
      square(117),
      [
        [117.002, 35.002],
        [117.002, 35.004],
        [117.004, 35.004],
      ],
    ],
    [],
    [square(117.1)],
  ]),
  columns: new Map<string, Column>([
    ['DLMC', textColumn(['水田', '', null])],
    ['KCXS', numberColumn([0, null, 0.1])],
  ]),
};

function written(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function sql(text: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '256MB' });
  const connection = await instance.connect();
  try {
    await connection.run('set enable_geoparquet_conversion = false');
    await connection.run(text);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

test('what is written is read back: shapes, holes, NULL beside the empty text and 0, and whole numbers of 64 bits', async () => {
  const hashes = BigUint64Array.from([2n ** 63n + 5n, 0n, 2n ** 64n - 1n]);
  const path = written('own.parquet', writeGeoParquet(TABLE, { hash: hashes }, { kind: 'test' }));
  const { table, integers, facts, foreign } = await readGeoParquet(path);
  expect(table.polygons).toEqual(TABLE.polygons);
  expect(table.crs.id).toBe('EPSG:4490');
  expect([...table.columns.keys()]).toEqual(['DLMC', 'KCXS']);
  const names = table.columns.get('DLMC')!;
  if (names.kind !== 'text') throw new TypeError('names are texts');
  expect([0, 1, 2].map((row) => textAt(names, row))).toEqual(['水田', '', null]);
  expect(table.columns.get('KCXS')).toEqual(numberColumn([0, null, 0.1]));
  expect(new BigUint64Array(integers['hash']!.buffer)).toEqual(hashes);
  expect(facts).toEqual({ kind: 'test' });
  expect(foreign).toBe(0);
});

test('a file of another engine, compressed its own way, is read: no digit of a long identifier is lost', async () => {
  const own = written('source.parquet', writeGeoParquet(TABLE, {}, {}));
  const other = join(folder, 'duckdb.parquet');
  const geo = JSON.stringify({
    version: '1.0.0',
    primary_column: 'shape',
    columns: { shape: { encoding: 'WKB', geometry_types: [] } },
  }).replaceAll("'", "''");
  await sql(
    `copy (select geometry as shape, DLMC, row_number() over () + 990101200100000000 as BSM,
       case when KCXS is null then null else 7::bigint end as level,
       case when KCXS is null then null else 990101200100000000::bigint end as owner
     from '${own}') to '${other}' (format parquet, compression zstd, kv_metadata {geo: '${geo}'})`,
  );
  const { table, integers } = await readGeoParquet(other);
  // GeoParquet without a reference system is in degrees of WGS 84.
  expect(table.crs.id).toBe('OGC:CRS84');
  expect(table.polygons).toEqual(TABLE.polygons);
  expect([...integers['BSM']!]).toEqual([1n, 2n, 3n].map((n) => 990_101_200_100_000_000n + n));
  // With NULL among them they are columns: numbers where a double holds them, else their digits.
  expect(table.columns.get('level')).toEqual(numberColumn([7, null, 7]));
  const owner = table.columns.get('owner')!;
  expect(owner.kind === 'text' && textAt(owner, 0)).toBe('990101200100000000');
  expect(owner.kind === 'text' && textAt(owner, 1)).toBeNull();
});

test('Parquet without geometry, with broken metadata, or cut, is refused in a sentence', async () => {
  const own = written('whole.parquet', writeGeoParquet(TABLE, {}, {}));
  const [plain, broken] = [join(folder, 'plain.parquet'), join(folder, 'broken.parquet')];
  await sql(`copy (select DLMC from '${own}') to '${plain}' (format parquet)`);
  await sql(
    `copy (select * from '${own}') to '${broken}' (format parquet, kv_metadata {geo: '{"version":'})`,
  );
  const cut = written('cut.parquet', writeGeoParquet(TABLE, {}, {}).subarray(0, 300));
  const code = async (path: string): Promise<string> => {
    const error: unknown = await readGeoParquet(path).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof InputError)) throw error;
    return error.code;
  };
  expect(await code(plain)).toBe('not-geoparquet');
  expect(await code(broken)).toBe('damaged-file');
  expect(await code(cut)).toBe('damaged-file');
});

test('damage is told with its cause, and whatever byte is flipped is either read or refused in a sentence', async () => {
  const bytes = writeGeoParquet(TABLE, {}, undefined);
  const failure = (path: string): Promise<unknown> =>
    readGeoParquet(path).then(
      () => new Error('was accepted'),
      (thrown: unknown) => thrown,
    );
  const cut = await failure(written('cause.parquet', bytes.subarray(0, bytes.length - 9)));
  if (!(cut instanceof InputError)) throw cut;
  expect(cut.cause).toBeInstanceOf(Error);
  expect(cut.text.en).toContain((cut.cause as Error).message);

  // A fault of ours is not the file's: it rises as it is.
  const ours = new TypeError('x is not a function');
  expect(damagedBy(ours, 'whole.parquet')).toBe(ours);

  // Every flipped byte is either read or refused in words.
  for (let at = 4; at < bytes.length; at += 7) {
    const flipped = Uint8Array.from(bytes);
    flipped[at] = flipped[at]! ^ 0xff;
    const outcome = await readGeoParquet(written('flipped.parquet', flipped)).catch(
      (thrown: unknown) => thrown,
    );
    if (outcome instanceof Error) expect(outcome, `byte ${at}`).toBeInstanceOf(InputError);
  }
});

test('a shape whose bytes end too early is a fault of its row, and the others are read', async () => {
  const bytes = Buffer.from(writeGeoParquet(TABLE, {}, {}));
  // A polygon of one ring with five vertices: the last row, which is made to speak of 80.
  const head = Buffer.from([1, 3, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0]);
  bytes.writeUInt32LE(80, bytes.lastIndexOf(head) + 9);
  const { table, faults, foreign } = await readGeoParquet(written('cut.parquet', bytes));
  expect(faults.filter((fault) => fault.feature === 2).map((fault) => fault.kind)).toEqual([
    'cut-off',
  ]);
  expect(foreign).toBe(0);
  expect([...table.polygons.featureStart]).toEqual([0, 2, 2, 2]);
});
