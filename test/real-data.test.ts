/** Real files against GEOS and GeographicLib: settled years of an island, English parcels under land covers, legal areas. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import geodesic from 'geographiclib-geodesic';
import { afterAll, beforeAll, expect } from 'vitest';
import { type App, openApp, overlayFiles, readSurvey, settle } from '../src/app/index.ts';
import { type Column, textAt } from '../src/base/index.ts';
import { readLayer, writeGeoPackage } from '../src/engine/index.ts';
import {
  boundsOf,
  type Crs,
  equalAreaPlane,
  featureCount,
  type FeatureTable,
  GRID_UNIT_AREA,
  legalAreas,
  overlayLayers,
  planarAreas,
  type Polygons,
  projectToPlane,
  ringHashes,
  toGeographic,
} from '../src/geo/index.ts';
import { DATA, SYSTEMS, withData } from './data-folder.ts';
import { geosPairs } from './geos.ts';

let folder: string;
let app: App;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-real-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

function hashed(table: FeatureTable) {
  return {
    polygons: table.polygons,
    crs: table.crs,
    ringHash: ringHashes(table.polygons),
    legalArea: legalAreas(table.polygons, table.crs),
  };
}

/** Areas of all pairs by GEOS in the same snapped plane as ours, `a,b` → m². */
async function byGeos(a: FeatureTable, b: FeatureTable): Promise<Map<string, number>> {
  const plane = equalAreaPlane(a.crs, boundsOf(a.polygons));
  const project = (table: FeatureTable) =>
    projectToPlane(table.polygons, table.crs, { ...plane, ellipsoid: table.crs.ellipsoid });
  const pairs = await geosPairs(project(a), project(b));
  return new Map([...pairs].map(([pair, area]) => [pair, area * GRID_UNIT_AREA]));
}

/** A value of any column as text. */
function textOf(column: Column | undefined, row: number): string {
  if (column === undefined) throw new Error('there is no such column');
  return column.kind === 'text' ? (textAt(column, row) ?? '') : String(column.values[row]);
}

/** Sums pairs of features to pairs of groups. */
function grouped(
  pairs: ReadonlyMap<string, number>,
  groupA: (row: number) => string,
  groupB: (row: number) => string,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [pair, area] of pairs) {
    const [i, j] = pair.split(',').map(Number) as [number, number];
    const key = `${groupA(i)}>${groupB(j)}`;
    sums.set(key, (sums.get(key) ?? 0) + area);
  }
  return sums;
}

const CHATHAM = 'landcover-chatham-5-epochs';
const EPOCHS = [1996, 2001, 2008, 2012, 2018] as const;
const mappingOf = (year: number): string => `examples/mappings/chatham-land-cover-${year}.json`;
const islandOf = async (path: string): Promise<FeatureTable> =>
  (await readLayer(app.gdal, `${join(path, 'se-island.gpkg')}#se-island`)).table;

/** The classes of the example's mapping: rock, grassland, hardwoods, forest. */
const CLASSES: Readonly<Record<string, string>> = {
  '16': '1207',
  '41': '0103',
  '54': '0305',
  '69': '0301',
};

/** Flows of a settled year inside its region, `from>to` → m². */
function transitions(
  flows: readonly { readonly from: string; readonly to: string; readonly area: string }[],
): Map<string, number> {
  const found = new Map<string, number>();
  for (const { from, to, area } of flows) {
    if (from === '' || to === '') continue;
    found.set(`${from}>${to}`, (found.get(`${from}>${to}`) ?? 0) + Number(area) / 100);
  }
  return found;
}

/**
 * Two matrices are the same: the same cells, each within the roundings of the prescribed formula (8e-3 m² a parcel) and of
 * pieces to 0.01 m².
 */
function expectSameMatrix(
  found: ReadonlyMap<string, number>,
  expected: ReadonlyMap<string, number>,
): void {
  const cells = [...expected].filter(([, area]) => area > 0.005);
  expect([...found.keys()].sort()).toEqual(cells.map(([key]) => key).sort());
  for (const [key, area] of cells) expect(Math.abs(found.get(key)! - area), key).toBeLessThan(0.1);
}

for (const [k, to] of EPOCHS.slice(1).entries()) {
  const from = EPOCHS[k]!;
  withData(`an island's land cover is settled from ${from} to ${to}`, CHATHAM, async (path) => {
    const file = join(path, 'se-island.gpkg');
    const { settlement } = await settle(app, {
      before: file,
      after: file,
      mappingBefore: mappingOf(from),
      mappingAfter: mappingOf(to),
    });
    expect(settlement.before.area).toBe(settlement.after.area);
    const table = await islandOf(path);
    const classAt = (year: number) => (row: number) =>
      CLASSES[textOf(table.columns.get(`Class_${year}`), row)]!;
    expectSameMatrix(
      transitions(settlement.flows),
      grouped(await byGeos(table, table), classAt(from), classAt(to)),
    );
  });
}

