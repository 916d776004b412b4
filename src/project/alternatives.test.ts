/** Ways around permanent basic farmland, reckoned by hand on rectangles. */
import { expect, test } from 'vitest';
import { parseCrs, reproject } from '../geo/index.ts';
import { siteAlternatives, siteFacts } from './index.ts';
import {
  box,
  CRS,
  layer,
  placed,
  type Shape,
  siteInput,
  survey,
  type TestParcel,
} from './testdata/small-ground.ts';

const PARCELS: readonly TestParcel[] = [
  { id: 'west', landClass: '0101', shape: box(-1000, -1000, 1000, 3000) },
  { id: 'east', landClass: '0103', shape: box(0, -1000, 2000, 3000) },
];
const SURVEY = survey(PARCELS);

function alternatives(site: readonly Shape[], permanent: readonly Shape[]) {
  const input = siteInput(site, SURVEY, { YJJBNTTB: layer(permanent) });
  return siteAlternatives(input, siteFacts(input));
}

test('the parts to drop, largest first, and what is left', () => {
  // 100 × 100 m, half in each parcel; permanent: 30 × 100 in the west, 20 × 100 in the east.
  const found = alternatives([box(-50, 0, 100, 100)], [box(-30, 0, 50, 100)])!;
  expect(found.drops).toEqual([
    { parcel: 'west', village: '990101100200', landClass: '0101', area: 300_000n },
    { parcel: 'east', village: '990101100200', landClass: '0103', area: 200_000n },
  ]);
  expect(found.restArea).toBe(500_000n);
});

test('the smallest shift: straight away from the strip that it laps over by 12.5 m', () => {
  const found = alternatives([box(-50, 0, 100, 100)], [box(37.5, -900, 900, 2000)])!;
  expect(found.shift).toMatchObject({
    metres: 13,
    direction: { zh: '西', en: 'W' },
    east: -13,
    north: 0,
    takes: {
      area: 1_000_000n,
      cultivatedArea: 1_000_000n,
      paddyArea: 630_000n,
      permanentArea: 0n,
    },
  });
  expect(found.shift!.facts.layers.YJJBNTTB).toMatchObject({ state: 'given', area: 0n });
});

test('a gap that fits is found, one that does not is not', () => {
  const site = [box(0, 0, 40, 40)];
  const around = (gap: number): Shape[] => [
    box(-900, -900, 1900, 960),
    box(-900, 60 + gap, 1900, 900),
    box(-900, 60, 900, gap),
    box(gap, 60, 900, gap),
  ];
  expect(alternatives(site, around(41))!.shift).toMatchObject({
    metres: 60,
    direction: { en: 'N' },
  });
  expect(alternatives(site, around(39))!.shift).toBeNull();
});

test('a shift does not leave the survey', () => {
  const found = alternatives([box(-1000, 0, 100, 100)], [box(-940, -900, 900, 2500)])!;
  expect(found.shift).toBeNull();
});

test('a site that takes none, or a layer that is missing, has no alternatives', () => {
  expect(alternatives([box(0, 0, 10, 10)], [box(50, 50, 10, 10)])).toBeNull();
  const input = siteInput([box(0, 0, 10, 10)], SURVEY);
  expect(siteAlternatives(input, siteFacts(input))).toBeNull();
});

test('in degrees the shift is in metres as well', () => {
  const degrees = parseCrs('EPSG:4490');
  const input = siteInput([box(-50, 0, 100, 100)], SURVEY, {
    YJJBNTTB: layer([box(37.5, -900, 900, 2000)]),
  });
  const ground = {
    polygons: reproject(placed([box(-50, 0, 100, 100)]), CRS, degrees),
    crs: degrees,
  };
  const inDegrees = { ...input, ground };
  expect(siteAlternatives(inDegrees, siteFacts(inDegrees))!.shift).toMatchObject({
    metres: 13,
    direction: { en: 'W' },
  });
});
