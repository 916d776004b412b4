/** Which features are no valid polygons: what our check finds is what GEOS finds, on real layers. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { gdalHost, readLayer } from '../src/engine/index.ts';
import { polygonsBuilder, selfCrossings } from '../src/geo/index.ts';
import { DATA } from './data-folder.ts';
import { geosInvalid } from './geos.ts';

const gdal = gdalHost();
afterAll(() => gdal.close());

const HEBEI = join(DATA, 'cn-county-boundaries-hebei');

test.skipIf(!existsSync(HEBEI))(
  '98 of the 152 counties of Hebei: all found, none besides',
  async () => {
    const builder = polygonsBuilder();
    for (const city of readdirSync(HEBEI)
      .filter((name) => !name.includes('.'))
      .sort())
      for (const file of readdirSync(join(HEBEI, city)).sort()) {
        const text = readFileSync(join(HEBEI, city, file), 'utf8');
        const { features } = JSON.parse(text) as {
          features: { geometry: { type: string; coordinates: number[][][] | number[][][][] } }[];
        };
        for (const { geometry } of features) {
          builder.beginFeature();
          const parts = (
            geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
          ) as number[][][][];
          for (const part of parts)
            part.forEach((ring, i) =>
              builder.addRing(ring.flat(), 0, ring.length, ring[0]!.length, i > 0, true),
            );
        }
      }
    const { polygons } = builder.finish();
    const ours = selfCrossings(polygons).map((fault) => fault.feature);
    const theirs = await geosInvalid(polygons);
    expect(theirs.length).toBe(98);
    expect(ours).toEqual(theirs);
  },
);

/** A layer of each kind of the world's field parcels and of the small sets. */
const LAYERS = [
  'cadastre-tartu/cptartu2.gpkg.zip',
  'osm-liechtenstein-2021/liechtenstein-latest.osm.pbf#multipolygons',
  'fields-world-samples/ec_ro/RO_ny.zip',
  'fields-world-samples/nz/irrigated-land-area-raw-2020-update.zip',
  'fields-world-samples/bg/bg_arable_land_2024.zip',
  'shapefile-blockgroups/blockgroups.shp',
];

test.each(LAYERS)('%s', async (name) => {
  const path = join(DATA, name);
  if (!existsSync(path.replace(/#.*/, ''))) {
    console.warn(`skipped: ${name} is not here`);
    return;
  }
  const { table, faults } = await readLayer(
    gdal,
    path,
    name.endsWith('blockgroups.shp') ? { crs: 'EPSG:4269' } : {},
  );
  const kinds = new Set(['self-crossing', 'self-touching', 'overlapping-rings']);
  const ours = [...new Set(faults.filter((f) => kinds.has(f.kind)).map((f) => f.feature))];
  expect(ours).toEqual(await geosInvalid(table.polygons));
});
