/**
 * 连片 — into how many blocks ground falls, when parts that come within a distance of each other count as one, and how much
 * cultivated land the largest of them lies together with.
 */
import Flatbush from 'flatbush';
import { apportion, type Area } from '../base/index.ts';
import {
  boundsOf,
  equalAreaPlane,
  featureBounds,
  featureCount,
  featuresNear,
  GRID_UNIT,
  isWithin,
  overlayAtoms,
  type Polygons,
  projectToPlane,
  reproject,
  singleParts,
} from '../geo/index.ts';
import { classReader, isCultivated } from '../land/index.ts';
import type { CandidateFacts } from '../policy/index.ts';
import { type GroundOverlay, unitsPerMetre, weightOf } from './ground.ts';

/** 同一块, across a path, across a road: metres. */
export const CONTIGUITY_METRES = [0, 12, 20] as const;

/**
 * Cultivated land farther than about this from the ground does not count as around it, so that the answer does not hang on how
 * much of the survey was read. Metres.
 */
const NEIGHBOUR_METRES = 1000;

/** A window of the survey that reaches so far around the ground holds all of it, in degrees as well. */
export const NEIGHBOUR_WINDOW_METRES = 2 * NEIGHBOUR_METRES;

/** What touches may be off in the plane: borders that neighbours draw with different vertices. Metres. */
const TOUCH = 1e-4;

/** Features of a plane and their index by box. */
interface Placed {
  readonly polygons: Polygons;
  readonly boxes: Float64Array;
}

/** Blocks at each of `CONTIGUITY_METRES`. */
export function contiguity(overlay: GroundOverlay): CandidateFacts['contiguity'] {
  const { ground } = overlay.input;
  const parts = singleParts(ground.polygons);
  const plane = equalAreaPlane(ground.crs, boundsOf(ground.polygons));
  const own = placedIn(projectToPlane(parts, ground.crs, plane));
  const around = neighbours(overlay);
  const weights = partWeights({ polygons: parts, crs: ground.crs });
  return CONTIGUITY_METRES.map((metres) => {
    const most = (metres + TOUCH) / GRID_UNIT;
    const blockOf = blocksOf(own, most);
    const blocks = Math.max(...blockOf) + 1;
    const sizes = Array.from({ length: blocks }, () => 0);
    blockOf.forEach((block, part) => (sizes[block]! += weights[part]!));
    const areas = apportion(overlay.area, sizes.map(weightOf));
    const largest = areas.reduce((best, area, block) => (area > areas[best]! ? block : best), 0);
    const members = blockOf.flatMap((block, part) => (block === largest ? [part] : []));
    return {
      metres,
      blocks,
      largestArea: areas[largest]!,
      withNeighboursArea: areas[largest]! + grownArea(own, members, around, most),
    };
  });
}

function placedIn(polygons: Polygons): Placed {
  return { polygons, boxes: featureBounds(polygons) };
}

/** m² of each part of the ground; what parts share goes to the first of them. */
function partWeights(parts: Parameters<typeof overlayAtoms>[0][number]): number[] {
  const weights = Array.from({ length: featureCount(parts.polygons) }, () => 0);
  for (const { area, faces } of overlayAtoms([parts])) weights[faces[0]![0]!]! += area;
  return weights;
}

/** Block of every part, from 0 in the order of the parts. */
function blocksOf({ polygons, boxes }: Placed, most: number): number[] {
  const count = featureCount(polygons);
  const blockOf = Array.from({ length: count }, () => -1);
  const index = indexOf(boxes);
  let blocks = 0;
  for (let first = 0; first < count; first++) {
    if (blockOf[first]! >= 0) continue;
    blockOf[first] = blocks;
    const waiting = [first];
    for (let part = waiting.pop(); part !== undefined; part = waiting.pop())
      for (const other of nearBox(index, boxes, part, most))
        if (blockOf[other]! < 0 && isWithin(polygons, part, polygons, other, most)) {
          blockOf[other] = blocks;
          waiting.push(other);
        }
    blocks++;
  }
  return blockOf;
}

function indexOf(boxes: Float64Array): Flatbush {
  const index = new Flatbush(boxes.length / 4);
  for (let at = 0; at < boxes.length; at += 4)
    index.add(boxes[at]!, boxes[at + 1]!, boxes[at + 2], boxes[at + 3]);
  index.finish();
  return index;
}

function nearBox(index: Flatbush, boxes: Float64Array, feature: number, most: number): number[] {
  const at = 4 * feature;
  return index.search(
    boxes[at]! - most,
    boxes[at + 1]! - most,
    boxes[at + 2]! + most,
    boxes[at + 3]! + most,
  );
}

/** Cultivated parcels around the ground, and what each has outside of it without ridges. */
interface Neighbours extends Placed {
  readonly netArea: readonly Area[];
  readonly index: Flatbush | null;
}

function neighbours({ input, cells }: GroundOverlay): Neighbours {
  const { ground, parcels } = input;
  const here = reproject(ground.polygons, ground.crs, parcels.crs);
  const classOf = classReader(parcels);
  const perMetre = unitsPerMetre(parcels.crs, here);
  const far = NEIGHBOUR_METRES * Math.max(perMetre.x, perMetre.y);
  const plane = {
    ...equalAreaPlane(ground.crs, boundsOf(ground.polygons)),
    ellipsoid: parcels.crs.ellipsoid,
  };
  const near = featuresNear(parcels.polygons, here, far).filter((row) =>
    isCultivated(classOf(row)),
  );
  const all = projectToPlane(parcels.polygons, parcels.crs, plane, near);
  const boxes = featureBounds(all);
  const inGround = new Map(cells.map(({ parcel, netArea }) => [parcel, netArea]));
  return {
    polygons: all,
    boxes,
    index: near.length > 0 ? indexOf(boxes) : null,
    netArea: Array.from(
      near,
      (row) => parcels.parcelArea[row]! - parcels.ridgeArea[row]! - (inGround.get(row) ?? 0n),
    ),
  };
}

/** Net cultivated area of all parcels that come within the distance of the block, or of one that does, and so on. */
function grownArea(
  own: Placed,
  members: readonly number[],
  around: Neighbours,
  most: number,
): Area {
  const { index, polygons, boxes, netArea } = around;
  if (index === null) return 0n;
  const isReached = new Uint8Array(netArea.length);
  const waiting: number[] = [];
  let sum = 0n;
  const reach = (from: Placed, feature: number): void => {
    for (const other of nearBox(index, from.boxes, feature, most)) {
      if (isReached[other] || !isWithin(from.polygons, feature, polygons, other, most)) continue;
      isReached[other] = 1;
      sum += netArea[other]!;
      waiting.push(other);
    }
  };
  for (const part of members) reach(own, part);
  const placed = { polygons, boxes };
  for (let other = waiting.pop(); other !== undefined; other = waiting.pop()) reach(placed, other);
  return sum;
}
