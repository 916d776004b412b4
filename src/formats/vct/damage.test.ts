/** Damaged VCT: seeded changes of sound files end in contents or one InputError, and files made to be slow are not. */
import { expect, test } from 'vitest';
import { type Column, InputError, numberColumn, textColumn } from '../../base/index.ts';
import { featureCount, polygonsFromRings } from '../../geo/index.ts';
import { nestRings } from './nesting.ts';
import { readVct, writeVct } from './index.ts';

/** Numbers from 0 to 2³² of a seed, the same everywhere (xorshift). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const square = (x: number, y: number, half: number): [number, number][] => [
  [x - half, y - half],
  [x + half, y - half],
  [x + half, y + half],
  [x - half, y + half],
];

function sound(shared: boolean): Uint8Array {
  const polygons = polygonsFromRings(
    [0, 10, 20, 30].map((x) => [square(x, 5.125, 5), square(x, 5.125, 2.5).toReversed()]),
  );
  const columns = new Map<string, Column>([
    ['DLBM', textColumn(['0101', '0102', null, '坡地,梯田'])],
    ['TBMJ', numberColumn([75, 75.5, null, 0])],
  ]);
  return writeVct([{ name: 'DLTB', polygons, columns }], 'EPSG:4547', { shared });
}

/** One to three changes: a byte flipped, a stretch cut out or doubled, the end cut off, a digit exchanged, a line lost. */
function damaged(bytes: Uint8Array, next: (below: number) => number): Uint8Array {
  let out = [...bytes];
  for (let i = next(3); i >= 0; i--) {
    const at = next(out.length);
    const kind = next(6);
    if (kind === 0) out[at] = next(256);
    else if (kind === 1) out.splice(at, next(60));
    else if (kind === 2) out.splice(at, 0, ...out.slice(at, at + next(60)));
    else if (kind === 3 && next(4) === 0) out = out.slice(0, Math.max(at, 1));
    else if (kind === 4) {
      const digit = out.findIndex((byte, k) => k >= at && byte >= 48 && byte <= 57);
      if (digit >= 0) out[digit] = 48 + next(10);
    } else {
      const line = out.indexOf(10, at);
      if (line >= 0) out.splice(at, line - at);
    }
  }
  return Uint8Array.from(out);
}

test.each([false, true])('1 000 changes of a sound file end well, shared lines %s', (shared) => {
  const bytes = sound(shared);
  const next = random(17_798);
  const tally = { contents: 0, refused: 0 };
  for (let run = 0; run < 1000; run++) {
    try {
      const contents = readVct(damaged(bytes, next));
      for (const { polygons, columns } of contents.layers)
        for (const column of columns.values())
          expect(column.kind === 'text' ? column.codes.length : column.values.length).toBe(
            featureCount(polygons),
          );
      tally.contents++;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      tally.refused++;
    }
  }
  expect(tally.contents).toBeGreaterThan(100);
  expect(tally.refused).toBeGreaterThan(100);
});

test('areas that use the same long line without measure are refused before memory is', () => {
  const points = Array.from({ length: 2000 }, (_, i) => `${i}.5,0.5`).join('\n');
  const line = `1\n9\nx\n1\n1\n11\n2000\n${points}\n0`;
  const ids = Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? '1' : '-1')).join(',');
  const text = `HeadBegin\nHeadEnd\nLineBegin\n${line}\nLineEnd\nPolygonBegin\n2\n8\nx\n100\n1,1\n21\n2000\n${ids}\n0\nPolygonEnd\n`;
  expect(() => readVct(new TextEncoder().encode(text))).toThrow(/far too many areas/);
});

test('a table of many fields with hardly a value is refused before memory is', () => {
  const fields = Array.from({ length: 2000 }, (_, i) => `F${i},Int4`).join('\n');
  const rows = Array.from({ length: 2000 }, (_, i) => `${i + 1},1`).join('\n');
  const text = `HeadBegin\nHeadEnd\nFeatureCodeBegin\n8,a,Polygon,T\nFeatureCodeEnd\nTableStructureBegin\nT,2000\n${fields}\n0\nTableStructureEnd\nAttributeBegin\nT\n${rows}\nTableEnd\nAttributeEnd\n`;
  expect(() => readVct(new TextEncoder().encode(text))).toThrow(/missing in nearly all rows/);
});

test('rings take their place by nesting, and beyond the bound of tests by their turn', () => {
  const inside = (count: number): number[][] => [
    square(0, 0, 100_000).flat(),
    ...Array.from({ length: count }, (_, i) => square(i, 0, 0.25).flat()),
  ];
  const holes = (count: number): number =>
    nestRings(inside(count)).filter(({ isHole }) => isHole).length;
  expect(holes(100)).toBe(100);
  expect(holes(9000)).toBe(0);
});