withData('the island has the same area at all five dates', CHATHAM, async (path) => {
  const totals = new Set<bigint>();
  for (const year of EPOCHS) {
    const { survey } = await readSurvey(app, join(path, 'se-island.gpkg'), {
      mapping: mappingOf(year),
    });
    totals.add(survey.parcels.parcelArea.reduce((sum, area) => sum + area, 0n));
  }
  expect(totals.size).toBe(1);
});

withData(
  'an island that was drawn again seven metres off is settled too',
  CHATHAM,
  async (path) => {
    // No class of this island ever changed and no ring did: only a moved copy makes the overlay work.
    const before = await islandOf(path);
    const after = movedBy(before, 7.31, -4.17);
    const moved = join(folder, 'moved.gpkg');
    await writeGeoPackage(app.gdal, moved, [after]);
    const { settlement } = await settle(app, {
      before: join(path, 'se-island.gpkg'),
      after: moved,
      mappingBefore: mappingOf(2012),
      mappingAfter: mappingOf(2018),
    });
    const classAt = (row: number): string =>
      CLASSES[textOf(before.columns.get('Class_2018'), row)]!;
    const expected = grouped(await byGeos(before, after), classAt, classAt);
    expect(expected.size).toBeGreaterThan(8);
    expectSameMatrix(transitions(settlement.flows), expected);
  },
);

const ENGLAND = 'land-parcels-england';
const english = async (path: string): Promise<FeatureTable> =>
  (await readLayer(app.gdal, join(DATA, ENGLAND, path), { crs: SYSTEMS[ENGLAND]! })).table;

/** Compares every pair with GEOS to 0.01 m²; returns how many pairs there are. */
async function pairsAsGeos(one: FeatureTable, two: FeatureTable): Promise<number> {
  const ours = await overlayLayers(hashed(one), hashed(two));
  const geos = await byGeos(one, two);
  const pairs = new Map<string, number>();
  for (let i = 0; i < ours.a.length; i++)
    if (ours.a[i]! >= 0 && ours.b[i]! >= 0) pairs.set(`${ours.a[i]},${ours.b[i]}`, ours.area[i]!);
  const wrong = [...new Set([...pairs.keys(), ...geos.keys()])].filter(
    (key) => !(Math.abs((pairs.get(key) ?? 0) - (geos.get(key) ?? 0)) < 0.01),
  );
  expect(wrong).toEqual([]);
  return pairs.size;
}

for (const [a, b, countA, countB, pairsThere] of [
  ['land_parcels/parcels.csv', 'land_covers/test_covers.csv', 801, 261, 1],
  ['land_parcels/test_parcels.csv', 'land_covers/test_covers.csv', 45, 261, 263],
  ['land_parcels/parcels.csv', 'sssi/sssi_1.csv', 801, 102, 1],
] as const) {
  withData(
    `${countA} English ${a} over ${countB} ${b}: every pair as GEOS has it`,
    ENGLAND,
    async () => {
      const [one, two] = [await english(a), await english(b)];
      expect([featureCount(one.polygons), featureCount(two.polygons)]).toEqual([countA, countB]);
      expect(await pairsAsGeos(one, two)).toBe(pairsThere);
    },
  );
}

/** The same layer drawn again some way off: every border crosses its neighbours, and shared edges run side by side. */
function movedBy(table: FeatureTable, dx: number, dy: number): FeatureTable {
  const { polygons } = table;
  return {
    ...table,
    polygons: {
      ...polygons,
      x: polygons.x.map((x) => x + dx),
      y: polygons.y.map((y) => y + dy),
    },
  };
}

withData(
  '801 English parcels over themselves, seven metres off: every pair as GEOS has it',
  ENGLAND,
  async () => {
    const table = await english('land_parcels/parcels.csv');
    expect(await pairsAsGeos(table, movedBy(table, 7.31, -4.17))).toBe(2458);
  },
);

withData(
  '4,981 parcels of Tartu over themselves, moved in degrees: every pair as GEOS has it',
  'cadastre-tartu',
  async (path) => {
    const { table } = await readLayer(app.gdal, join(path, 'cptartu2.gpkg.zip'));
    expect(await pairsAsGeos(table, movedBy(table, 0.0001, 0.00003))).toBe(20_964);
  },
);

