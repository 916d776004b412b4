/** The standing layers lie where such ground lies, for several counties. */
import { expect, test } from 'vitest';
import { type Column, textAt } from '../base/index.ts';
import {
  type FeatureTable,
  featureCount,
  joinPolygons,
  legalAreas,
  overlayLayers,
  ringHashes,
} from '../geo/index.ts';
import { sampleCounty } from './index.ts';

const hashed = ({ polygons, crs }: FeatureTable) => ({
  polygons,
  crs,
  ringHash: ringHashes(polygons),
  legalArea: legalAreas(polygons, crs),
});
const texts = (table: FeatureTable, field: string): string[] => {
  const column = table.columns.get(field) as Extract<Column, { kind: 'text' }>;
  return Array.from({ length: featureCount(table.polygons) }, (_, i) => textAt(column, i) ?? '');
};

/** Classes of the parcels that a layer lies on over more than 1 m². */
const LIES_ON = {
  YJJBNTCBQ: /^01/,
  HTDBHFW: /^01/,
  GGSY: /^1104$/,
  YZSHTD: /^(1206|0404|0305|0301)$/,
  YZSMHTD: /^(1207|0404|0305|0301)$/,
  ZDLQ: /^(03|0404)/,
  GYLC: /^(03|0404)/,
  TGHL: /^(02|03)/,
  GYL: /^(03|0404)/,
  TRL: /^(03|0404)/,
  BCGD: /^01/,
} as const;

test.each([1, 2])('layers of seed %i lie on ground of their kind in both years', async (seed) => {
  const county = sampleCounty(2000, seed);
  const layers = Object.keys(LIES_ON).map((name) =>
    county.constraints.find((table) => table.name === name)!,
  );
  const keys = layers.flatMap(({ name, polygons }) =>
    Array.from({ length: featureCount(polygons) }, () => name as keyof typeof LIES_ON),
  );
  const all = hashed({ ...layers[0]!, polygons: joinPolygons(layers.map((one) => one.polygons)) });
  for (const survey of [county.before, county.after]) {
    const parcels = survey.find((table) => table.name === 'DLTB')!;
    const classes = texts(parcels, 'DLBM');
    const pairs = await overlayLayers(all, hashed(parcels));
    const met = new Set<string>();
    pairs.a.forEach((feature, i) => {
      if (feature >= 0 && pairs.b[i]! >= 0 && pairs.area[i]! > 1)
        met.add(`${keys[feature]} ${classes[pairs.b[i]!]}`);
    });
    const wrong = [...met].filter((pair) => {
      const [key, code] = pair.split(' ') as [keyof typeof LIES_ON, string];
      return !LIES_ON[key].test(code);
    });
    expect(wrong).toEqual([]);
    expect(new Set([...met].map((pair) => pair.split(' ')[0]))).toEqual(new Set(keys));
  }
});

test('the reserve is no permanent basic farmland yet, and two projects are registered with different quantities', async () => {
  const { constraints } = sampleCounty(2000, 1);
  const layer = (name: string) => constraints.find((table) => table.name === name)!;
  const pairs = await overlayLayers(hashed(layer('YJJBNTCBQ')), hashed(layer('YJJBNTTB')));
  expect([...pairs.a].filter((a, i) => a >= 0 && pairs.b[i]! >= 0 && pairs.area[i]! > 1)).toEqual(
    [],
  );
  const ground = layer('BCGD');
  const projects = new Set(texts(ground, 'XMBH').map((id, i) => `${id} ${texts(ground, 'SL')[i]}`));
  expect([...projects]).toEqual(['990101202100017 xzmj', '990101202200042 stzl']);
});
