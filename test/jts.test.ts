/**
 * The cases of the JTS Topology Suite that are about two areas: areas of intersection, union and differences by our engine
 * against the expected geometries, and which of the three exist against the expected relation. Cases of points, lines and
 * mixed collections do not apply and are counted; all polygons are valid. Cases that snap results to a grid of 1 are met as
 * far as the grid moves them, and GEOS without a grid exactly.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { overlay, planarAreas, parseCrs, type Polygons } from '../src/geo/index.ts';
import { type GeosShape, geosPairs, geosShape } from './geos.ts';

/** What the reader tells of a feature and takes all the same. */
const MENDED: ReadonlySet<string> = new Set(['no-geometry', 'repeated-point', 'ring-order']);

const FOLDER = join(process.env['LIANGTIAN_DATA'] ?? '../shared/data', 'overlay-jts-general');

interface Operation {
  /** Lower case, without the name of the algorithm. */
  readonly name: 'intersection' | 'union' | 'difference' | 'symdifference';
  readonly reversed: boolean;
  /** Side of the grid that the expected result was snapped to; 0: not snapped. */
  readonly grid: number;
  readonly expected: string;
}

interface Case {
  readonly title: string;
  readonly a: string;
  readonly b: string;
  readonly operations: readonly Operation[];
  /** Dimensions of what interiors, borders and exteriors have in common (DE-9IM), row by row of A, or null. */
  readonly relation: string | null;
}

const areal = ({ a, b }: Case): boolean => [a, b].every((wkt) => /^(MULTI)?POLYGON\b/i.test(wkt));

