/**
 * One flaw, one file, for the rules that need layers beside the parcels: VCT texts of two parcels side by side, each with its
 * own village, and a text of the neighbouring county where the rule wants one. Places are `refuses/<rule>/<case>` and
 * `accepts/<rule>/<case>`.
 */
import { numberColumn, textColumn } from '../src/base/index.ts';
import { type VctLayer, writeVct } from '../src/formats/index.ts';
import { polygonsFromRings } from '../src/geo/index.ts';

type Ring = readonly (readonly [number, number])[];

/** The texts of a case. */
export interface LayerCase {
  readonly survey: string;
  readonly neighbour?: string;
}

const [EAST, NORTH] = [39_500_000, 4_428_000];
const box = (from: number, to: number): Ring => [
  [from, 0],
  [to, 0],
  [to, 100],
  [from, 100],
];

/** A layer of one ring per feature, counted from the corner in metres, with one text field. */
function layer(name: string, rings: readonly Ring[], field: string, values: string[]): VctLayer {
  const moved = rings.map((ring) => [ring.map(([x, y]) => [EAST + x, NORTH + y] as const)]);
  return {
    name,
    polygons: polygonsFromRings(moved),
    columns: new Map([[field, textColumn(values)]]),
  };
}

/** Codes of villages of two towns, of 12 digits. */
const [FIRST, SECOND, OTHER_TOWN] = ['990101100200', '990101100201', '990101101200'];

/** Forest, 100 m wide, one parcel beside the other, in these villages. */
function parcels(...villages: string[]): VctLayer {
  const rings = villages.map((_, i) => box(100 * i, 100 * (i + 1)));
  const wide = layer('DLTB', rings, 'ZLDWDM', villages.map(long));
  const column = (value: string) => textColumn(villages.map(() => value));
  return {
    ...wide,
    columns: new Map([
      ['BSM', textColumn(villages.map((_, i) => `99010120010000000${i + 1}`))],
      ['DLBM', column('0301')],
      ['DLMC', column('乔木林地')],
      ['SJNF', numberColumn(villages.map(() => 2025))],
      ...wide.columns,
    ]),
  };
}

/** A parcel before, one after and the area that went from one into the other, m². */
type Change = readonly [before: string, after: string, area: number];

/** The record of changes, on the ground of the first parcel. */
function changes(...records: readonly Change[]): VctLayer {
  const texts = (k: 0 | 1): string[] => records.map((record) => record[k]);
  const wide = layer(
    'DLTBGXGC',
    records.map(() => box(0, 100)),
    'BGQTBBSM',
    texts(0),
  );
  return {
    ...wide,
    columns: new Map([
      ...wide.columns,
      ['BGHTBBSM', textColumn(texts(1))],
      ['TBBGMJ', numberColumn(records.map(([, , area]) => area))],
    ]),
  };
}

const long = (village: string): string => village.padEnd(19, '0');
const units = (...rows: (readonly [string, Ring])[]): VctLayer =>
  layer(
    'XZQ',
    rows.map(([, ring]) => ring),
    'XZQDM',
    rows.map(([code]) => code),
  );
const villages = (...rows: (readonly [string, Ring])[]): VctLayer =>
  layer(
    'CJDCQ',
    rows.map(([, ring]) => ring),
    'ZLDWDM',
    rows.map(([code]) => long(code)),
  );
const settlement = (ring: Ring): VctLayer => layer('CZCDYD', [ring], 'BSM', ['990101200100000009']);
const neighbour = (ring: Ring): readonly VctLayer[] => [layer('XZQ', [ring], 'XZQDM', ['990102'])];

const TOWN = units(['990101100', box(0, 200)]);
/** The town with its area as the standard has it. */
const measured = (area: number): VctLayer['columns'] =>
  new Map([...TOWN.columns, ['DCMJ', numberColumn([area])]]);
const MEASURED_TOWN: VctLayer = { ...TOWN, columns: measured(20_000) };
const TOWNS = units(['990101100', box(0, 100)], ['990101101', box(100, 200)]);
const TWO = parcels(FIRST, SECOND);
const BOTH = villages([FIRST, box(0, 100)], [SECOND, box(100, 200)]);
const BESIDE = box(200, 300);
/** The second parcel, with a point more than it has. */
const NODED: Ring = [[100, 0], [150, 0], ...box(100, 200).slice(1)];
/** The county beside, with a notch of its border. */
const NOTCHED: Ring = [...BESIDE, [200, 60], [205, 50], [200, 40]];

