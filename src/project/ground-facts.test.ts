/** Facts of a site: areas reckoned by hand, sums that close, and ground that cannot be checked. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCrs, reproject, takeFeatures } from '../geo/index.ts';
import { factsFromJson, factsToJson, type LayerFact, type SiteFacts } from '../policy/index.ts';
import { checkedOverlay, groundFindings, siteFacts } from './index.ts';
import {
  box,
  CRS,
  layer,
  placed,
  ring,
  type Shape,
  siteInput,
  survey,
  type TestParcel,
} from './testdata/small-ground.ts';

/** Four fields of one hectare: paddy and dry land with ridges below, forest and a village above. */
const PARCELS: readonly TestParcel[] = [
  { id: 'a', landClass: '0101', shape: box(0, 0, 100, 100), grade: 4, text: { slopeLevel: '1' } },
  {
    id: 'b',
    landClass: '0103',
    shape: box(100, 0, 100, 100),
    ridge: 100_000,
    village: '990101100201',
    text: { slopeLevel: '4', terraceType: 'TT', plantingAttribute: 'LS' },
  },
  { id: 'c', landClass: '0301', shape: box(0, 100, 100, 100) },
  { id: 'd', landClass: '0702', shape: box(100, 100, 100, 100) },
];
const SURVEY = survey(PARCELS);
/** 100 m × 60 m over a and b, half in each. */
const SITE = [box(50, 20, 100, 60)];

function given(facts: SiteFacts, key: keyof SiteFacts['layers']) {
  const fact: LayerFact = facts.layers[key];
  if (fact.state === 'missing') throw new Error(`no layer ${key}`);
  return fact;
}

test('a site over two parcels: legal areas, ridges by share, attributes as the survey has them', () => {
  const facts = siteFacts(siteInput(SITE, SURVEY));
  expect([facts.area, facts.outsideArea]).toEqual([600_000n, 0n]);
  expect(facts.pieces).toEqual([
    {
      parcel: 'a',
      village: '990101100200',
      landClass: '0101',
      area: 300_000n,
      netArea: 300_000n,
      slopeLevel: '1',
      terrace: null,
      planting: null,
      refinement: null,
      qualityGrade: 4,
      utilizationGrade: null,
      within: {},
    },
    {
      parcel: 'b',
      village: '990101100201',
      landClass: '0103',
      area: 300_000n,
      // A tenth of the parcel is ridges.
      netArea: 270_000n,
      slopeLevel: '4',
      terrace: 'TT',
      planting: 'LS',
      refinement: null,
      qualityGrade: null,
      utilizationGrade: null,
      within: {},
    },
  ]);
  expect(facts.layers.YJJBNTTB).toEqual({ state: 'missing' });
  expect(factsFromJson(factsToJson(facts))).toEqual(facts);
});

test('a layer: ground and net cultivated land within, features by size, the ground of each piece', () => {
  const zones = [box(0, 0, 100, 40), box(100, 0, 30, 300), box(500, 500, 9, 9)];
  const table = layer(zones, 'XMMC', ['西片', '东片', '别处']);
  const facts = siteFacts(siteInput(SITE, SURVEY, { GBZNT: table }));
  // West: 50 × 20 of a; east: 30 × 60 of b, less a tenth.
  expect(given(facts, 'GBZNT')).toEqual({
    state: 'given',
    day: '2025-12-31',
    source: 'l-GBZNT',
    area: 280_000n,
    cultivatedArea: 262_000n,
    hits: [
      { name: '东片', area: 180_000n, cultivatedArea: 162_000n, attributes: { XMMC: '东片' } },
      { name: '西片', area: 100_000n, cultivatedArea: 100_000n, attributes: { XMMC: '西片' } },
    ],
  });
  expect(facts.pieces.map(({ within }) => within)).toEqual([
    { GBZNT: 100_000n },
    { GBZNT: 180_000n },
  ]);
});

test('features of a layer that lie over each other count ground once, and each has its own', () => {
  const table = layer([box(0, 0, 100, 200), box(80, 0, 20, 200)], 'MC', ['大', '小']);
  const found = given(siteFacts(siteInput(SITE, SURVEY, { GBZNT: table })), 'GBZNT');
  expect([found.area, found.cultivatedArea]).toEqual([300_000n, 300_000n]);
  expect(found.hits.map(({ name, area }) => [name, area])).toEqual([
    ['大', 300_000n],
    ['小', 120_000n],
  ]);
});

test('an empty layer is given, and its ground is none', () => {
  expect(given(siteFacts(siteInput(SITE, SURVEY, { GBZNT: layer([]) })), 'GBZNT')).toMatchObject({
    area: 0n,
    hits: [],
  });
});