/** The cases of one file. */
function casesOf(file: string): Case[] {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  const scale = /<precisionModel[^>]*scale="([^"]+)"/.exec(text)?.[1];
  return [...text.matchAll(/<case>([\s\S]*?)<\/case>/g)].map(([, body = '']) => {
    const part = (tag: string): string =>
      (new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(body)?.[1] ?? '')
        .replace(/\s+/g, ' ')
        .trim();
    const named = [...body.matchAll(/<op\s+name=["'](\w+)["']([^>]*)>([\s\S]*?)<\/op>/g)];
    return {
      title: `${file}: ${part('desc')}`,
      a: part('a'),
      b: part('b'),
      operations: named.flatMap(([, name = '', attributes = '', expected = '']) =>
        operationOf(name, attributes, expected, scale),
      ),
      relation: relationOf(named),
    };
  });
}

/** An overlay operation as it stands in a file; none for any other. `scale` is that of the whole file. */
function operationOf(
  name: string,
  attributes: string,
  expected: string,
  scale: string | undefined,
): Operation[] {
  const kind = /^(intersection|union|difference|symdifference)/i.exec(name)?.[1];
  if (kind === undefined) return [];
  const own = /arg3=["']([^"']+)["']/.exec(attributes)?.[1] ?? scale;
  return [
    {
      name: kind.toLowerCase() as Operation['name'],
      reversed: /arg1=["']B["']/i.test(attributes),
      grid: own === undefined ? 0 : 1 / Number(own),
      expected: expected.replace(/\s+/g, ' ').trim(),
    },
  ];
}

function relationOf(named: readonly RegExpMatchArray[]): string | null {
  for (const [, name, attributes = '', expected = ''] of named)
    if (name === 'relate' && expected.trim() === 'true')
      return /arg3=["']([^"']+)["']/.exec(attributes)?.[1] ?? null;
  return null;
}

/** Cases of all overlay files: those of two areas, and how many others there are, by what they are about. */
function readCases(): {
  applicable: Case[];
  others: Record<'linesAndPoints' | 'collections', number>;
} {
  const cases = readdirSync(FOLDER)
    .filter((name) => /^Test.*Overlay.*\.xml$/.test(name))
    .flatMap(casesOf)
    .filter((one) => one.operations.length > 0);
  const others = { linesAndPoints: 0, collections: 0 };
  for (const { a, b } of cases.filter((one) => !areal(one)))
    others[[a, b].some((wkt) => wkt.startsWith('GEOM')) ? 'collections' : 'linesAndPoints']++;
  return { applicable: cases.filter(areal), others };
}

/** Coordinates as whole numbers, which the engine works on; the cases have two decimals at most. */
const SCALE = 1000;

function whole(polygons: Polygons): Polygons {
  const scaled = (values: Float64Array): Float64Array =>
    values.map((value) => {
      const rounded = Math.round(value * SCALE);
      expect(rounded / SCALE).toBe(value);
      return rounded;
    });
  return { ...polygons, x: scaled(polygons.x), y: scaled(polygons.y) };
}

/** Areas of the four operations by our engine. */
function ourAreas(a: Polygons, b: Polygons): Record<Operation['name'] | 'reversed', number> {
  const pairs = overlay(whole(a), whole(b));
  const sum = (take: (i: number) => boolean): number =>
    pairs.area.reduce((total, area, i) => (take(i) ? total + area : total), 0) / SCALE ** 2;
  const both = sum((i) => pairs.a[i]! >= 0 && pairs.b[i]! >= 0);
  const [onlyA, onlyB] = [sum((i) => pairs.b[i]! < 0), sum((i) => pairs.a[i]! < 0)];
  return {
    intersection: both,
    union: onlyA + onlyB + both,
    difference: onlyA,
    reversed: onlyB,
    symdifference: onlyA + onlyB,
  };
}

/** Half a cell each way moves a border by at most this times its length, and crossings no farther. */
function snapping(grid: number, a: GeosShape, b: GeosShape): number {
  return grid * Math.SQRT1_2 * (a.length + b.length) + 2 * grid * grid;
}

if (!existsSync(FOLDER))
  test.skip('the overlay cases of JTS (no overlay-jts-general on this machine)', () => undefined);
else {
  const { applicable, others } = readCases();

  test.each(applicable)('$title', async ({ a, b, operations }) => {
    const [shapeA, shapeB] = [await geosShape(a), await geosShape(b)];
    const planar = parseCrs('EPSG:4548');
    // Overlay is defined on valid polygons; our reader took every ring of them, turned the right way and without repeats.
    expect([shapeA.isValid, shapeB.isValid]).toEqual([true, true]);
    expect(
      [shapeA, shapeB].flatMap((shape) => shape.faults.filter((f) => !MENDED.has(f.kind))),
    ).toEqual([]);
    expect(planarAreas(shapeA.polygons, planar)[0]).toBeCloseTo(shapeA.area, 9);
    const ours = ourAreas(shapeA.polygons, shapeB.polygons);
    const exact = await geosPairs(shapeA.polygons, shapeB.polygons);
    expect(ours.intersection).toBeCloseTo(exact.get('0,0') ?? 0, 8);
    const parts = shapeA.area + shapeB.area;
    expect(Math.abs(ours.union + ours.intersection - parts)).toBeLessThan(
      1e-8 * Math.max(1, parts),
    );
    for (const { name, reversed, grid, expected } of operations) {
      const area = ours[reversed && name === 'difference' ? 'reversed' : name];
      const stated = (await geosShape(expected)).area;
      const allowed = grid === 0 ? 1e-8 * Math.max(1, area) : snapping(grid, shapeA, shapeB);
      expect(Math.abs(area - stated), `${name}: ${area}, expected ${stated}`).toBeLessThanOrEqual(
        allowed,
      );
    }
  });

  const related = casesOf('TestRelateAA.xml').filter((one) => one.relation !== null && areal(one));

  test.each(related)('$title: a pair is there when interiors meet, and only then', async (one) => {
    const [shapeA, shapeB] = [await geosShape(one.a), await geosShape(one.b)];
    const pairs = overlay(whole(shapeA.polygons), whole(shapeB.polygons));
    const found = Array.from(pairs.a, (a, i) => `${a},${pairs.b[i]!}`);
    // Interior with interior, interior of A with exterior of B, exterior of A with interior of B.
    const expected = [0, 2, 6].map((place) => one.relation![place] === '2');
    expect(['0,0', '0,-1', '-1,0'].map((pair) => found.includes(pair))).toEqual(expected);
    expect([...pairs.overlappedA, ...pairs.overlappedB]).toEqual([]);
  });

  test('81 cases apply, with 298 operations; and 14 relations; points, lines and mixed collections have no area', () => {
    expect(applicable).toHaveLength(81);
    expect(applicable.flatMap((one) => one.operations)).toHaveLength(298);
    expect(related).toHaveLength(14);
    expect(others).toEqual({ linesAndPoints: 202, collections: 8 });
  });
}