/** The first parcel, and one of the year before. */
const [AFTER, BEFORE] = ['990101200100000001', '990101200100000900'];
/** The changed parcels alone, as a change package has them. */
const CHANGED: VctLayer = { ...TWO, name: 'DLTBGX' };
const HALVES: readonly Change[] = [
  [BEFORE, AFTER, 4000],
  ['990101200100000901', AFTER, 6000],
];

const LAYERS: Readonly<
  Record<string, readonly [survey: readonly VctLayer[], neighbour?: readonly VctLayer[]]>
> = {
  'refuses/A3/control-area': [[TWO, { ...MEASURED_TOWN, columns: measured(19_000) }]],
  'refuses/A3/parts-of-a-parcel': [[TWO, changes([BEFORE, AFTER, 9999.99])]],
  'accepts/A3/control-area': [[TWO, MEASURED_TOWN]],
  'accepts/A3/parts-of-a-parcel': [[TWO, changes(...HALVES)]],
  'refuses/U2/parcel-after-missing': [[TWO, changes([BEFORE, '990101200100000009', 10_000])]],
  'refuses/U2/no-parcel-before': [[TWO, changes(['', AFTER, 10_000])]],
  'refuses/U2/change-package': [[CHANGED, changes([BEFORE, '990101200100000009', 10_000])]],
  'accepts/U2/parcels-there': [[TWO, changes(...HALVES)]],
  'accepts/U2/change-package': [[CHANGED, TOWN, BOTH, changes(...HALVES)]],
  'refuses/T0/parcels-alone': [[TWO]],
  'refuses/T0/village-without-polygon': [
    [TWO, TOWN, villages([FIRST, box(0, 200)]), settlement(box(100, 200))],
    neighbour(BESIDE),
  ],
  'accepts/T0/every-layer': [
    [TWO, MEASURED_TOWN, BOTH, settlement(box(100, 200))],
    neighbour(BESIDE),
  ],
  'refuses/T2-county/beyond-the-border': [[TWO, units(['990101100', box(0, 190)])]],
  'accepts/T2-county/up-to-the-border': [[TWO, TOWN]],
  'refuses/T2-village/code-of-the-other': [[parcels(FIRST, FIRST), TOWN, BOTH]],
  'accepts/T2-village/own-code': [[TWO, TOWN, BOTH]],
  'refuses/T2-zone/outside': [[TWO, TOWN, villages([FIRST, box(0, 100)], [SECOND, box(100, 210)])]],
  'refuses/T2-zone/overlap': [[TWO, TOWN, villages([FIRST, box(0, 110)], [SECOND, box(100, 200)])]],
  'refuses/T2-zone/ground-of-no-village': [
    [parcels(FIRST, SECOND, OTHER_TOWN), units(['990101', box(0, 300)]), BOTH],
  ],
  'refuses/T2-zone/in-the-other-town': [[TWO, TOWNS, BOTH]],
  'accepts/T2-zone/own-town': [
    [
      parcels(FIRST, OTHER_TOWN),
      TOWNS,
      villages([FIRST, box(0, 100)], [OTHER_TOWN, box(100, 200)]),
    ],
  ],
  'refuses/T2-settlement/through-a-parcel': [[TWO, TOWN, BOTH, settlement(box(100, 150))]],
  'refuses/T2-settlement/two-towns': [[TWO, TOWNS, settlement(box(0, 200))]],
  'accepts/T2-settlement/noded': [[TWO, TOWN, BOTH, settlement(NODED)]],
  'refuses/T2-neighbour/overlap': [[TWO, TOWN, BOTH], neighbour(box(190, 300))],
  'refuses/T2-neighbour/ground-of-neither': [[TWO, TOWN, BOTH], neighbour(NOTCHED)],
  'accepts/T2-neighbour/same-border': [[TWO, TOWN, BOTH], neighbour(BESIDE)],
};

/** With the line ends that files of a repository have. */
function text(layers: readonly VctLayer[]): string {
  const bytes = writeVct(layers, 'EPSG:4527', { encoding: 'utf-8' });
  return new TextDecoder().decode(bytes).replaceAll('\r\n', '\n');
}

/** Place of every case → its texts. */
export const SURVEY_LAYER_CASES: ReadonlyMap<string, LayerCase> = new Map(
  Object.entries(LAYERS).map(([place, [survey, beside]]) => [
    place,
    { survey: text(survey), ...(beside === undefined ? {} : { neighbour: text(beside) }) },
  ]),
);
