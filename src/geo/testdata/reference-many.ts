/**
 * The slow and obvious overlay of any number of layers, in exact rational arithmetic: the plane is cut into slabs as in
 * reference-overlay.ts, and going up each slab one keeps, for every layer, how often each feature winds around the ground.
 */
import { featureCount, type Polygons } from '../polygons.ts';
import {
  cutsOf,
  type Ends,
  isSomething,
  segments,
  stackOf,
  toNumber,
  trapezoid,
} from './reference-overlay.ts';

/** What an overlay must give. */
export interface ReferenceMany {
  /** Areas in square units by tuple, as `a,b,c`; −1 is ground that no feature of that layer covers. */
  readonly tuples: Map<string, number>;
  /** Whether a feature winds around some ground otherwise than once. */
  readonly isWound: boolean;
}

interface Segment extends Ends {
  readonly layer: number;
  readonly feature: number;
  /** What the winding number changes by where the edge is crossed upwards. */
  readonly step: number;
}

/** All tuples whose area is not 0. Cost is the cube of the number of edges, in big integers. */
export function referenceMany(layers: readonly Polygons[]): ReferenceMany {
  const list = layers.flatMap((polygons, layer) =>
    Array.from({ length: featureCount(polygons) }, (_, feature) =>
      segments(polygons, feature, 1, 0).map((s): Segment => ({ ...s, layer, feature, step: s.a })),
    ).flat(),
  );
  const cuts = cutsOf(list);
  const areas = new Map<string, bigint>();
  let isWound = false;
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [left, right] = [cuts[i]!, cuts[i + 1]!];
    const active = list.filter(
      (s) => BigInt(s.x1) * left.d <= left.n && BigInt(s.x2) * right.d >= right.n,
    );
    const stack = stackOf(active, left, right);
    const windings = layers.map(() => new Map<number, number>());
    for (let k = 0; k + 1 < stack.length; k++) {
      const { layer, feature, step } = stack[k]!.segment;
      const around = windings[layer]!;
      around.set(feature, (around.get(feature) ?? 0) + step);
      if (around.get(feature) === 0) around.delete(feature);
      const area = trapezoid(stack[k]!.height, stack[k + 1]!.height, left, right);
      if (area === 0n) continue;
      isWound ||= windings.some((here) => [...here.values()].some((w) => w !== 1));
      for (const [tuple, times] of tuplesOf(windings))
        areas.set(tuple, (areas.get(tuple) ?? 0n) + BigInt(times) * area);
    }
  }
  areas.delete(layers.map(() => -1).join(','));
  const tuples = new Map(
    [...areas].flatMap(([tuple, area]) => (isSomething(area) ? [[tuple, toNumber(area)]] : [])),
  );
  return { tuples, isWound };
}

/** Every choice of one covering feature a layer, −1 where there is none, with how often it counts. */
function tuplesOf(windings: readonly ReadonlyMap<number, number>[]): [string, number][] {
  let found: [string, number][] = [['', 1]];
  for (const around of windings) {
    const covering = around.size > 0 ? [...around] : [[-1, 1] as const];
    found = found.flatMap(([tuple, times]) =>
      covering.map(([feature, winding]): [string, number] => [
        tuple === '' ? `${feature}` : `${tuple},${feature}`,
        times * winding,
      ]),
    );
  }
  return found;
}
