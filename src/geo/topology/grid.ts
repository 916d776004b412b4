/**
 * 拓扑格网 — whole-number coordinates for topology: 0.1 mm, the digits of survey data (or 1e-9 of a degree), counted from a
 * corner of the layer. What falls on one point of it is one point.
 */
import type { Crs } from '../crs.ts';
import { type Bounds, boundsOf } from '../bounds.ts';
import type { Polygons } from '../polygons.ts';

/** Spacing in metres, and in degrees for geographic systems. */
const SPACING_METRES = 1e-4;
const SPACING_DEGREES = 1e-9;

/** Coordinates of a layer ↔ whole numbers. */
export interface TopologyGrid {
  readonly originX: number;
  readonly originY: number;
  /** Points of the grid per unit of the coordinates. */
  readonly scale: number;
  /** About how many metres one step east and one step north are, in the middle of the layer. */
  readonly stepX: number;
  readonly stepY: number;
}

/** The grid for layers of one system; its corner is that of all of them together. */
export function topologyGrid(layers: readonly Polygons[], crs: Crs): TopologyGrid {
  const boxes: Bounds[] = layers.map(boundsOf).filter((box) => box[0] <= box[2]);
  const least = (k: 0 | 1): number => boxes.reduce((low, box) => Math.min(low, box[k]), Infinity);
  const most = (k: 2 | 3): number => boxes.reduce((high, box) => Math.max(high, box[k]), -Infinity);
  const degrees = crs.unitMetres === 0;
  const spacing = degrees ? SPACING_DEGREES : SPACING_METRES / crs.unitMetres;
  const [originX, originY] = boxes.length === 0 ? [0, 0] : [least(0), least(1)];
  const latitude = boxes.length === 0 ? 0 : ((originY + most(3)) / 2) * (Math.PI / 180);
  const degree = (crs.ellipsoid.a * Math.PI) / 180;
  return {
    originX,
    originY,
    scale: Math.round(1 / spacing),
    stepX: degrees ? SPACING_DEGREES * degree * Math.cos(latitude) : SPACING_METRES,
    stepY: degrees ? SPACING_DEGREES * degree : SPACING_METRES,
  };
}

/**
 * Sign of the turn a→b→p, exact for whole numbers below 2⁵² : where the products leave the exact doubles, they are taken
 * as big integers.
 */
export function turn(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  px: number,
  py: number,
): number {
  const left = (bx - ax) * (py - ay);
  const right = (by - ay) * (px - ax);
  if (Math.abs(left) < 2 ** 52 && Math.abs(right) < 2 ** 52) return Math.sign(left - right);
  const difference = left - right;
  // Two products and one difference of doubles: wrong by less than three roundings.
  if (Math.abs(difference) > 2 ** -51 * (Math.abs(left) + Math.abs(right)))
    return Math.sign(difference);
  const exact = BigInt(bx - ax) * BigInt(py - ay) - BigInt(by - ay) * BigInt(px - ax);
  return exact > 0n ? 1 : exact < 0n ? -1 : 0;
}
