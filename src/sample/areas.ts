/** Areas as surveyors file them: legal area of the rings, parts closed to the parcel they came from, ridges by rate. */
import { apportion } from '../base/index.ts';
import { legalArea, legalAreas, parseCrs, type Polygons, polygonsBuilder } from '../geo/index.ts';
import type { SecondYear } from './changes.ts';
import { COUNTY_CRS, type Plot } from './county.ts';
import type { Lattice, Redrawn } from './lattice.ts';

/** Filed areas of one parcel, 0.01 m². */
export interface FiledArea {
  readonly parcel: bigint;
  readonly ridge: bigint;
}

/** Shapes of one survey; feature k belongs to plot k. */
export function shapesOf(ground: Lattice, plots: readonly Plot[], redrawn?: Redrawn): Polygons {
  const builder = polygonsBuilder();
  for (const plot of plots) {
    builder.beginFeature();
    const add = (ring: readonly number[], isHole: boolean): void =>
      builder.addRing(ring, 0, ring.length / 2, 2, isHole, false);
    const first = plot.blocks[0]!;
    if (plot.isPond === true) add(ground.island(first, plot.island!), false);
    else if (plot.half) add(ground.halves(first, plot.half.k, redrawn)[plot.half.side], false);
    else for (const block of plot.blocks) add(ground.ring(block, redrawn), false);
    if (plot.island !== undefined && plot.isPond !== true)
      add(ground.island(first, plot.island), true);
  }
  return builder.finish().polygons;
}

/** Ridge area of a parcel as offices compute it. */
function ridgeOf(area: bigint, rate: number): bigint {
  return BigInt(Math.round(Number((Number(area) * rate).toPrecision(15))));
}

/** Filed areas of both years by serial number. Unchanged ground keeps its area to the last digit. */
export function filedAreas(
  first: { readonly plots: readonly Plot[]; readonly shapes: Polygons },
  second: { readonly plots: readonly Plot[]; readonly shapes: Polygons },
  year: SecondYear,
): { readonly before: Map<number, FiledArea>; readonly after: Map<number, FiledArea> } {
  const crs = parseCrs(COUNTY_CRS);
  const legal = (shapes: Polygons): Float64Array => legalAreas(shapes, crs);
  const [legalFirst, legalSecond] = [legal(first.shapes), legal(second.shapes)];
  const exactFirst = new Map(first.plots.map((plot, i) => [plot.serial, legalFirst[i]!]));
  const exactSecond = new Map(second.plots.map((plot, i) => [plot.serial, legalSecond[i]!]));
  const parcelBefore = new Map([...exactFirst].map(([serial, area]) => [serial, legalArea(area)]));
  const parcelAfter = new Map([...exactSecond].map(([serial, area]) => [serial, legalArea(area)]));
  for (const change of year.changes) {
    if (change.before.length === 0 || change.after.length === 0) continue;
    const total = change.before.reduce((sum, plot) => sum + parcelBefore.get(plot.serial)!, 0n);
    if (change.kind === 'border-redrawn') {
      // What one parcel loses the other gains; the sliver is a share of the parcel that it came from.
      const [field, other] = change.before as [Plot, Plot];
      const [kept] = change.after as [Plot, Plot];
      const was = exactFirst.get(field.serial)!;
      const stays = exactSecond.get(kept.serial)!;
      const [rest, sliver] = apportion(parcelBefore.get(field.serial)!, [stays, was - stays]);
      parcelAfter.set(kept.serial, rest!);
      parcelAfter.set(change.after[1]!.serial, parcelBefore.get(other.serial)! + sliver!);
      continue;
    }
    const shares = apportion(
      total,
      change.after.map((plot) => exactSecond.get(plot.serial)!),
    );
    change.after.forEach((plot, i) => parcelAfter.set(plot.serial, shares[i]!));
  }
  const filed = (plots: readonly Plot[], areas: Map<number, bigint>): Map<number, FiledArea> =>
    new Map(
      plots.map((plot) => {
        const parcel = areas.get(plot.serial)!;
        return [plot.serial, { parcel, ridge: ridgeOf(parcel, plot.ridgeRate) }];
      }),
    );
  return { before: filed(first.plots, parcelBefore), after: filed(second.plots, parcelAfter) };
}
