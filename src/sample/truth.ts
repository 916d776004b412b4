/** The written truth of the sample: every change with its flow and area, and the account that must follow from them. */
import { compareText } from '../base/index.ts';
import type { FiledArea } from './areas.ts';
import type { Change, SecondYear } from './changes.ts';
import { COUNTY, COUNTY_NAME, FIRST_YEAR, type Plot } from './county.ts';
import { bsm, saysStable } from './layers.ts';

/** One change. Areas are 0.01 m² as text; `cultivated` is the signed net change of cultivated land. */
export interface TrueChange {
  readonly kind: string;
  readonly flow: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly area: string;
  readonly cultivated: string;
}

/** What a right settlement of the sample finds. */
export interface Truth {
  readonly units: { readonly area: '0.01 m2' };
  readonly region: string;
  readonly regionName: string;
  readonly year: number;
  readonly seed: number;
  readonly parcels: { readonly before: number; readonly after: number };
  readonly opening: string;
  readonly closing: string;
  readonly controlArea: { readonly before: string; readonly after: string };
  /** Net change of cultivated land by flow, signed. RESIDUAL is what rounding and redrawn borders leave. */
  readonly flows: Readonly<Record<string, string>>;
  readonly stable: {
    readonly before: string;
    readonly after: string;
    readonly onGround: string;
    readonly byLabel: string;
    /** What borders, corrections and redrawn lines did. */
    readonly residual: string;
  };
  /** Parcels of the year after whose label or slope changed stable land. */
  readonly labelParcels: readonly string[];
  readonly verdicts: Readonly<Record<string, string>>;
  /** Findings that the settlement must make: rule → parcels. */
  readonly findings: Readonly<Record<string, readonly string[]>>;
  /** Cultivated land that construction took, by approval. */
  readonly approvals: Readonly<Record<string, string>>;
  readonly changes: readonly TrueChange[];
}

type Areas = ReadonlyMap<number, FiledArea>;

const net = (plot: Plot, areas: Areas): bigint => {
  if (!plot.landClass.startsWith('01')) return 0n;
  const { parcel, ridge } = areas.get(plot.serial)!;
  return parcel - ridge;
};

const sum = (values: Iterable<bigint>): bigint => {
  let total = 0n;
  for (const value of values) total += value;
  return total;
};

/** Cultivated land that stands neither on a slope over 25° nor under a refined label; permanent farmland says it itself. */
function isStable(plot: Plot, permanent: ReadonlySet<number>): boolean {
  if (!plot.landClass.startsWith('01')) return false;
  return permanent.has(plot.serial)
    ? saysStable(plot)
    : plot.slope !== '5' && plot.refinement === '';
}

/** Writes the truth down from what the generator did. */
export function writeTruth(
  seed: number,
  before: readonly Plot[],
  after: readonly Plot[],
  year: SecondYear,
  areas: { readonly before: Areas; readonly after: Areas },
  permanent: ReadonlySet<number>,
  lastYearGrade: number,
): Truth {
  const changes = year.changes.map((change) => trueChange(change, areas));
  const flows: Record<string, bigint> = {};
  for (const { flow, cultivated } of changes) {
    if (['UNCHANGED', 'NON_CULTIVATED', 'IN_PLACE', 'RESIDUAL'].includes(flow)) continue;
    flows[flow] = (flows[flow] ?? 0n) + BigInt(cultivated);
  }
  const opening = sum(before.map((plot) => net(plot, areas.before)));
  const closing = sum(after.map((plot) => net(plot, areas.after)));
  const moved = sum(Object.values(flows));
  if (closing - opening - moved !== 0n) flows['RESIDUAL'] = closing - opening - moved;
  const stable = (plots: readonly Plot[], of: Areas): bigint =>
    sum(plots.filter((plot) => isStable(plot, permanent)).map((plot) => net(plot, of)));
  const label = year.changes.filter((change) => change.isLabel === true);
  const [stableBefore, stableAfter] = [stable(before, areas.before), stable(after, areas.after)];
  const byLabel =
    stable(
      label.flatMap((change) => change.after),
      areas.after,
    ) -
    stable(
      label.flatMap((change) => change.before),
      areas.before,
    );
  const onGround = sum(year.changes.map((change) => stableOnGround(change, areas, permanent)));
  const total = (of: Areas, plots: readonly Plot[]): string =>
    sum(plots.map((plot) => of.get(plot.serial)!.parcel)).toString();
  return {
    units: { area: '0.01 m2' },
    region: COUNTY,
    regionName: COUNTY_NAME,
    year: FIRST_YEAR + 1,
    seed,
    parcels: { before: before.length, after: after.length },
    opening: opening.toString(),
    closing: closing.toString(),
    controlArea: { before: total(areas.before, before), after: total(areas.after, after) },
    flows: Object.fromEntries(
      Object.entries(flows)
        .sort(([a], [b]) => compareText(a, b))
        .map(([flow, area]) => [flow, area.toString()]),
    ),
    stable: {
      before: stableBefore.toString(),
      after: stableAfter.toString(),
      onGround: onGround.toString(),
      byLabel: byLabel.toString(),
      residual: (stableAfter - stableBefore - onGround - byLabel).toString(),
    },
    labelParcels: label
      .filter(({ before: was, after: is }) => stable(is, areas.after) !== stable(was, areas.before))
      .map((change) => bsm(change.after[0]!.serial))
      .sort(),
    verdicts: verdicts(year, areas, lastYearGrade),
    findings: {
      X1: idsOf(year, ['reclaimed-in-red-line', 'restored-in-reserve']),
      X3: idsOf(year, ['temporary-overdue']),
      X5: idsOf(year, ['illegal-building', 'built-before-approval', 'temporary-overdue']),
    },
    approvals: approvals(year, areas),
    changes,
  };
}

