/**
 * The synthetic county 清源县: two surveys, constraint layers and the written truth, from a number of parcels and a seed.
 * Beside it `makeCoverage`: bare parcels in any number, for measuring the overlay.
 *
 * @example
 * const county = sampleCounty(20_000, 1);
 * county.truth.flows['OCC_NONAGRI']; // what the settlement must find, 0.01 m² as text
 */
import type { FeatureTable } from '../geo/index.ts';
import { type Counter, InputError, say } from '../base/index.ts';
import { filedAreas, shapesOf } from './areas.ts';
import { secondYear } from './changes.ts';
import { type PlacedGround, type SampleCheck, sampleChecks } from './checks.ts';
import { standingLayers, standingTables } from './constraints-standing.ts';
import { FIRST_YEAR, firstSurvey, type Plot } from './county.ts';
import type { Footprint } from './footprints.ts';
import { groundCells } from './ground-cells.ts';
import { lattice } from './lattice.ts';
import { constraintLayers, parcelsLayer, townSeat, unitLayers } from './layers.ts';
import { processLayer } from './process-layer.ts';
import { type Truth, writeTruth } from './truth.ts';

export { COUNTY, COUNTY_CRS, COUNTY_NAME, FIRST_YEAR } from './county.ts';
export type { SampleCheck, TrueCheck, TruePlot } from './checks.ts';
export type { TrueChange, Truth } from './truth.ts';
export { type Coverage, type CoverageVariant, makeCoverage } from './coverage.ts';

/** The layers of the three files, and the truth. */
export interface SampleCounty {
  readonly before: readonly FeatureTable[];
  readonly after: readonly FeatureTable[];
  readonly constraints: readonly FeatureTable[];
  readonly truth: Truth;
  /** Sites and grounds to check, and what is true of them. */
  readonly checks: readonly SampleCheck[];
}

/** Fewer parcels than this cannot hold every kind of change. */
export const SMALLEST_COUNTY = 2000;

/** Average quality grade of what was built on in the year before the sample; between this year's losses and gains. */
const LAST_YEAR_GRADE = 7.6;

/** Steps that the making of a county is counted in. */
const STEPS = 7;

/** Makes the county; the same arguments give the same county on every machine. */
export function sampleCounty(
  parcels: number,
  seed: number,
  count: Counter = () => {},
): SampleCounty {
  if (!Number.isSafeInteger(parcels) || parcels < SMALLEST_COUNTY) {
    throw new InputError(
      'sample-too-small',
      say(
        `样例县至少要 ${SMALLEST_COUNTY} 个图斑，${parcels} 个放不下所有变化类型`,
        `The sample county needs at least ${SMALLEST_COUNTY} parcels; ${parcels} cannot hold every kind of change`,
      ),
      say(`例如 --parcels ${SMALLEST_COUNTY}。`, `For example --parcels ${SMALLEST_COUNTY}.`),
    );
  }
  const ground = lattice(parcels, seed);
  count(1, STEPS);
  const all = firstSurvey(ground, seed);
  count(2, STEPS);
  const year = secondYear(ground, all, seed);
  count(3, STEPS);
  const added = new Set(
    year.changes
      .filter((c) => c.kind === 'boundary-in')
      .flatMap((c) => c.after.map((p) => p.serial)),
  );
  const gone = year.changes.filter((c) => c.kind === 'boundary-out').flatMap((c) => c.before);
  const before = all.filter((plot) => !added.has(plot.serial));
  const after = year.plots;
  const shapesBefore = shapesOf(ground, before);
  count(4, STEPS);
  const shapesAfter = shapesOf(ground, after, year.redrawn);
  count(5, STEPS);
  const areas = filedAreas(
    { plots: before, shapes: shapesBefore },
    { plots: after, shapes: shapesAfter },
    year,
  );
  count(6, STEPS);
  const absent = (plots: readonly Plot[]): ((i: number, j: number) => boolean) => {
    const cells = new Set(plots.map((plot) => `${plot.blocks[0]!.i0},${plot.blocks[0]!.j0}`));
    return (i, j) => cells.has(`${i},${j}`);
  };
  const touched = new Set(
    year.changes.flatMap((c) => [...c.before, ...c.after].map((p) => p.serial)),
  );
  const isSteady = (plot: Plot): boolean =>
    plot.landClass.startsWith('01') && !touched.has(plot.serial);
  const permanent = before.filter((plot) => isSteady(plot) && (plot.qualityGrade ?? 9) <= 5);
  const permanentSerials = new Set(permanent.map((plot) => plot.serial));
  const cells = groundCells(ground, before, touched, permanentSerials, seed);
  const standing = standingLayers(cells, (plot) => areas.before.get(plot.serial)!.parcel);
  const highStandard = permanent.filter((plot) => plot.village % 3 === 0);
  const isNew = new Set(before.map((plot) => plot.serial));
  const cellsOf = (plots: readonly Plot[]): Footprint[] =>
    plots.map(({ blocks: [block] }) => ({ cells: [[block!.i0, block!.j0]] }));
  const brought = (key: string): PlacedGround => ({
    key,
    footprints: cellsOf(
      year.changes.filter((c) => c.layer?.name === key).map((c) => c.after[c.part]!),
    ),
  });
  const checks = sampleChecks(cells, [
    { key: 'YJJBNTTB', footprints: cellsOf(permanent) },
    { key: 'GBZNT', footprints: cellsOf(highStandard) },
    { key: 'CZKFBJ', footprints: [{ cells: townSeat(ground) }] },
    brought('STBHHX'),
    brought('ZRBHD'),
    ...standing.map(({ key, features }) => ({ key, footprints: features })),
  ]);
  const changed = after.filter((plot) => !isNew.has(plot.serial));
  return {
    checks,
    before: [
      parcelsLayer('DLTB', before, shapesBefore, areas.before, FIRST_YEAR),
      ...unitLayers(ground, before, areas.before, absent(all.filter((p) => added.has(p.serial)))),
    ],
    after: [
      parcelsLayer('DLTB', after, shapesAfter, areas.after, FIRST_YEAR + 1),
      ...unitLayers(ground, after, areas.after, absent(gone)),
      parcelsLayer(
        'DLTBGX',
        changed,
        shapesOf(ground, changed, year.redrawn),
        areas.after,
        FIRST_YEAR + 1,
      ),
    ],
    constraints: [
      processLayer(year.changes, areas, (plots) => shapesOf(ground, plots, year.redrawn)),
      ...constraintLayers(
        ground,
        year,
        permanent,
        highStandard,
        (plots) => shapesOf(ground, plots),
        LAST_YEAR_GRADE,
        seed,
      ),
      ...standingTables(ground, standing),
    ],
    truth: writeTruth(seed, before, after, year, areas, permanentSerials, LAST_YEAR_GRADE),
  };
}
