/**
 * What happened in 清源县 in the second year: every kind of flow at least once, each change written down as it is made. The
 * program that settles the year never sees this list; the tests compare the two.
 */
import { InputError, say } from '../base/index.ts';
import { legalAreas, parseCrs, polygonsFromRings } from '../geo/index.ts';
import {
  COUNTY_CRS,
  cultivated,
  FIRST_YEAR,
  plain,
  type Plot,
  RIDGE_RATES,
  slopeAt,
} from './county.ts';
import type { CellBlock, Lattice } from './lattice.ts';
import { hashed, shuffled } from './random.ts';

/** What a change is about, in words of practice. */
export interface Change {
  /** e.g. `illegal-building`, `reclaimed-in-red-line`, `split`. */
  readonly kind: string;
  /** Flow of the part that changed; UNCHANGED or NON_CULTIVATED where no cultivated land moved. */
  readonly flow: string;
  readonly before: readonly Plot[];
  readonly after: readonly Plot[];
  /** Which of `after` is the part that changed; the others stayed as they were. */
  readonly part: number;
  readonly document?: { readonly kind: string; readonly number: string; readonly date: string };
  /** Features of constraint layers that this change brings, over the changed part. */
  readonly layer?: { readonly name: string; readonly attributes: Readonly<Record<string, string>> };
  /** What the change of stable land counts as. */
  readonly isLabel?: boolean;
}

/** The second survey and what made it. */
export interface SecondYear {
  readonly plots: readonly Plot[];
  readonly changes: readonly Change[];
  readonly redrawn: ReadonlyMap<string, number>;
  /** Parcels under an approval where nothing was built yet. */
  readonly notBuilt: readonly Plot[];
}