/** The five tests in plain floating point; the generator keeps them away from ties. */
function verdicts(
  year: SecondYear,
  areas: { readonly before: Areas; readonly after: Areas },
  lastYearGrade: number,
): Record<string, string> {
  const occupied = { area: 0, grade: 0, capacity: 0, paddy: 0 };
  const supplied = { area: 0, grade: 0, capacity: 0, paddy: 0 };
  for (const change of year.changes) {
    const part = change.part < 0 ? undefined : change.after[change.part];
    const [source] = change.before;
    if (!part || !source) continue;
    const area = Number(effect(change, part, areas.after.get(part.serial)!.parcel, areas));
    const add = (to: typeof occupied, plot: Plot, size: number): void => {
      to.area += size;
      to.grade += size * plot.qualityGrade!;
      to.capacity += size * (16 - plot.utilizationGrade!);
    };
    if (/^(OCC|LOSS)_/.test(change.flow)) {
      add(occupied, source, -area);
      if (/^OCC_(NONAGRI|RESERVOIR)$/.test(change.flow) && source.landClass === '0101')
        occupied.paddy -= area;
    } else if (change.flow.startsWith('SUPP_')) {
      add(supplied, part, area);
      if (part.landClass === '0101') supplied.paddy += area;
    } else if (change.flow === 'IN_PLACE' && part.landClass === '0101')
      supplied.paddy += Number(net(part, areas.after));
  }
  const average = supplied.grade / supplied.area;
  return {
    Q1: supplied.area >= occupied.area ? 'pass' : 'notice',
    Q2: average <= occupied.grade / occupied.area ? 'pass' : 'fail',
    Q3: average <= lastYearGrade ? 'pass' : 'fail',
    Q4: supplied.paddy >= occupied.paddy ? 'pass' : 'fail',
    Q5: supplied.capacity >= occupied.capacity ? 'pass' : 'fail',
  };
}

function idsOf(year: SecondYear, kinds: readonly string[]): string[] {
  return year.changes
    .filter((change) => kinds.includes(change.kind))
    .map((change) => bsm(change.after[0]!.serial))
    .sort();
}

function trueChange(
  change: Change,
  areas: { readonly before: Areas; readonly after: Areas },
): TrueChange {
  const part = change.part < 0 ? undefined : change.after[change.part];
  const source = change.before[0];
  const gross = part
    ? areas.after.get(part.serial)!.parcel
    : source && change.flow === 'BOUNDARY_OUT'
      ? areas.before.get(source.serial)!.parcel
      : 0n;
  return {
    kind: change.kind,
    flow: change.flow,
    before: change.before.map((plot) => bsm(plot.serial)),
    after: change.after.map((plot) => bsm(plot.serial)),
    from: source?.landClass ?? '',
    to: part?.landClass ?? '',
    area: gross.toString(),
    cultivated: effect(change, part, gross, areas).toString(),
  };
}

/** Signed net cultivated area of the part that changed; a divided parcel has no ridges here. */
function effect(
  change: Change,
  part: Plot | undefined,
  gross: bigint,
  areas: { readonly before: Areas; readonly after: Areas },
): bigint {
  const [source] = change.before;
  if (change.flow === 'RESIDUAL') return 0n;
  if (change.flow === 'BOUNDARY_OUT') return -net(source!, areas.before);
  if (change.flow === 'BOUNDARY_IN') return net(part!, areas.after);
  const gains = part ? net(part, areas.after) : 0n;
  const isDivided = change.after.length > 1;
  const loses = !source?.landClass.startsWith('01')
    ? 0n
    : isDivided
      ? gross
      : net(source, areas.before);
  return gains - loses;
}

/** What a change on the ground did to stable land; a divided parcel has no ridges here. */
function stableOnGround(
  change: Change,
  areas: { readonly before: Areas; readonly after: Areas },
  permanent: ReadonlySet<number>,
): bigint {
  const [source] = change.before;
  const part = change.part < 0 ? undefined : change.after[change.part];
  if (!source || !part || !/^(OCC|LOSS|EXEMPT|SUPP|GAIN|TEMPORARY)/.test(change.flow)) return 0n;
  const { parcel } = areas.after.get(part.serial)!;
  const lost = change.after.length > 1 ? parcel : net(source, areas.before);
  return (
    (isStable(part, permanent) ? net(part, areas.after) : 0n) -
    (isStable(source, permanent) ? lost : 0n)
  );
}

const APPROVAL_KINDS: Readonly<Record<string, string>> = {
  'built-with-approval': 'approved-and-built',
  'part-built': 'approved-and-built',
  reservoir: 'approved-and-built',
  'built-on-earlier-approval': 'approved-earlier-built',
  'built-before-approval': 'built-before-approval',
  'illegal-building': 'no-approval',
  'temporary-overdue': 'no-approval',
};

function approvals(
  year: SecondYear,
  areas: { readonly before: Areas; readonly after: Areas },
): Record<string, string> {
  const sums: Record<string, bigint> = {};
  for (const change of year.changes) {
    const kind = APPROVAL_KINDS[change.kind];
    if (kind === undefined) continue;
    const part = change.after[change.part]!;
    const gross = areas.after.get(part.serial)!.parcel;
    sums[kind] = (sums[kind] ?? 0n) - effect(change, part, gross, areas);
  }
  sums['approved-not-built'] = sum(
    year.notBuilt.map((plot) => areas.before.get(plot.serial)!.parcel),
  );
  return Object.fromEntries(Object.entries(sums).map(([kind, area]) => [kind, area.toString()]));
}