test('a slope map is told by its levels', () => {
  const table = layer([box(0, 0, 60, 200), box(60, 0, 40, 200), box(100, 0, 100, 200)], 'PDJB', [
    '5',
    '2',
    '5',
  ]);
  const found = given(siteFacts(siteInput(SITE, SURVEY, { PDT: table })), 'PDT');
  expect(found.hits.map(({ name, area, attributes }) => [name, area, attributes])).toEqual([
    ['PDJB 5', 360_000n, { PDJB: '5' }],
    ['PDJB 2', 240_000n, { PDJB: '2' }],
  ]);
});

test.each([
  ['its own', { MC: '甲' }, '甲'],
  ['another field for names', { GYLMC: '乙' }, '乙'],
  ['the identifier', { BSM: '990101', MC: ' ' }, '990101'],
  ['its number, when the only name is that of its village', { ZLDWMC: '某村' }, '#1'],
] as const)('a feature goes by %s', (_, columns, name) => {
  const [[field, text]] = Object.entries(columns) as [[string, string]];
  const table = layer([box(0, 0, 200, 200)], field, [text]);
  expect(given(siteFacts(siteInput(SITE, SURVEY, { TRL: table })), 'TRL').hits[0]!.name).toBe(name);
});

test('a layer in another reference system lies at the same place', () => {
  const shapes = [box(0, 0, 100, 200)];
  const degrees = parseCrs('EPSG:4490');
  const table = {
    ...layer(shapes),
    polygons: reproject(placed(shapes), CRS, degrees),
    crs: degrees,
  };
  const found = given(siteFacts(siteInput(SITE, SURVEY, { TRL: table })), 'TRL');
  expect(Math.abs(Number(found.area) - 300_000)).toBeLessThanOrEqual(1);
});

test('a hole is no ground, and what lies in it takes nothing', () => {
  const shape: Shape = [ring(10, 10, 80, 80), [...ring(30, 30, 40, 40)].reverse()];
  const facts = siteFacts(siteInput([shape], SURVEY, { TRL: layer([box(30, 30, 40, 40)]) }));
  expect(facts.area).toBe(480_000n);
  expect(given(facts, 'TRL')).toMatchObject({ area: 0n, hits: [] });
});

test('a border that is shared takes nothing of the neighbour', () => {
  const facts = siteFacts(
    siteInput([box(0, 0, 100, 100)], SURVEY, { TRL: layer([box(100, -50, 10, 333)]) }),
  );
  expect(facts.pieces.map(({ parcel, area }) => [parcel, area])).toEqual([['a', 1_000_000n]]);
  expect(given(facts, 'TRL').area).toBe(0n);
});

test('features that share ground count once, which is told; so is a feature that stands twice', () => {
  const input = siteInput([box(0, 0, 40, 50), box(20, 0, 40, 50), box(0, 0, 40, 50)], SURVEY);
  const overlay = checkedOverlay(input);
  expect(siteFacts(input, overlay).area).toBe(300_000n);
  const told = groundFindings(overlay).map(({ rule, message }) => [rule, message.zh]);
  expect(told).toContainEqual(['K3', '第 1 个面与第 2 个面重叠 0.1000 公顷，只计一次']);
  expect(told).toContainEqual(['K3', '第 3 个面与第 1 个面相同，只计一次']);
});

test('parcels that lie over each other count once, for the smaller identifier, which is told', () => {
  const parcels = survey([
    { id: 'z', landClass: '0101', shape: box(0, 0, 100, 100) },
    { id: 'y', landClass: '0103', shape: box(50, 0, 100, 100) },
  ]);
  const input = siteInput([box(0, 0, 100, 100)], parcels);
  const overlay = checkedOverlay(input);
  expect(siteFacts(input, overlay).pieces.map(({ parcel, area }) => [parcel, area])).toEqual([
    ['y', 500_000n],
    ['z', 500_000n],
  ]);
  expect(groundFindings(overlay).map(({ rule }) => rule)).toEqual(['K4']);
});

test('ground that reaches out of the survey is counted by itself and told', () => {
  const input = siteInput([box(150, 0, 100, 100)], SURVEY, { TRL: layer([box(0, 0, 999, 999)]) });
  const overlay = checkedOverlay(input);
  const facts = siteFacts(input, overlay);
  expect([facts.area, facts.outsideArea]).toEqual([1_000_000n, 500_000n]);
  expect(given(facts, 'TRL').area).toBe(1_000_000n);
  expect(groundFindings(overlay)).toMatchObject([{ rule: 'K1', severity: 'error', area: 5000 }]);
});