/** Makes the second year out of the first. Throws when the county is too small to hold every kind. */
export function secondYear(ground: Lattice, first: readonly Plot[], seed: number): SecondYear {
  const changes: Change[] = [];
  const used = new Set<number>();
  const redrawn = new Map<string, number>();
  // A county loses 0.1 to 0.5 % of its cultivated land in a year.
  const scale = first.length / 30_000;
  const last = first.reduce((most, plot) => Math.max(most, plot.serial), 0);
  let serial = last;
  const pool = shuffled(
    first.filter((plot) => plot.blocks.length === 1 && plot.island === undefined),
    seed + 77,
  );
  const next = (plot: Plot, rest: Partial<Plot>): Plot => {
    const made = { ...plot, number: plot.number + 5000, ...rest, serial: ++serial };
    return { ...made, note: noteOf(plot, made) };
  };
  const times = (weight: number): number => Math.max(1, Math.round(weight * scale));
  const isField = (plot: Plot): boolean => plot.landClass.startsWith('01');
  const isCell = (plot: Plot): boolean => {
    const block = plot.blocks[0]!;
    return block.i1 - block.i0 === 1 && block.j1 - block.j0 === 1;
  };
  /** Takes parcels that nothing else uses. */
  const take = (count: number, wanted: (plot: Plot) => boolean, what: string): Plot[] => {
    const found: Plot[] = [];
    for (const plot of pool) {
      if (found.length === count) break;
      if (used.has(plot.serial) || !isCell(plot) || !wanted(plot)) continue;
      used.add(plot.serial);
      found.push(plot);
    }
    if (found.length === 0) throw tooSmall(what);
    return found;
  };
  const whole = (
    kind: string,
    flow: string,
    weight: number,
    wanted: (plot: Plot) => boolean,
    becomes: (plot: Plot, n: number) => Partial<Plot>,
    more: (plot: Plot, n: number) => Partial<Change> = () => ({}),
  ): void => {
    take(times(weight), wanted, kind).forEach((plot, n) => {
      changes.push({
        kind,
        flow,
        before: [plot],
        after: [next(plot, becomes(plot, n))],
        part: 0,
        ...more(plot, n),
      });
    });
  };
  const day = (n: number, year = FIRST_YEAR + 1): string =>
    `${year}-${String(1 + (n % 11)).padStart(2, '0')}-${String(1 + (n % 27)).padStart(2, '0')}`;
  const approval = (n: number, date: string): Partial<Change> => ({
    layer: {
      name: 'APPROVAL',
      attributes: {
        PWH: `示政土〔${date.slice(0, 4)}〕${100 + n}号`,
        PZRQ: date,
        XMMC: `清源县第${n + 1}批次`,
      },
    },
  });
  const paper = (kind: string, n: number): Partial<Change> => ({
    document: { kind, number: `清自然资〔${FIRST_YEAR + 1}〕${200 + n}号`, date: day(n) },
  });
  const built = ['0702', '0601', '0508', '08H2'];
  const good = (plot: Plot): boolean => isField(plot) && (plot.qualityGrade ?? 9) <= 6;

  // Labels and ridges go first: the parcels that fit them are few.
  whole(
    'slope-label',
    'RIDGE_CHANGE',
    2,
    (p) => isField(p) && p.slope === '5' && p.refinement === '' && p.ridgeRate === 0,
    () => ({ slope: '4' }),
    () => ({ isLabel: true }),
  );
  whole(
    'refinement-label',
    'UNCHANGED',
    1,
    (p) => isField(p) && p.refinement !== '' && p.slope !== '5',
    () => ({ refinement: '' }),
    () => ({ isLabel: true }),
  );
  whole(
    'ridge-rate',
    'RIDGE_CHANGE',
    2,
    (p) => isField(p) && p.slope === '3' && p.terrace === 'TT',
    () => ({ slope: '2', ridgeRate: RIDGE_RATES['2']! }),
    () => ({ isLabel: true }),
  );

  // Losses.
  whole(
    'built-with-approval',
    'OCC_NONAGRI',
    5,
    good,
    (_, n) => plain(built[n % 4]!, null),
    (_, n) => approval(n, day(n)),
  );
  whole(
    'built-on-earlier-approval',
    'OCC_NONAGRI',
    2,
    good,
    () => plain('0601', null),
    (_, n) => approval(40 + n, day(n, FIRST_YEAR)),
  );
  whole(
    'built-before-approval',
    'OCC_NONAGRI',
    1,
    good,
    () => plain('0702', null),
    (_, n) => approval(60 + n, day(n, FIRST_YEAR + 2)),
  );
  whole('illegal-building', 'OCC_NONAGRI', 1, good, () => plain('0601', null));
  whole(
    'reservoir',
    'OCC_RESERVOIR',
    1,
    isField,
    () => plain('1103', null),
    (_, n) => approval(80 + n, day(n)),
  );
  whole('to-orchard', 'OCC_ORCHARD', 3, isField, (_, n) => ({
    ...plain(n % 2 ? '0202' : '0201', null),
    planting: 'JKHF',
  }));
  whole('to-forest', 'OCC_FOREST', 3, isField, (_, n) => plain(n % 2 ? '0307' : '0301', null));
  whole('to-grass', 'OCC_GRASS', 1, isField, () => plain('0403', null));
  whole('to-pond', 'OCC_POND', 2, isField, () => plain('1104', null));
  whole('to-facility', 'OCC_FACILITY', 1, isField, () => plain('1202', null));
  whole('to-farm-road', 'OCC_ROAD_FARM', 1, isField, () => plain('1107', 4));
  whole('mapped-as-ridge', 'OCC_RIDGE', 1, isField, () => plain('1203', null));
  whole('to-flat', 'LOSS_WATER', 1, isField, () => plain('1106', null));
  whole('to-bare-soil', 'LOSS_UNUSED', 1, isField, () => plain('1206', null));
  whole(
    'temporary-in-force',
    'TEMPORARY',
    1,
    isField,
    () => plain('0602', null),
    (_, n) => ({
      layer: {
        name: 'LSYD',
        attributes: {
          PWH: `清临〔${FIRST_YEAR + 1}〕${n + 1}号`,
          PZRQ: `${FIRST_YEAR + 1}-04-01`,
          JSRQ: `${FIRST_YEAR + 3}-03-31`,
        },
      },
    }),
  );
  whole(
    'temporary-overdue',
    'OCC_NONAGRI',
    1,
    isField,
    () => plain('0602', null),
    (_, n) => ({
      layer: {
        name: 'LSYD',
        attributes: {
          PWH: `清临〔${FIRST_YEAR - 1}〕${n + 1}号`,
          PZRQ: `${FIRST_YEAR - 1}-07-01`,
          JSRQ: `${FIRST_YEAR + 1}-06-30`,
        },
      },
    }),
  );
  whole(
    'eco-conversion',
    'EXEMPT_ECO',
    1,
    isField,
    () => plain('0301', null),
    (_, n) => paper('eco', n),
  );
  whole(
    'disaster',
    'EXEMPT_DISASTER',
    1,
    isField,
    () => plain('1206', null),
    (_, n) => paper('disaster', 10 + n),
  );
  whole(
    'flooded',
    'EXEMPT_FLOOD',
    1,
    isField,
    () => plain('1101', 20),
    (_, n) => paper('flood', 20 + n),
  );
  whole(
    'other-exempt',
    'EXEMPT_OTHER',
    1,
    isField,
    () => plain('0305', null),
    (_, n) => paper('other', 30 + n),
  );

  // Gains. New land is worse than what was built on, which is what the quality test is for.
  const slopeOf = (plot: Plot): string =>
    slopeAt(ground, seed, plot.blocks[0]!.i0, plot.blocks[0]!.j0);
  const field =
    (landClass: string, quality: number, terrace: 'PD' | 'TT' = 'PD') =>
    (plot: Plot): Partial<Plot> =>
      newField(landClass, quality, slopeOf(plot), terrace);
  whole(
    'restored-orchard',
    'SUPP_RESTORE',
    16,
    (p) => p.landClass.startsWith('02') && p.planting !== '',
    (p, n) => field(n % 2 ? '0103' : '0101', 6)(p),
  );
  whole(
    'restored-forest',
    'SUPP_RESTORE',
    8,
    (p) => p.landClass.startsWith('03') && p.planting !== '',
    field('0103', 7),
  );
  whole(
    'restored-grass',
    'SUPP_RESTORE',
    2,
    (p) => p.landClass === '0404' && p.planting !== '',
    field('0103', 7),
  );
  whole(
    'orchard-unlabelled',
    'SUPP_ORCHARD',
    2,
    (p) => p.landClass.startsWith('02') && p.planting === '',
    field('0103', 6),
  );
  whole(
    'forest-unlabelled',
    'SUPP_AGRI',
    2,
    (p) => p.landClass.startsWith('0307') && p.planting === '',
    field('0103', 7),
  );
  whole('facility-to-field', 'SUPP_FACILITY', 1, (p) => p.landClass === '1202', field('0102', 5));
  whole('ditch-to-field', 'SUPP_ROAD', 1, (p) => p.landClass === '1107', field('0101', 5));
  whole(
    'reclaimed',
    'SUPP_RECLAIM',
    4,
    (p) => p.landClass === '0404' && p.planting === '',
    field('0103', 8, 'TT'),
  );
  whole(
    'reclaimed-in-red-line',
    'GAIN_FORBIDDEN',
    1,
    (p) => p.landClass === '0404' && p.planting === '',
    field('0103', 8),
    () => ({
      layer: { name: 'STBHHX', attributes: { HXMC: '清源山水源涵养生态保护红线' } },
    }),
  );
  whole(
    'restored-in-reserve',
    'SUPP_RESTORE',
    1,
    (p) => p.landClass.startsWith('0301') && p.planting !== '',
    field('0103', 8),
    () => ({
      layer: { name: 'ZRBHD', attributes: { BHDMC: '清源山省级自然保护区' } },
    }),
  );
  whole(
    'rehabilitated',
    'SUPP_REHAB',
    2,
    (p) => p.landClass === '0702' || p.landClass === '0602',
    field('0103', 6),
  );

  // Within cultivated land.
  whole(
    'dry-to-paddy',
    'IN_PLACE',
    12,
    (p) => p.landClass === '0103' && p.ridgeRate === 0 && p.refinement === '',
    () => ({ landClass: '0101', planting: 'LS' }),
  );
  // Corrections, boundaries, and what is no change of the ground at all.
  whole(
    'correction-out',
    'DATA_FIX',
    1,
    isField,
    () => plain('0301', null),
    (_, n) => paper('data-fix', 50 + n),
  );
  whole(
    'correction-in',
    'DATA_FIX',
    1,
    (p) => p.landClass === '0301' && p.planting === '',
    field('0103', 6),
    (_, n) => paper('data-fix', 60 + n),
  );
  whole(
    'enclave-settled',
    'ENCLAVE',
    1,
    isField,
    () => plain('0301', null),
    (_, n) => paper('enclave', 70 + n),
  );
  whole(
    'forest-to-grass',
    'NON_CULTIVATED',
    3,
    (p) => p.landClass === '0301' && p.planting === '',
    () => plain('0404', null),
  );
  whole(
    'renumbered',
    'UNCHANGED',
    4,
    (p) => !isField(p),
    () => ({}),
  );
  const onBorder = (p: Plot): boolean =>
    isField(p) && (p.blocks[0]!.i1 === ground.columns || p.blocks[0]!.j1 === ground.rows);
  for (const plot of take(1, onBorder, 'boundary out'))
    changes.push({
      kind: 'boundary-out',
      flow: 'BOUNDARY_OUT',
      before: [plot],
      after: [],
      part: -1,
    });
  for (const plot of take(1, onBorder, 'boundary in'))
    changes.push({ kind: 'boundary-in', flow: 'BOUNDARY_IN', before: [], after: [plot], part: 0 });

  // Parts of parcels. Shares are chosen well away from a rounding tie, so that the written truth is exact.
  const divide = (
    kind: string,
    flow: string,
    weight: number,
    wanted: (p: Plot) => boolean,
    becomes: (p: Plot) => Partial<Plot>,
    more: (n: number) => Partial<Change> = () => ({}),
  ): void => {
    const ready = (plot: Plot): boolean =>
      plot.ridgeRate === 0 && wanted(plot) && cutAt(ground, plot.blocks[0]!) !== null;
    take(times(weight), ready, kind).forEach((plot, n) => {
      const k = cutAt(ground, plot.blocks[0]!)!;
      const west = next(plot, { ...becomes(plot), half: { k, side: 0 } });
      const east = next(plot, { half: { k, side: 1 }, number: plot.number });
      changes.push({ kind, flow, before: [plot], after: [west, east], part: 0, ...more(n) });
    });
  };
  divide(
    'part-built',
    'OCC_NONAGRI',
    3,
    good,
    () => plain('1003', 12),
    (n) => approval(120 + n, day(n)),
  );
  divide('part-planted', 'OCC_ORCHARD', 1, isField, () => ({
    ...plain('0201', null),
    planting: 'JKHF',
  }));
  divide(
    'part-restored',
    'SUPP_RESTORE',
    1,
    (p) => p.landClass.startsWith('02') && p.planting !== '',
    field('0103', 6),
  );
  divide('split-only', 'UNCHANGED', 1, isField, () => ({}));
  mergePairs();
  redrawBorder();

  const notBuilt = take(times(2), (p) => isField(p), 'approved and not built');
  const gone = new Set(changes.flatMap((change) => change.before.map((plot) => plot.serial)));
  return {
    plots: [
      ...first.filter((plot) => !gone.has(plot.serial)),
      ...changes.flatMap((c) => c.after.filter((p) => p.serial > last)),
    ],
    changes,
    redrawn,
    notBuilt,
  };

  /** Two neighbours of one class become one parcel. */
  function mergePairs(): void {
    const byCell = cellsOf(first);
    let left = times(2);
    for (const plot of pool) {
      if (left === 0) return;
      const { i0, j0, j1 } = plot.blocks[0]!;
      const east = byCell.get(`${i0 + 1},${j0}`);
      if (!east || used.has(plot.serial) || used.has(east.serial) || !isCell(plot) || !isCell(east))
        continue;
      if (plot.landClass !== '0301' || east.landClass !== '0301' || east.village !== plot.village)
        continue;
      if (plot.planting !== east.planting) continue;
      used.add(plot.serial).add(east.serial);
      changes.push({
        kind: 'merged',
        flow: 'UNCHANGED',
        before: [plot, east],
        after: [next(plot, { blocks: [{ i0, j0, i1: i0 + 2, j1 }] })],
        part: 0,
      });
      left--;
    }
  }

  /** A border between a field and other land is drawn 30 cm further: a sliver that is no change of use. */
  function redrawBorder(): void {
    const byCell = cellsOf(first);
    for (const plot of pool) {
      const { i0, j0 } = plot.blocks[0]!;
      const east = byCell.get(`${i0 + 1},${j0}`);
      if (!east || used.has(plot.serial) || used.has(east.serial) || !isCell(plot) || !isCell(east))
        continue;
      if (
        !isField(plot) ||
        plot.ridgeRate !== 0 ||
        east.landClass !== '0301' ||
        east.village !== plot.village
      )
        continue;
      used.add(plot.serial).add(east.serial);
      redrawn.set(ground.eastBorder(i0, j0), 0.3);
      changes.push({
        kind: 'border-redrawn',
        flow: 'RESIDUAL',
        before: [plot, east],
        after: [next(plot, {}), next(east, {})],
        part: -1,
      });
      return;
    }
  }

  function cellsOf(plots: readonly Plot[]): Map<string, Plot> {
    return new Map(
      plots
        .filter((plot) => plot.blocks.length === 1 && plot.island === undefined)
        .map((plot) => [`${plot.blocks[0]!.i0},${plot.blocks[0]!.j0}`, plot] as const),
    );
  }
}

