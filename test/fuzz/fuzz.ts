/**
 * Random pairs of layers overlaid and compared with an exact reference and with GEOS. A case in which they differ is made
 * as small as it goes; kept in cases/, it is tried again with every run of the tests.
 */
import { overlay, type Polygons } from '../../src/geo/index.ts';
// Below the door of the part: what tests of the overlay share.
import { type Feature, polygonsAsDrawn } from '../../src/geo/testdata/drawn-features.ts';
import { overlayFaults, pairsByName } from '../../src/geo/testdata/overlay-faults.ts';
import { type OverlayCase, randomCase } from '../../src/geo/testdata/random-coverage.ts';
import { geosInvalid, geosPairs } from '../geos.ts';

/** A case in which the overlay is wrong, and how. */
export interface CounterExample extends OverlayCase {
  readonly seed: number;
  readonly faults: readonly string[];
}

/** Tries the cases of the seeds from `first` on (see `randomCase`); `told` hears of every case that is done. */
export async function tryCases(
  first: number,
  count: number,
  told: (seed: number, found: CounterExample | null) => void,
  widest?: number,
): Promise<void> {
  for (let seed = first; seed < first + count; seed++) {
    const one = randomCase(seed, widest);
    const faults = await faultsOf(one);
    told(seed, faults.length === 0 ? null : { ...(await smallest(one)), seed });
  }
}

/** What is wrong with the overlay of a case; nothing, mostly. */
export async function faultsOf(one: OverlayCase): Promise<string[]> {
  const [a, b] = [polygonsAsDrawn(one.a), polygonsAsDrawn(one.b)];
  try {
    const faults = overlayFaults(a, b, one.isClean);
    return one.isClean ? [...faults, ...(await geosFaults(a, b))] : faults;
  } catch (error) {
    return [String(error)];
  }
}

/**
 * Where the areas of pairs differ from those of GEOS. It computes crossings in doubles and so draws slivers where there is
 * nothing, the larger the farther from the origin: it gets the case moved there.
 */
async function geosFaults(a: Polygons, b: Polygons): Promise<string[]> {
  const invalid = [...(await geosInvalid(a)), ...(await geosInvalid(b))];
  if (invalid.length > 0) return [`GEOS does not call features ${invalid} valid`];
  const found = pairsByName(overlay(a, b));
  const [x, y] = [a.x[0] ?? 0, a.y[0] ?? 0];
  const near = [fromOrigin(a, x, y), fromOrigin(b, x, y)] as const;
  const theirs = await geosPairs(...near);
  const allowed = geosRounding(...near);
  const inner = [...new Set([...found.keys(), ...theirs.keys()])].filter((p) => !p.includes('-1'));
  return inner
    .filter((pair) => !(Math.abs((found.get(pair) ?? 0) - (theirs.get(pair) ?? 0)) <= allowed))
    .map((pair) => `pair ${pair}: GEOS ${theirs.get(pair)}, found ${found.get(pair)}`);
}

function fromOrigin(polygons: Polygons, x0: number, y0: number): Polygons {
  return { ...polygons, x: polygons.x.map((x) => x - x0), y: polygons.y.map((y) => y - y0) };
}

/** A crossing moves by some units in the last place of its coordinates, and a border sweeps that times its length. */
function geosRounding(a: Polygons, b: Polygons): number {
  let [largest, length] = [0, 0];
  for (const { x, y } of [a, b]) {
    for (let i = 0; i < x.length; i++) {
      largest = Math.max(largest, Math.abs(x[i]!), Math.abs(y[i]!));
      length += i === 0 ? 0 : Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!);
    }
  }
  return largest * length * 2 ** -48;
}

/** The case without every feature and ring that it stays wrong without. */
async function smallest(one: OverlayCase): Promise<OverlayCase & { faults: string[] }> {
  let best = one;
  for (let i = 0; ;) {
    const less = smaller(best)[i];
    if (!less) return { ...best, faults: await faultsOf(best) };
    if ((await faultsOf(less)).length > 0) [best, i] = [less, 0];
    else i++;
  }
}

/** The case without one of its features; where rings are at fault anyway, also without one ring or one point. */
function smaller(one: OverlayCase): OverlayCase[] {
  const without = <T>(list: readonly T[]): T[][] => list.map((_, i) => list.toSpliced(i, 1));
  const inside = (rings: Feature): Feature[] => [
    ...without(rings),
    ...rings.flatMap((ring, r) => without(ring).map((points) => rings.with(r, points))),
  ];
  const reduced = (features: readonly Feature[]): Feature[][] => [
    ...without(features),
    ...(one.isClean
      ? []
      : features.flatMap((rings, f) => inside(rings).map((less) => features.with(f, less)))),
  ];
  return [
    ...reduced(one.a).map((a) => ({ ...one, a })),
    ...reduced(one.b).map((b) => ({ ...one, b })),
  ];
}
