/**
 * Sites and grounds to try a site check (用地占耕核查) and a ground check (补充耕地来源核查) on, each placed to meet some layers and
 * to miss others. What each meets follows from how it was placed; nothing here is measured.
 */
import { numberColumn, textColumn } from '../base/index.ts';
import { type FeatureTable, legalAreas } from '../geo/index.ts';
import { COUNTY_NAME } from './county.ts';
import {
  type Cell,
  type Footprint,
  footprintShapes,
  layerGround,
  overlapWith,
} from './footprints.ts';
import {
  type GroundCells,
  inOrder,
  keyOf,
  layersByCell,
  neighbours,
  stepsBetween,
  type SteadyCell,
} from './ground-cells.ts';
import { bsm, table } from './layers.ts';

/** The ground of a layer. */
export interface PlacedGround {
  readonly key: string;
  readonly footprints: readonly Footprint[];
}

/** What is true of one plot (地块) of a check. A layer in neither list is left open. */
export interface TruePlot {
  readonly name: string;
  readonly meets: readonly string[];
  readonly misses: readonly string[];
  /** The parcels, where the plot is made of whole ones that are the same in both years. */
  readonly parcels?: readonly string[];
}

/** What is true of one file. */
export interface TrueCheck {
  readonly file: string;
  readonly kind: 'site' | 'ground';
  readonly name: string;
  readonly plots: readonly TruePlot[];
  /** A shift in m that keeps the site off permanent basic farmland. */
  readonly shift?: { readonly east: number; readonly north: number };
}

/** A check as a layer to be written, and what is true of it. */
export interface SampleCheck {
  readonly table: FeatureTable;
  readonly truth: TrueCheck;
}

interface Placed {
  readonly file: string;
  readonly name: string;
  readonly footprints: readonly Footprint[];
  readonly shift?: TrueCheck['shift'];
}

/** Cells of a road along a row, and half its width of a cell: about 17 m. */
const ROAD_CELLS = 7;
const HALF_ROAD = 0.09;

/** The checks that the county has ground for; a very small one may lack some. */
export function sampleChecks(cells: GroundCells, layers: readonly PlacedGround[]): SampleCheck[] {
  const near = layersByCell(layers);
  const keysAt = (cell: Cell): readonly string[] => [...(near.get(keyOf(cell)) ?? [])];
  const grounds = layers.map(({ key, footprints }) => ({ key, ground: layerGround(footprints) }));
  const placed = [
    road(cells, keysAt),
    factory(cells, keysAt),
    temporary(cells, keysAt),
    restorable(cells, keysAt),
    inRedLine(cells, layers),
    steep(cells, keysAt),
    taken(cells, keysAt),
  ];
  return placed.flatMap((one) => {
    if (one === undefined) return [];
    const plots = one.footprints.map((footprint, i): TruePlot => {
      const found = grounds.map(({ key, ground }) => ({ key, is: overlapWith(footprint, ground) }));
      const which = (is: string): string[] => found.filter((f) => f.is === is).map((f) => f.key);
      return {
        name: plotName(one, i),
        meets: which('meets'),
        misses: which('misses'),
        ...('cells' in footprint
          ? { parcels: footprint.cells.map((cell) => bsm(cells.at(cell)!.plot.serial)) }
          : {}),
      };
    });
    const { file, name, shift } = one;
    const kind = file.startsWith('site') ? 'site' : 'ground';
    return [
      {
        table: checkTable(cells, one),
        truth: { file, kind, name, plots, ...(shift === undefined ? {} : { shift }) },
      },
    ];
  });
}

function plotName({ name, footprints }: Placed, i: number): string {
  return footprints.length === 1 ? name : `${name}${i + 1}号地块`;
}