withData('English parcels by land cover class through the use case', ENGLAND, async (path) => {
  const files = {
    a: join(path, 'land_parcels/test_parcels.csv'),
    b: join(path, 'land_covers/test_covers.csv'),
  };
  const crs = SYSTEMS[ENGLAND]!;
  const report = await overlayFiles(app, files, {
    byA: 'SHEET_ID',
    byB: 'LAND_COVER_CLASS_CODE',
    crsA: crs,
    crsB: crs,
  });
  const [parcels, covers] = [
    await english('land_parcels/test_parcels.csv'),
    await english('land_covers/test_covers.csv'),
  ];
  const expected = grouped(
    await byGeos(parcels, covers),
    (row) => textOf(parcels.columns.get('SHEET_ID'), row),
    (row) => textOf(covers.columns.get('LAND_COVER_CLASS_CODE'), row),
  );
  const found = new Map(
    report.groups
      .filter((group) => group.a !== null && group.b !== null)
      .map((group) => [`${group.a}>${group.b}`, Number(group.area) / 100]),
  );
  for (const key of new Set([...found.keys(), ...expected.keys()]))
    expect(Math.abs((found.get(key) ?? 0) - (expected.get(key) ?? 0)), key).toBeLessThan(0.011);
  expect(found.size).toBe(105);
});

/** The same rings with points on long edges, so that no piece is longer than `longest` metres. */
function densified({ x, y, ringStart, ...rest }: Polygons, crs: Crs, longest: number): Polygons {
  const [xs, ys, starts]: [number[], number[], number[]] = [[], [], [0]];
  for (let ring = 0; ring + 1 < ringStart.length; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    for (let i = start; i < end; i++) {
      const j = i + 1 === end ? start : i + 1;
      const [dx, dy] = [x[j]! - x[i]!, y[j]! - y[i]!];
      const metres =
        crs.unitMetres === 0
          ? Math.hypot(dx * 111_320 * Math.cos((y[i]! * Math.PI) / 180), dy * 111_700)
          : Math.hypot(dx, dy) * crs.unitMetres;
      const pieces = Math.ceil(metres / longest) || 1;
      for (let k = 0; k < pieces; k++) {
        xs.push(x[i]! + (dx * k) / pieces);
        ys.push(y[i]! + (dy * k) / pieces);
      }
    }
    starts.push(xs.length);
  }
  return {
    ...rest,
    x: Float64Array.from(xs),
    y: Float64Array.from(ys),
    ringStart: Uint32Array.from(starts),
  };
}

/** Areas and perimeters of features with geodesics from vertex to vertex. */
function geodesicAreas({ x, y, ringStart, isHole, featureStart }: Polygons, crs: Crs) {
  const model = new geodesic.Geodesic.Geodesic(crs.ellipsoid.a, crs.ellipsoid.f);
  const convert = toGeographic(crs);
  const point = new Float64Array(2);
  return Array.from({ length: featureStart.length - 1 }, (_, feature) => {
    let [area, perimeter] = [0, 0];
    for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
      const polygon = model.Polygon(false);
      for (let i = ringStart[ring]!; i < ringStart[ring + 1]!; i++) {
        convert(x[i]!, y[i]!, point);
        polygon.AddPoint((point[1]! * 180) / Math.PI, (point[0]! * 180) / Math.PI);
      }
      const found = polygon.Compute(false, true);
      area += Math.abs(found.area ?? Number.NaN) * (isHole[ring] === 1 ? -1 : 1);
      perimeter += found.perimeter;
    }
    return { area, perimeter };
  });
}

for (const file of [
  'land-parcels-england/land_parcels/parcels.csv',
  'land-parcels-england/sssi/sssi_1.csv',
  'landcover-chatham-5-epochs/se-island.gpkg#se-island',
  'cadastre-tartu/cptartu2.gpkg.zip',
  'osm-liechtenstein-2021/liechtenstein-latest.osm.pbf#multipolygons',
  'fields-world-samples/ai4sf/1_vietnam_areas.gpkg',
  'fields-world-samples/at/inspire_schlaege_2025-1_polygon.gpkg.zip',
  'fields-world-samples/bg/bg_arable_land_2024.zip',
  'fields-world-samples/br_ba_lem/LEM_dataset.zip',
  'fields-world-samples/ch/lwb_nutzungsflaechen_v2_0_lv95.gpkg',
  'fields-world-samples/de_bb/antrag.zip',
  'fields-world-samples/dk/Marker_2026.zip',
  'fields-world-samples/ec_ro/RO_ny.zip',
  'fields-world-samples/fi/LandUse.ExistingLandUse.GSAAAgriculturalParcel.gpkg',
  'fields-world-samples/it_1/iti1_2023.parquet',
  'fields-world-samples/jp/jp_field_polygons_2024.parquet',
  'fields-world-samples/nl/brpgewaspercelen_definitief_2023.gpkg',
  'fields-world-samples/nz/irrigated-land-area-raw-2020-update.zip',
  'fields-world-samples/se/se2023.zip',
  'fields-world-samples/us_ca_scm/i15_crop_mapping_2023_provisional_20241127.gdb.zip',
]) {
  const [set = ''] = file.split('/');
  withData(`legal areas of ${file} are the geodesic ones`, set, async () => {
    const crs = SYSTEMS[set];
    const { table } = await readLayer(app.gdal, join(DATA, file), crs === undefined ? {} : { crs });
    // Degrees are not split by the formula, and an edge that is straight in (L, Q) parts from the geodesic by the square of
    // its length and the tangent of its latitude: from about 40° N on, 70 m are too long for the same nearness.
    const longest = table.crs.kind === 'geographic' ? 35 : 70;
    const rings = densified(table.polygons, table.crs, longest);
    const legal = legalAreas(rings, table.crs);
    let measured = 0;
    geodesicAreas(rings, table.crs).forEach(({ area, perimeter }, i) => {
      expect(Math.abs(legal[i]! - area), `feature ${i}`).toBeLessThanOrEqual(2.5e-5 * perimeter);
      if (perimeter > 0) measured++;
    });
    expect(measured).toBeGreaterThan(0);
  });
}

