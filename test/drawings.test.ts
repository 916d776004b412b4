/** DXF, KML and KMZ by the road of every other file: closed lines become parcels, systems are asked for or known. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { InputError } from '../src/base/index.ts';
import { gdalHost, listLayers, readLayer } from '../src/engine/index.ts';
import { makeZip } from './zip.ts';

const folder = mkdtempSync(join(tmpdir(), 'liangtian-drawings-'));
const gdal = gdalHost();
afterAll(async () => {
  await gdal.close();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

type Point = readonly [number, number];
const square = (x: number, y: number, side: number): Point[] => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
];

/** Group codes and values of DXF, a line each. */
const groups = (...pairs: (readonly [number, string | number])[]): string =>
  pairs.map(([code, value]) => `${code}\n${value}\n`).join('');
const points = (ring: readonly Point[]): string =>
  ring.map(([x, y]) => groups([10, x], [20, y])).join('');

function light(layer: string, closed: boolean, ring: readonly Point[]): string {
  return (
    groups([0, 'LWPOLYLINE'], [8, layer], [100, 'AcDbPolyline'], [90, ring.length]) +
    groups([70, closed ? 1 : 0]) +
    points(ring)
  );
}

function heavy(layer: string, ring: readonly Point[]): string {
  const vertices = ring.map(([x, y]) => groups([0, 'VERTEX'], [8, layer], [10, x], [20, y]));
  return (
    groups([0, 'POLYLINE'], [8, layer], [66, 1], [70, 1]) +
    vertices.join('') +
    groups([0, 'SEQEND'])
  );
}

function hatch(layer: string, ring: readonly Point[]): string {
  return (
    groups([0, 'HATCH'], [8, layer], [100, 'AcDbHatch'], [10, 0], [20, 0], [30, 0]) +
    groups([2, 'SOLID'], [70, 1], [71, 0], [91, 1], [92, 7], [72, 0], [73, 1], [93, ring.length]) +
    points(ring) +
    groups([97, 0], [75, 0], [76, 1], [98, 0])
  );
}

function drawing(...entities: string[]): string {
  return (
    groups([0, 'SECTION'], [2, 'HEADER'], [9, '$ACADVER'], [1, 'AC1015'], [0, 'ENDSEC']) +
    groups([0, 'SECTION'], [2, 'ENTITIES']) +
    entities.join('') +
    groups([0, 'ENDSEC'], [0, 'EOF'])
  );
}

const X = 39_480_000.1234;
const Y = 3_900_000.5;
const OPEN = light('DLTB', false, square(X + 300, Y, 100));
const TEXT = groups([0, 'TEXT'], [8, 'ZJ'], [10, X], [20, Y], [40, 2], [1, 'A']);
const DRAWING = drawing(
  light('DLTB', true, square(X, Y, 100)),
  light('DLTB', false, [...square(X + 100, Y, 100), [X + 100, Y]]),
  heavy('DLTB', square(X + 200, Y, 100)),
  OPEN,
  TEXT,
  hatch('JBNT', square(X, Y, 50)),
);

test('closed polylines and hatches of a DXF are areas by their layers; open ones are counted', async () => {
  const path = file('a.dxf', DRAWING);
  expect((await listLayers(gdal, path)).map(({ layer, features }) => [layer, features])).toEqual([
    ['DLTB', 3],
    ['JBNT', 1],
  ]);
  const { table, faults, evidence } = await readLayer(gdal, path, { crs: 'EPSG:4527' });
  expect(table.name).toBe('DLTB');
  expect([...table.polygons.featureStart]).toEqual([0, 1, 2, 3]);
  expect([table.polygons.x[0], table.polygons.y[0]]).toEqual([X, Y]);
  expect(faults).toEqual([]);
  expect(evidence.find(({ what }) => what === 'skipped')?.answer).toBe('2');
  const hatched = await readLayer(gdal, `${path}#JBNT`, { crs: 'EPSG:4527' });
  expect(hatched.table.polygons.x.length).toBe(4);
});

test('the system of a DXF is asked for, and a drawing without areas is told', async () => {
  await expect(readLayer(gdal, file('b.dxf', DRAWING))).rejects.toMatchObject({
    code: 'unknown-crs',
  });
  await expect(readLayer(gdal, file('c.dxf', drawing(OPEN, TEXT)))).rejects.toMatchObject({
    code: 'no-polygons',
    message: expect.stringMatching(/no closed polyline/),
  });
  await expect(readLayer(gdal, file('d.dxf', 'x'))).rejects.toBeInstanceOf(InputError);
});

const KML = `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>地块</name><Placemark><name>甲</name>
<ExtendedData><Data name="DLBM"><value>0101</value></Data></ExtendedData>
<Polygon><outerBoundaryIs><LinearRing><coordinates>114,38,0 114.01,38,0 114.01,38.01,0 114,38.01,0 114,38,0
</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder></Document></kml>`;

test('KML, and KMZ in a folder or alone, are read in WGS 84; attributes that are left out are told', async () => {
  const kmz = makeZip([{ name: 'doc.kml', data: Buffer.from(KML) }]);
  for (const path of [file('a.kml', KML), file('a.kmz', kmz)]) {
    const { table, evidence } = await readLayer(gdal, path);
    expect(table.crs.id).toBe('EPSG:4326');
    expect([table.polygons.x[0], table.polygons.y[0]]).toEqual([114, 38]);
    expect(evidence.map(({ answer }) => answer)).toContain('ExtendedData');
  }
});

test('60 damaged drawings end in layers or an InputError', async () => {
  const bytes = Buffer.from(DRAWING);
  let state = 11;
  const next = (below: number): number =>
    (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) % below;
  let understood = 0;
  for (let i = 0; i < 60; i++) {
    const damaged = Buffer.from(i % 3 === 0 ? bytes.subarray(0, next(bytes.length)) : bytes);
    for (let k = 0; k < 4 && damaged.length > 0; k++) damaged[next(damaged.length)] = next(256);
    try {
      await readLayer(gdal, file('damaged.dxf', damaged), { crs: 'EPSG:4527' });
      understood++;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  expect(understood).toBeGreaterThan(10);
});
