/**
 * One flaw, one file — small surveys of two parcels side by side, each with exactly one flaw, and one beside it that is right
 * in the same respect. Places are `refuses/<rule>/<case>` and `accepts/<rule>/<case>`.
 */
import { legalAreas, parseCrs, polygonsBuilder } from '../src/geo/index.ts';

type Ring = readonly (readonly [number, number])[];
type Fields = Readonly<Record<string, string | number | null>>;

const [EAST, NORTH] = [39_500_000, 4_428_000];

function square(column: number): Ring {
  const [west, south] = [EAST + column * 100, NORTH];
  return [
    [west, south],
    [west + 100, south],
    [west + 100, south + 100],
    [west, south + 100],
    [west, south],
  ];
}

/** One or more parts, each a shell with holes. */
type Parts = readonly (readonly Ring[])[];

function areaOf(ring: Ring): number {
  return areaOfParts([[ring]]);
}

function areaOfParts(parts: Parts): number {
  const builder = polygonsBuilder();
  builder.beginFeature();
  for (const part of parts)
    part.forEach((ring, i) => builder.addRing(ring.flat(), 0, ring.length, 2, i > 0, true));
  return Math.round(legalAreas(builder.finish().polygons, parseCrs('EPSG:4527'))[0]! * 100) / 100;
}

const TERRACE: Fields = {
  DLBM: '0103',
  DLMC: '旱地',
  GDPDJB: '3',
  GDLX: 'TT',
  KCDLBM: '1203',
  KCXS: 0.1195,
  ZZSXDM: 'LS',
  TBXHDM: null,
  TBXHMC: null,
  CZCSXM: null,
  XZDWKD: null,
  BZ: null,
};
const FLAT: Fields = { ...TERRACE, GDPDJB: '1', GDLX: null, KCDLBM: null, KCXS: 0 };
const OTHER: Fields = { ...FLAT, GDPDJB: null, ZZSXDM: null };
const FOREST: Fields = { ...OTHER, DLBM: '0301', DLMC: '乔木林地' };
const ROAD: Fields = { ...OTHER, DLBM: '1006', DLMC: '农村道路', XZDWKD: 8 };
const FACTORY: Fields = { ...OTHER, DLBM: '0601', DLMC: '工业用地', CZCSXM: '203A' };

function parcel(column: number, fields: Fields, parts: Parts = [[square(column)]]): object {
  const own = { ...TERRACE, ...fields };
  const filed = fields['TBMJ'];
  const area = typeof filed === 'number' ? filed : areaOfParts(parts);
  const ridge = Number(
    fields['KCMJ'] ?? (Math.round(area * Number(own['KCXS'] ?? 0) * 100) / 100).toFixed(2),
  );
  const serial = String(column + 1);
  return {
    type: 'Feature',
    properties: {
      BSM: `990101200100${serial.padStart(6, '0')}`,
      TBBH: serial.padStart(4, '0'),
      ZLDWDM: '9901011002000000000',
      SJNF: 2025,
      ...own,
      TBMJ: area,
      KCMJ: ridge,
      TBDLMJ: Number((area - ridge).toFixed(2)),
      ...fields,
    },
    geometry:
      parts.length === 1
        ? { type: 'Polygon', coordinates: parts[0] }
        : { type: 'MultiPolygon', coordinates: parts },
  };
}

function survey(change: Fields): string {
  return written([parcel(0, change), parcel(1, {})]);
}