test('ground of two counties is told with both', () => {
  const parcels = survey([
    PARCELS[0]!,
    { ...PARCELS[1]!, village: '990102100200' },
    ...PARCELS.slice(2),
  ]);
  const [found] = groundFindings(checkedOverlay(siteInput(SITE, parcels)));
  expect(found).toMatchObject({ rule: 'K2' });
  expect(found!.message.zh).toContain('990101 0.3000 公顷、990102 0.3000 公顷');
});

const bowTie: Shape = [
  [
    [0, 0],
    [60, 50],
    [60, 0],
    [0, 20],
  ],
];
test.each<readonly [string, readonly Shape[]]>([
  ['no-ground', []],
  ['ground-crosses-itself', [bowTie]],
  ['ground-without-area', [box(0, 0, 0.00001, 0.00001)]],
  ['ground-outside-survey', [box(5000, 0, 10, 10)]],
  ['ground-larger-than-survey', [box(-900, -900, 2000, 2000)]],
])('ground is refused: %s', (code, shapes) => {
  let thrown: unknown;
  try {
    siteFacts(siteInput(shapes, SURVEY));
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ name: 'InputError', code });
});

const coordinate = fc.integer({ min: -20, max: 220 });
const boxes = fc.array(
  fc
    .tuple(
      coordinate,
      coordinate,
      fc.integer({ min: 1, max: 150 }),
      fc.integer({ min: 1, max: 150 }),
    )
    .map(([x, y, width, height]) => box(x + 0.37, y + 0.21, width, height)),
  { minLength: 1, maxLength: 4 },
);
const isInside = (shapes: readonly Shape[]): boolean =>
  shapes.some(
    (shape) =>
      shape[0]![0]![0] < 199 &&
      shape[0]![0]![1] < 199 &&
      shape[0]![2]![0] > 1 &&
      shape[0]![2]![1] > 1,
  );

test('pieces and the ground outside add up; no piece holds more than it has; the order of anything changes nothing', () => {
  fc.assert(
    fc.property(
      boxes.filter(isInside),
      boxes,
      fc.integer({ min: 1, max: 3 }),
      (site, zones, turn) => {
        const names = zones.map((_, i) => `第 ${i}`);
        const table = layer(zones, 'MC', names);
        const large = survey([
          ...PARCELS,
          { id: 'e', landClass: '0201', shape: box(-9000, 0, 900, 900) },
        ]);
        const facts = siteFacts(siteInput(site, large, { TRL: table }));
        const sum = facts.pieces.reduce((one, { area }) => one + area, 0n);
        expect(sum + facts.outsideArea).toBe(facts.area);
        const found = given(facts, 'TRL');
        let within = 0n;
        for (const piece of facts.pieces) {
          expect(piece.netArea <= piece.area && piece.netArea >= 0n).toBe(true);
          expect((piece.within.TRL ?? 0n) <= piece.area).toBe(true);
          within += piece.within.TRL ?? 0n;
        }
        expect(found.area >= within && found.area - within <= facts.outsideArea).toBe(true);
        for (const hit of found.hits) {
          expect(hit.area <= found.area).toBe(true);
          expect(hit.cultivatedArea <= found.cultivatedArea).toBe(true);
        }
        const turned = <T>(list: readonly T[]): T[] => [
          ...list.slice(turn),
          ...list.slice(0, turn),
        ];
        const other = siteFacts(
          siteInput(
            turned(site).map((shape) => shape.map(turned)),
            survey(
              turned([...PARCELS, { id: 'e', landClass: '0201', shape: box(-9000, 0, 900, 900) }]),
            ),
            {
              TRL: layer(turned(zones), 'MC', turned(names)),
            },
          ),
        );
        expect(other).toEqual(facts);
      },
    ),
    { numRuns: 60, seed: 11 },
  );
});

test('a layer equal to the site has the area of the site', () => {
  fc.assert(
    fc.property(boxes.filter(isInside), (site) => {
      const large = survey([
        ...PARCELS,
        { id: 'e', landClass: '0201', shape: box(-9000, 0, 900, 900) },
      ]);
      const input = siteInput(site, large, { TRL: layer(site) });
      const facts = siteFacts(input);
      expect(given(facts, 'TRL').area).toBe(facts.area);
      for (const piece of facts.pieces) expect(piece.within.TRL).toBe(piece.area);
    }),
    { numRuns: 40, seed: 12 },
  );
});

test('the order in which the survey stands changes nothing', () => {
  const input = siteInput(SITE, SURVEY);
  const reversed = survey([...PARCELS].reverse());
  expect(siteFacts({ ...input, parcels: reversed })).toEqual(siteFacts(input));
  expect(takeFeatures(reversed.polygons, [3]).x).toEqual(takeFeatures(SURVEY.polygons, [0]).x);
});
