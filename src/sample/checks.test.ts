/** What is written of sites and grounds is what the overlay measures. */
import { expect, test } from 'vitest';
import {
  type FeatureTable,
  featureCount,
  joinPolygons,
  legalAreas,
  overlayLayers,
  reproject,
  ringHashes,
} from '../geo/index.ts';
import { sampleCounty } from './index.ts';

const FILES =
  'site-road site-clear site-temporary ground-clear ground-red-line ground-steep ground-taken';

test('every plot meets and misses what is written of it, and the shifted road no permanent basic farmland', async () => {
  const county = sampleCounty(5000, 1);
  const { crs } = county.before[0]!;
  const join = (tables: readonly FeatureTable[]) => {
    const polygons = joinPolygons(tables.map((one) => reproject(one.polygons, one.crs, crs)));
    const [ringHash, legalArea] = [ringHashes(polygons), legalAreas(polygons, crs)];
    return { polygons, crs, ringHash, legalArea };
  };
  const road = county.checks.find(({ truth }) => truth.file === 'site-road')!;
  const { east, north } = road.truth.shift!;
  expect(Math.hypot(east, north)).toBeGreaterThan(60);
  expect(Math.hypot(east, north)).toBeLessThan(120);
  const { polygons } = road.table;
  const shifted: FeatureTable = {
    ...road.table,
    polygons: {
      ...polygons,
      x: polygons.x.map((x) => x + east),
      y: polygons.y.map((y) => y + north),
    },
  };
  const plots = [
    ...county.checks.flatMap(({ truth }) => truth.plots),
    { name: 'shifted', meets: [], misses: ['YJJBNTTB'] },
  ];
  const keys = county.constraints.flatMap(({ name, polygons: shapes }) =>
    Array.from({ length: featureCount(shapes) }, () => name),
  );
  const pairs = await overlayLayers(
    join([...county.checks.map(({ table }) => table), shifted]),
    join(county.constraints),
  );
  const met = new Set<string>();
  pairs.a.forEach((plot, i) => {
    if (plot >= 0 && pairs.b[i]! >= 0 && pairs.area[i]! > 1)
      met.add(`${plot} ${keys[pairs.b[i]!]}`);
  });
  plots.forEach(({ name, meets, misses }, plot) => {
    expect(
      meets.filter((key) => !met.has(`${plot} ${key}`)),
      `${name} meets`,
    ).toEqual([]);
    expect(
      misses.filter((key) => met.has(`${plot} ${key}`)),
      `${name} misses`,
    ).toEqual([]);
  });
});

test('each check is there for what it is for', () => {
  const { checks } = sampleCounty(5000, 1);
  expect(checks.map(({ truth }) => truth.file)).toEqual(FILES.split(' '));
  const meets = Object.fromEntries(
    checks.map(({ truth }) => [truth.file, truth.plots.map((plot) => plot.meets.join(' '))]),
  );
  expect(meets).toEqual({
    'site-road': ['YJJBNTTB GBZNT GPGCSS'],
    'site-clear': ['CZKFBJ GHJSYD', 'CZKFBJ GHJSYD'],
    'site-temporary': ['YJJBNTCBQ'],
    'ground-clear': ['', '', ''],
    'ground-red-line': [expect.stringContaining('STBHHX')],
    'ground-steep': ['', '', '', ''],
    'ground-taken': ['', '', 'BCGD'],
  });
});