/** The layer with the fields of 界址点 TXT; areas in hectares. */
function checkTable(cells: GroundCells, placed: Placed): FeatureTable {
  const shapes = footprintShapes(cells.ground, placed.footprints);
  const layer = table(placed.file, shapes, []);
  const areas = legalAreas(shapes, layer.crs);
  return table(placed.file, shapes, [
    { name: '地块面积', column: numberColumn([...areas].map((m2) => Math.round(m2) / 1e4)) },
    { name: '地块编号', column: textColumn(placed.footprints.map((_, i) => String(i + 1))) },
    { name: '地块名称', column: textColumn(placed.footprints.map((_, i) => plotName(placed, i))) },
    { name: '图形属性', column: textColumn(placed.footprints.map(() => '面')) },
    { name: '地块用途', column: textColumn(placed.footprints.map(() => placed.name)) },
  ]);
}

type KeysAt = (cell: Cell) => readonly string[];

const isField = ({ plot }: SteadyCell): boolean => plot.landClass.startsWith('01');
/** Former orchard or grass that is labelled as easy to restore. */
const isRestorable = ({ plot }: SteadyCell): boolean =>
  /^(02|04)/.test(plot.landClass) && plot.planting !== '';

function onlyIn(keysAt: KeysAt, keys: readonly string[]): (one: SteadyCell) => boolean {
  return ({ cell }) => {
    const found = keysAt(cell);
    return found.length === keys.length && keys.every((key) => found.includes(key));
  };
}

/** A long thin road: across permanent, high-standard farmland and a channel, with none of it in the next row of parcels. */
function road({ ground, steady, at }: GroundCells, keysAt: KeysAt): Placed | undefined {
  const allowed = ['YJJBNTTB', 'GBZNT', 'GPGCSS'];
  for (const { cell, plot } of steady) {
    const run = Array.from({ length: ROAD_CELLS }, (_, k): Cell => [cell[0] + k, cell[1]]);
    const inside = run.slice(1, -1).flatMap(keysAt);
    const fits =
      run.every((one) => one[0] < ground.columns && (at(one) ?? isRoad(ground.across, one))) &&
      run.flatMap(keysAt).every((key) => allowed.includes(key)) &&
      allowed.every((key) => inside.includes(key));
    if (!fits) continue;
    const free = [1, -1].find((step) =>
      run.every(([i, j]) => {
        const row = (j + step) % (ground.up + 1);
        return row > 0 && j + step < ground.rows && !keysAt([i, j + step]).includes('YJJBNTTB');
      }),
    );
    if (free === undefined) continue;
    const [u, v] = [cell[0] + 0.5, cell[1] + 0.5];
    const [from, to] = [ground.at(u, v), ground.at(u, v + free)];
    const metres = (a: number, b: number): number => Math.round((b - a) * 100) / 100;
    return {
      file: 'site-road',
      name: `${COUNTY_NAME}${plot.village + 1}号公路`,
      footprints: [
        { patch: { i0: u, i1: u + ROAD_CELLS - 1, j0: v - HALF_ROAD, j1: v + HALF_ROAD } },
      ],
      shift: { east: metres(from[0], to[0]), north: metres(from[1], to[1]) },
    };
  }
  return undefined;
}

function isRoad(across: number, [i]: Cell): boolean {
  return i % (across + 1) === 0;
}

/** A factory in the seat: an ordinary field and the built land nearest to it, as two plots. */
function factory({ steady, seed }: GroundCells, keysAt: KeysAt): Placed | undefined {
  const inSeat = inOrder(steady.filter(onlyIn(keysAt, ['CZKFBJ', 'GHJSYD'])), seed, 81);
  const field = inSeat.find(isField);
  const built = nearest(
    inSeat.filter(({ plot }) => /^(05|06|07|08)/.test(plot.landClass)),
    field,
  )[0];
  if (field === undefined || built === undefined) return undefined;
  return { file: 'site-clear', name: `${COUNTY_NAME}机械厂`, footprints: whole([field, built]) };
}

