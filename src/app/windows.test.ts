/** Windows of stored surveys hold what the whole snapshot holds there, row by row. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InputError, numberAt, textAt } from '../base/index.ts';
import { writeGeoPackage } from '../engine/index.ts';
import { type Bounds, boundsOf, featureBounds, takeFeatures } from '../geo/index.ts';
import { sampleCounty } from '../sample/index.ts';
import { snapshotFile, type SnapshotRow } from '../storage/index.ts';
import { type App, openApp } from './context.ts';
import { readSnapshot, type Survey } from './snapshot.ts';
import { importSurvey } from './survey.ts';
import { surveyWindow } from './windows.ts';

let folder: string;
let app: App;
let row: SnapshotRow;
let whole: Survey;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-windows-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
  const parcels = sampleCounty(7000, 5).before.find(({ name }) => name === 'DLTB')!;
  const file = join(folder, 'parcels.gpkg');
  await writeGeoPackage(app.gdal, file, [parcels]);
  row = (await importSurvey(app, file)).row;
  whole = await readSnapshot(snapshotFile(app.home(), row));
}, 120_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A box of the ground, from fractions of its sides. */
function part([x1, y1, x2, y2]: Bounds): Bounds {
  const [minX, minY, maxX, maxY] = boundsOf(whole.parcels.polygons);
  const [width, height] = [maxX - minX, maxY - minY];
  return [minX + x1 * width, minY + y1 * height, minX + x2 * width, minY + y2 * height];
}

test.each([
  ['a small window', [0.4, 0.4, 0.42, 0.42]],
  ['a window over a corner', [-0.5, -0.5, 0.1, 0.1]],
  ['a window over everything', [-1, -1, 2, 2]],
  ['a window beside everything', [2, 2, 3, 3]],
] as const)('%s has the rows whose boxes meet it, with all that they hold', async (_, sides) => {
  const box = part(sides);
  const boxes = featureBounds(whole.parcels.polygons);
  const wanted = [...whole.parcels.parcelArea.keys()].filter(
    (i) =>
      boxes[4 * i]! <= box[2] &&
      boxes[4 * i + 1]! <= box[3] &&
      boxes[4 * i + 2]! >= box[0] &&
      boxes[4 * i + 3]! >= box[1],
  );
  const { parcels, rows, row: found } = await surveyWindow(app, row.id, box);
  expect([...rows]).toEqual(wanted);
  expect(found.id).toBe(row.id);
  const { polygons, attributes, ...rest } = parcels;
  expect(polygons).toEqual(takeFeatures(whole.parcels.polygons, wanted));
  expect(rest).toMatchObject({
    region: row.region_code,
    year: row.year,
    scheme: whole.parcels.scheme,
    crs: whole.parcels.crs,
  });
  for (const name of ['parcelArea', 'ridgeArea', 'ringHash', 'computedArea'] as const)
    expect([...parcels[name]], name).toEqual(wanted.map((i) => whole.parcels[name][i]));
  expect([...attributes.keys()]).toEqual([...whole.parcels.attributes.keys()]);
  for (const [name, column] of [...attributes, ['id', parcels.id] as const]) {
    const other = name === 'id' ? whole.parcels.id : whole.parcels.attributes.get(name)!;
    const at = (one: typeof column, i: number) =>
      one.kind === 'text' ? textAt(one, i) : numberAt(one, i);
    expect(
      wanted.map((_row, k) => at(column, k)),
      name,
    ).toEqual(wanted.map((i) => at(other, i)));
  }
});

test('an id of no snapshot, and a file that is gone, are told', async () => {
  const code = async (id: string): Promise<string> => {
    const error: unknown = await surveyWindow(app, id, part([0, 0, 1, 1])).catch((e: unknown) => e);
    return error instanceof InputError ? error.code : 'accepted';
  };
  expect(await code('s-0000000000000000')).toBe('no-such-snapshot');
  rmSync(snapshotFile(app.home(), row));
  expect(await code(row.id)).toBe('snapshot-file-missing');
});