function written(features: readonly object[], code = 4527): string {
  const crs = { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${code}` } };
  return `${JSON.stringify({ type: 'FeatureCollection', name: 'DLTB', crs, features }, null, 1)}\n`;
}

/** Area in 亩, to two digits as county tables keep it. */
const inMu = (area: number): number => Number(((area * 15) / 10_000).toFixed(2));

/** What each case changes of its first parcel. */
const CHANGES: Readonly<Record<string, Fields>> = {
  'refuses/C1/unknown-code': { ...OTHER, DLBM: '0310', DLMC: null },
  'refuses/C1/other-name': { DLMC: '水田' },
  'accepts/C1/name-left-empty': { DLMC: '' },
  'refuses/C2/no-slope-level': { ...FLAT, GDPDJB: null },
  'refuses/C2/planting-of-old-list': { ZZSXDM: 'GZ' },
  'accepts/C2/fallow': { ZZSXDM: 'XG' },
  'refuses/C3/flat-terrace': { ...FLAT, GDLX: 'TT' },
  'refuses/C3/terrace-rate-null': { KCXS: null, KCDLBM: null },
  'refuses/C3/terrace-rate-zero': { KCXS: 0, KCDLBM: null },
  'accepts/C3/slope-without-ridges': { GDLX: 'PD', KCXS: 0, KCDLBM: null },
  'refuses/C4/class-null': { KCDLBM: null },
  'refuses/C4/class-empty': { KCDLBM: '' },
  'refuses/C4/ridges-in-forest': { ...FOREST, KCDLBM: '1203' },
  'accepts/C4/empty-off-cultivated': { ...FOREST, KCDLBM: '' },
  'refuses/C5/planted-forest': { ...FOREST, ZZSXDM: 'LS' },
  'accepts/C5/restorable-forest': { ...FOREST, ZZSXDM: 'JKHF' },
  'refuses/C6/refined-unplanted': { TBXHDM: 'LQGD', ZZSXDM: 'WG' },
  'refuses/C6/name-without-code': { TBXHMC: '林区耕地' },
  'refuses/C6/code-of-old-list': { TBXHDM: 'HHGD' },
  'accepts/C6/refined': { TBXHDM: 'LQGD', TBXHMC: '林区耕地' },
  'refuses/C7/road-over-8-m': { ...ROAD, XZDWKD: 8.1 },
  'refuses/C7/road-without-width': { ...ROAD, XZDWKD: null },
  'refuses/C7/factory-outside-settlements': { ...FACTORY, CZCSXM: null },
  'accepts/C7/road-of-8-m': ROAD,
  'refuses/C8/note-on-factory': { ...FACTORY, BZ: '2025年变更' },
  'accepts/C8/factory': FACTORY,
  'refuses/C9/area-with-its-unit': { TBMJ: `${areaOf(square(0))} m²` },
  'refuses/C9/width-in-words': { ...ROAD, DLBM: '1002', DLMC: '轨道交通用地', XZDWKD: '十米' },
  'accepts/C9/digits-as-text': { ...ROAD, XZDWKD: ' 7.50 ' },
  'refuses/A1/one-square-metre': { TBMJ: areaOf(square(0)) + 1 },
  'accepts/A1/one-hundredth': { TBMJ: Number((areaOf(square(0)) + 0.01).toFixed(2)) },
  'refuses/A2/net-area': { TBDLMJ: areaOf(square(0)) },
  'accepts/A2/no-ridges': FLAT,
  'refuses/U1/number-twice': { TBBH: '0002' },
  'refuses/U1/identifier-twice': { BSM: '990101200100000002' },
  'accepts/U1/same-number-elsewhere': { TBBH: '0002', ZLDWDM: '9901011002010000000' },
};

/** Cases of M1: what both parcels have, and the system that the file declares. */
const METADATA: Readonly<Record<string, readonly [fields: Fields, code?: number]>> = {
  'refuses/M1/not-cgcs2000': [{}, 32650],
  'refuses/M1/area-in-mu': [{ ...FLAT, TBMJ: inMu(areaOf(square(0))) }],
  'refuses/M1/updated-after-the-survey': [{ GXSJ: '2026-03-01' }],
  'refuses/M1/updated-on-no-day': [{ GXSJ: '2025-02-30' }],
  'accepts/M1/updated-on-the-day': [{ GXSJ: '20251231' }],
};

/** Cases of rings that are none: GeoJSON keeps them as they are written. Areas are filed, so nothing else is missing. */
const BROKEN: Readonly<Record<string, object | null>> = {
  'refuses/G1/no-shape': null,
  'refuses/G1/no-rings': { type: 'Polygon', coordinates: [] },
  'accepts/G1/polygon': { type: 'Polygon', coordinates: [square(0)] },
  'refuses/G2/beyond-the-earth': polygonOf([0, 0], [100, 0], [100, 1e9], [0, 0]),
  'accepts/G2/ground': polygonOf([0, 0], [100, 0], [100, 100], [0, 0]),
  'refuses/G3/two-points': polygonOf([0, 0], [100, 0], [0, 0]),
  'accepts/G3/triangle': polygonOf([0, 0], [100, 0], [50, 80], [0, 0]),
  'refuses/G4/open': polygonOf([0, 0], [100, 0], [100, 100], [0, 100]),
  'accepts/G4/closed': polygonOf([0, 0], [100, 0], [100, 100], [0, 100], [0, 0]),
  'refuses/G6/on-one-line': polygonOf([0, 0], [100, 0], [50, 0], [0, 0]),
  'accepts/G6/one-metre-high': polygonOf([0, 0], [100, 0], [50, 1], [0, 0]),
};

/** A polygon of one ring as it is written, closed or not. */
function polygonOf(...points: readonly (readonly [number, number])[]): object {
  return { type: 'Polygon', coordinates: [points.map(([x, y]) => [EAST + x, NORTH + y])] };
}

/** Cases of C0: fields that both parcels lack. */
const LACKING: Readonly<Record<string, readonly string[]>> = {
  'refuses/C0/no-planting-attribute': ['ZZSXDM'],
  'accepts/C0/all-fields': [],
};

function lacking(fields: readonly string[]): string {
  const features = [parcel(0, FLAT), parcel(1, FLAT)] as { properties: Fields }[];
  return written(
    features.map((feature) => ({
      ...feature,
      properties: Object.fromEntries(
        Object.entries(feature.properties).filter(([name]) => !fields.includes(name)),
      ),
    })),
  );
}

/** A closed ring through points that are counted from the corner of the first square, in metres. */
function ring(...points: readonly (readonly [number, number])[]): Ring {
  return [...points, points[0]!].map(([x, y]) => [EAST + x, NORTH + y] as const);
}
const box = (x: number, y: number, width: number, height: number): Ring =>
  ring([x, y], [x + width, y], [x + width, y + height], [x, y + height]);
const one = (...rings: readonly Ring[]): Parts => [rings];
const turned = (points: Ring): Ring => points.toReversed();

const HOLE = turned(box(40, 40, 20, 20));
/** A square hole of 399 m², and the parcel in it. */
const IN_IT = box(40, 40, 20, 19.95);
const HOLE_OF_399 = turned(IN_IT);
const BARE: Fields = { ...OTHER, DLBM: '1206', DLMC: '裸土地' };
/** Another village. */
const ELSEWHERE: Fields = { ZLDWDM: '9901011002010000000' };
const NEEDLE = ring([0, 0], [100, 0], [100, 50], [110, 50.1], [100, 50.2], [100, 100], [0, 100]);
const BLUNT = ring([0, 0], [100, 0], [100, 50], [110, 55], [100, 60], [100, 100], [0, 100]);

/** The shapes of each case, of parcels of forest unless a class stands beside them. */
const SHAPES: Readonly<Record<string, readonly (Parts | readonly [Parts, Fields])[]>> = {
  'refuses/T1-overlap/strip': [one(box(0, 0, 100, 100)), one(box(90, 0, 100, 100))],
  'refuses/T1-overlap/twice': [one(box(0, 0, 100, 100)), one(box(0, 0, 100, 100))],
  'accepts/T1-overlap/side-by-side': [one(box(0, 0, 100, 100)), one(box(100, 0, 100, 100))],
  'refuses/T1-gap/hole': [one(box(0, 0, 100, 100), HOLE)],
  'accepts/T1-gap/filled-hole': [one(box(0, 0, 100, 100), HOLE), one(box(40, 40, 20, 20))],
  'refuses/T3/two-parts': [[[box(0, 0, 100, 100)], [box(200, 0, 100, 100)]]],
  'accepts/T3/two-parcels': [one(box(0, 0, 100, 100)), one(box(200, 0, 100, 100))],
  'refuses/T4/strip': [one(box(0, 0, 400, 0.5))],
  'refuses/T4/forest-below-400': [one(box(0, 0, 100, 100), HOLE_OF_399), one(IN_IT)],
  'refuses/T4/bare-below-600': [
    [one(box(0, 0, 100, 100), HOLE), FOREST],
    [one(turned(HOLE)), BARE],
  ],
  'refuses/T4/factory-below-200': [
    [one(box(0, 0, 100, 100), turned(box(40, 40, 14, 14))), FOREST],
    [one(box(40, 40, 14, 14)), FACTORY],
  ],
  'accepts/T4/forest-of-400': [one(box(0, 0, 100, 100), HOLE), one(turned(HOLE))],
  'accepts/T4/factory-of-225': [
    [one(box(0, 0, 100, 100), turned(box(40, 40, 15, 15))), FOREST],
    [one(box(40, 40, 15, 15)), FACTORY],
  ],
  'accepts/T4/cut-by-the-village': [
    one(box(0, 0, 100, 100)),
    [one(ring([100, 0], [103, 0], [103, 100], [100, 100])), { ...FOREST, ...ELSEWHERE }],
    [one(box(103, 0, 100, 100)), FOREST],
  ],
  'accepts/T4/road': [[one(box(0, 0, 400, 4)), ROAD]],
  'accepts/T4/narrow-road': [[one(box(0, 0, 400, 0.5)), ROAD]],
  'refuses/T5-crossing/bow-tie': [one(ring([0, 0], [100, 100], [100, 0], [0, 60]))],
  'accepts/T5-crossing/uncrossed': [one(ring([0, 0], [100, 0], [100, 100], [0, 60]))],
  'refuses/T5-touching/lobes': [
    one(ring([0, 0], [50, 50], [100, 0], [100, 100], [50, 50], [0, 100])),
  ],
  'accepts/T5-touching/hole-at-a-point': [
    one(box(0, 0, 100, 100), turned(ring([50, 0], [70, 30], [30, 30]))),
    one(ring([50, 0], [70, 30], [30, 30])),
  ],
  'refuses/T5-rings/hole-outside': [one(box(0, 0, 100, 100), turned(box(200, 40, 20, 20)))],
  'accepts/T5-rings/hole-inside': [one(box(0, 0, 100, 100), HOLE), one(box(40, 40, 20, 20))],
  'refuses/T5-spike/needle': [one(NEEDLE)],
  'accepts/T5-spike/blunt': [one(BLUNT)],
  'refuses/T5-repeated/vertex': [one(ring([0, 0], [100, 0], [100, 0], [100, 100], [0, 100]))],
  'accepts/T5-repeated/closing-point': [one(box(0, 0, 100, 100))],
  'refuses/T5-order/hole-as-shell': [
    one(box(0, 0, 100, 100), box(40, 40, 20, 20)),
    one(box(40, 40, 20, 20)),
  ],
  'refuses/T5-order/against-the-others': [
    one(box(0, 0, 100, 100)),
    one(turned(box(100, 0, 100, 100))),
    one(box(200, 0, 100, 100)),
  ],
  'accepts/T5-order/all-clockwise': [
    one(turned(box(0, 0, 100, 100))),
    one(turned(box(100, 0, 100, 100))),
  ],
  'refuses/T6/no-point': [
    one(box(0, 0, 100, 100)),
    one(box(100, 0, 100, 40)),
    one(box(100, 40, 100, 60)),
  ],
  'accepts/T6/noded': [
    one(ring([0, 0], [100, 0], [100, 40], [100, 100], [0, 100])),
    one(box(100, 0, 100, 40)),
    one(box(100, 40, 100, 60)),
  ],
};

function shaped(shapes: (typeof SHAPES)[string]): string {
  return written(
    shapes.map((shape, row) => {
      const [parts, fields] = isParts(shape) ? [shape, FOREST] : shape;
      return parcel(row, fields, parts);
    }),
  );
}

function isParts(shape: Parts | readonly [Parts, Fields]): shape is Parts {
  return shape.length !== 2 || Array.isArray(shape[1]);
}

/** Place of every case → its GeoJSON text. */
export const SURVEY_CASES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(CHANGES).map(([place, change]) => [place, survey(change)] as const),
  ...Object.entries(METADATA).map(([place, [fields, code]]) => {
    const file = written([parcel(0, fields), parcel(1, fields)], code);
    return [place, file] as const;
  }),
  ...Object.entries(BROKEN).map(([place, geometry]) => {
    const file = written([{ ...parcel(0, FLAT), geometry }, parcel(3, FLAT)]);
    return [place, file] as const;
  }),
  ...Object.entries(LACKING).map(([place, fields]) => [place, lacking(fields)] as const),
  ...Object.entries(SHAPES).map(([place, shapes]) => [place, shaped(shapes)] as const),
]);