/** A temporary site inside one field of the reserve of permanent basic farmland. */
function temporary({ steady, seed }: GroundCells, keysAt: KeysAt): Placed | undefined {
  const [field] = inOrder(steady.filter(onlyIn(keysAt, ['YJJBNTCBQ'])), seed, 82);
  if (field === undefined) return undefined;
  const [i, j] = field.cell;
  return {
    file: 'site-temporary',
    name: `${COUNTY_NAME}施工便道料场`,
    footprints: [{ patch: { i0: i + 0.25, i1: i + 0.75, j0: j + 0.3, j1: j + 0.7 } }],
  };
}

/** Ground of several former orchards in no zone. */
function restorable({ steady, seed }: GroundCells, keysAt: KeysAt): Placed | undefined {
  const free = steady.filter(
    (one) => isRestorable(one) && Number(one.slope) <= 4 && onlyIn(keysAt, [])(one),
  );
  const [first] = inOrder(free, seed, 83);
  if (first === undefined) return undefined;
  return {
    file: 'ground-clear',
    name: `${COUNTY_NAME}园地恢复项目`,
    footprints: whole(nearest(free, first).slice(0, 3)),
  };
}

/** Ground that reaches from land beside the ecological protection red line into it. */
function inRedLine({ at }: GroundCells, layers: readonly PlacedGround[]): Placed | undefined {
  const inLine = layers
    .filter(({ key }) => key === 'STBHHX')
    .flatMap(({ footprints }) => footprints.flatMap((one) => ('cells' in one ? one.cells : [])));
  for (const cell of inLine)
    for (const beside of neighbours(cell)) {
      const one = at(beside);
      if (one === undefined || isField(one)) continue;
      const reach = (a: number, b: number): readonly [number, number] =>
        a === b ? [a + 0.25, a + 0.75] : a < b ? [a + 0.25, b + 0.45] : [b + 0.55, a + 0.75];
      const [i0, i1] = reach(beside[0], cell[0]);
      const [j0, j1] = reach(beside[1], cell[1]);
      return {
        file: 'ground-red-line',
        name: `${COUNTY_NAME}山前垦造项目`,
        footprints: [{ patch: { i0, i1, j0, j1 } }],
      };
    }
  return undefined;
}

/** Ground of four parcels, three of them steeper than 25° by the slope map. */
function steep({ steady, seed }: GroundCells, keysAt: KeysAt): Placed | undefined {
  const free = steady.filter((one) => !isField(one) && onlyIn(keysAt, [])(one));
  const wild = free.filter(({ plot }) => /^(02|03|04)/.test(plot.landClass));
  const level = wild.filter((one) => one.slope === '5');
  const [first] = inOrder(level, seed, 84);
  const lower = nearest(
    wild.filter((one) => one.slope !== '5'),
    first,
  )[0];
  if (first === undefined || lower === undefined) return undefined;
  return {
    file: 'ground-steep',
    name: `${COUNTY_NAME}坡地垦造项目`,
    footprints: whole([...nearest(level, first).slice(0, 3), lower]),
  };
}

/** Ground of a former orchard, a field that is there already, and a field that another project is registered with. */
function taken({ steady, seed }: GroundCells, keysAt: KeysAt): Placed | undefined {
  const [registered] = inOrder(steady.filter(onlyIn(keysAt, ['BCGD'])), seed, 85);
  const free = steady.filter(onlyIn(keysAt, []));
  const field = nearest(free.filter(isField), registered)[0];
  const orchard = nearest(free.filter(isRestorable), registered)[0];
  if (registered === undefined || field === undefined || orchard === undefined) return undefined;
  return {
    file: 'ground-taken',
    name: `${COUNTY_NAME}园地复垦项目`,
    footprints: whole([orchard, field, registered]),
  };
}

function whole(list: readonly SteadyCell[]): Footprint[] {
  return list.map(({ cell }) => ({ cells: [cell] }));
}

/** The cells by their distance; none without a place to measure from. */
function nearest(list: readonly SteadyCell[], from: SteadyCell | undefined): SteadyCell[] {
  if (from === undefined) return [];
  return list
    .map((one) => ({ one, far: stepsBetween(one.cell, from.cell) }))
    .sort((a, b) => a.far - b.far)
    .map(({ one }) => one);
}