/** The command itself: exit code, and how many lines it says when it refuses. */
function command(...args: string[]): { code: number | null; out: string; said: string[] } {
  const run = spawnSync(
    process.execPath,
    ['bin/liangtian.js', '--home', join(folder, 'home'), '--lang', 'en', ...args],
    { encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  return { code: run.status, out: run.stdout, said: run.stderr.trim().split('\n') };
}

withData(
  'the commands end with 0, 1 when strict, or 2 and a sentence',
  'fields-world-samples',
  () => {
    const at = (path: string): string => join(DATA, path);
    const japan = at('fields-world-samples/jp/jp_field_polygons_2024.parquet');
    const seven = at('fields-world-samples/fr/RPG_2-0__GPKG_LAMB93_FXX_2022-01-01.7z.001');
    const area = command('area', japan, '--json');
    expect(area.code).toBe(0);
    expect(JSON.parse(area.out)).toMatchObject({ crs: 'EPSG:6668', total: { legal: '118969092' } });
    const mapping = ['--mapping', 'examples/mappings/japan-fields.json'];
    expect(command('survey', 'check', japan, ...mapping).code).toBe(0);
    const covers = at('land-parcels-england/land_covers/test_covers.csv');
    const strict = ['--mapping', 'examples/mappings/england-land-covers.json', '--strict'];
    expect(command('survey', 'check', covers, ...strict).code).toBe(1);
    for (const args of [
      ['area', seven],
      ['survey', 'check', seven],
      ['survey', 'check', japan],
      ['area', covers],
    ]) {
      const refused = command(...args);
      expect(refused.code, args.join(' ')).toBe(2);
      expect(refused.out).toBe('');
      expect(refused.said).toHaveLength(2);
      expect(refused.said[0]).toContain(args.at(-1));
      expect(refused.said[1]).toMatch(/^What to do: /);
    }
  },
);

/** Areas that their publishers give as attributes: planar, rounded or cut at some decimals. */
for (const [file, field, unit, decimals, how] of [
  ['land-parcels-england/land_parcels/parcels.csv', 'GEOM_AREA_SQM', 1, 2, 'rounded'],
  ['land-parcels-england/land_covers/test_covers.csv', 'GEOM_AREA_SQM', 1, 2, 'rounded'],
  ['fields-world-samples/bg/bg_arable_land_2024.zip', 'AREA', 1, 2, 'rounded'],
  ['fields-world-samples/ch/lwb_nutzungsflaechen_v2_0_lv95.gpkg', 'flaeche_m2', 1, 0, 'rounded'],
  ['fields-world-samples/de_sh/Feldbloecke_2026_GPKG.zip', 'Flaeche', 10_000, 4, 'cut'],
  ['fields-world-samples/dk/Marker_2026.zip', 'IMK_areal', 10_000, 2, 'cut'],
  [
    'fields-world-samples/nz/irrigated-land-area-raw-2020-update.zip',
    'area_ha',
    10_000,
    6,
    'rounded',
  ],
  [
    'fields-world-samples/sk/003b211508235a729804b1d7db871e8928250ed76d7058a36c73cb65a3c7d04c',
    'Shape_Area',
    1,
    6,
    'rounded',
  ],
] as const) {
  const [set = ''] = file.split('/');
  withData(`areas published in ${file} are our planar ones`, set, async () => {
    const crs = SYSTEMS[set];
    const { table } = await readLayer(app.gdal, join(DATA, file), crs === undefined ? {} : { crs });
    const column = table.columns.get(field);
    planarAreas(table.polygons, table.crs).forEach((area, i) => {
      const beyond = (area / unit - Number(textOf(column, i))) * 10 ** decimals;
      expect(beyond).toBeGreaterThan(how === 'cut' ? -0.01 : -0.51);
      expect(beyond).toBeLessThan(how === 'cut' ? 1 : 0.51);
    });
  });
}