function tooSmall(what: string): InputError {
  return new InputError(
    'sample-too-small',
    say(
      `这个样例县放不下变化类型“${what}”`,
      `This sample county cannot hold every kind of change: ${what}`,
    ),
    say('请增加图斑数，或换一个种子。', 'Ask for more parcels, or take another seed.'),
  );
}

/** What surveyors write beside a change: of farmland and of new cultivated land; a factory keeps its note empty. */
function noteOf(was: Plot, is: Plot): string {
  const year = FIRST_YEAR + 1;
  if (was.landClass === is.landClass) return '';
  if (is.landClass.startsWith('01')) return `${year}年${was.planting === '' ? '新增' : '恢复'}耕地`;
  return /^0[1-4]/.test(was.landClass) && /^0[2-4]/.test(is.landClass) ? `${year}年地类变更` : '';
}

/** Cultivated land in its first year: poor soil on ground that could bear more. */
function newField(
  landClass: string,
  quality: number,
  slope: string,
  terrace: 'TT' | 'PD',
): Partial<Plot> {
  return { ...cultivated(landClass, slope, terrace, quality), utilizationGrade: quality + 1 };
}

const CRS = parseCrs(COUNTY_CRS);

/** Where to divide a cell so that both parts are far from a tie in 0.01 m²; null when no place is. */
function cutAt(ground: Lattice, block: CellBlock): number | null {
  for (let step = 0; step < 7; step++) {
    const k = 3 + ((step + Math.floor(hashed(block.i0, block.j0) * 7)) % 7);
    const areas = legalAreas(
      polygonsFromRings(ground.halves(block, k).map((half) => [pointsOf(half)])),
      CRS,
    );
    const parent = legalAreas(polygonsFromRings([[pointsOf(ground.ring(block))]]), CRS)[0]!;
    const share = (Math.round(parent * 100) * areas[0]!) / (areas[0]! + areas[1]!);
    const rest = share - Math.floor(share);
    if (rest > 0.08 && rest < 0.32) return k;
    if (rest > 0.68 && rest < 0.92) return k;
  }
  return null;
}

/** A flat ring as pairs. */
export function pointsOf(ring: readonly number[]): (readonly [number, number])[] {
  const points: (readonly [number, number])[] = [];
  for (let i = 0; i < ring.length; i += 2) points.push([ring[i]!, ring[i + 1]!]);
  return points;
}
