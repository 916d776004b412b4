/**
 * 等积平面 — the cylindrical equal-area plane in which the area of any figure is its area on the ellipsoid (design: one
 * plane for both years). u = c·(λ − λ₀), v = (Q(φ) − Q(φ₀))/c with c = N(φ₀) cos φ₀, so that scale is true near φ₀.
 *
 * Edges are straight in the file's own plane, and bend in this one. So every edge is cut where it crosses fixed lines of
 * the source grid before it is projected: the cuts depend on the line that the edge lies on, never on its end points, and
 * two neighbours that draw one border with different vertices stay together. What remains between two cuts is the segment
 * between chord and curve, once per vertex that the neighbour does not share: less than 1.5·d³·tan φ/(12 a) for a piece of
 * length d ≤ 32·√2 m, the diagonal of a cell (2.4e-3 m² at 53° N with the snapping to the grid; plane-legal.test.ts).
 */
import type { Bounds } from './bounds.ts';
import { type Crs, toGeographic } from './crs.ts';
import { authalicQ, type Ellipsoid, latitudeOfQ } from './ellipsoid.ts';
import { transverseMercator } from './gauss-kruger.ts';
import { featureCount, type Polygons } from './polygons.ts';

/** Metres per unit of the integer grid: 10 µm. A coarser 0.1 mm loses the cent on road polygons. */
export const GRID_UNIT = 1e-5;

/** Square metres per square unit of the grid. */
export const GRID_UNIT_AREA = GRID_UNIT * GRID_UNIT;

/** Distance of the cutting lines: 32 m, or 2⁻¹² degree (27 m). Powers of two, so that the lines are exact. */
const CUT_METRES = 32;
const CUT_DEGREES = 2 ** -12;

/** An equal-area plane: the origin and scale that both layers share. */
export interface EqualAreaPlane {
  readonly ellipsoid: Ellipsoid;
  /** λ₀, radians. */
  readonly longitude: number;
  /** Q(φ₀), m² per radian. */
  readonly q: number;
  /** c, metres. */
  readonly scale: number;
}

/** The plane for data within `bounds` of `crs`; give the bounds of all layers together. */
export function equalAreaPlane(crs: Crs, bounds: Bounds): EqualAreaPlane {
  const point = new Float64Array(2);
  toGeographic(crs)((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2, point);
  const sin = Math.sin(point[1]!);
  const shape = crs.ellipsoid;
  const normal = shape.a / Math.sqrt(1 - shape.e2 * sin * sin);
  return {
    ellipsoid: shape,
    longitude: point[0]!,
    q: authalicQ(shape, sin),
    scale: normal * Math.cos(point[1]!),
  };
}

/** One point of the file in grid units of the plane, not snapped. */
export function pointToPlane(
  crs: Crs,
  plane: EqualAreaPlane,
): (x: number, y: number, out: Float64Array) => void {
  const convert = toGeographic(crs);
  const { ellipsoid, longitude, q, scale } = plane;
  const [perRadian, perQ] = [scale / GRID_UNIT, 1 / (scale * GRID_UNIT)];
  return (x, y, out) => {
    convert(x, y, out);
    out[0] = (out[0]! - longitude) * perRadian;
    out[1] = (authalicQ(ellipsoid, Math.sin(out[1]!)) - q) * perQ;
  };
}

/** One point of the plane (grid units) back in the coordinates of the file. */
export function pointFromPlane(
  crs: Crs,
  plane: EqualAreaPlane,
): (u: number, v: number, out: Float64Array) => void {
  const { ellipsoid, longitude, q, scale } = plane;
  const forward = crs.transverse ? transverseMercator(crs.ellipsoid, crs.transverse).forward : null;
  if (!forward && crs.kind !== 'geographic')
    throw new TypeError(`no forward projection for ${crs.name}`);
  return (u, v, out) => {
    const lambda = (u * GRID_UNIT) / scale + longitude;
    const phi = latitudeOfQ(ellipsoid, v * GRID_UNIT * scale + q);
    if (forward) {
      forward(lambda, phi, out);
      return;
    }
    out[0] = (lambda * 180) / Math.PI;
    out[1] = (phi * 180) / Math.PI;
  };
}

/**
 * The chosen features (all by default) in the plane: edges cut at the fixed lines, vertices snapped to whole grid units.
 * Feature k of the result is feature `only[k]` of the input. Points that snap together are kept once; a ring that
 * shrinks to nothing stays as a point-like ring of zero area.
 */
export function projectToPlane(
  polygons: Polygons,
  crs: Crs,
  plane: EqualAreaPlane,
  only?: Uint32Array,
): Polygons {
  const project = pointToPlane(crs, plane);
  const step =
    crs.unitMetres === 0 ? CUT_DEGREES : 2 ** Math.round(Math.log2(CUT_METRES / crs.unitMetres));
  const { x, y, ringStart, isHole, featureStart } = polygons;
  const count = only ? only.length : featureCount(polygons);
  const out = new Float64Array(2);
  let us = new Float64Array(1024);
  let vs = new Float64Array(1024);
  let vertices = 0;
  const rings: number[] = [0];
  const roles: number[] = [];
  const starts = new Uint32Array(count + 1);
  const push = (px: number, py: number): void => {
    project(px, py, out);
    const [u, v] = [Math.round(out[0]!), Math.round(out[1]!)];
    if (vertices > rings[rings.length - 1]! && us[vertices - 1] === u && vs[vertices - 1] === v)
      return;
    if (vertices === us.length) {
      us = grow(us);
      vs = grow(vs);
    }
    us[vertices] = u;
    vs[vertices] = v;
    vertices++;
  };
  const cuts: number[] = [];
  for (let k = 0; k < count; k++) {
    const feature = only ? only[k]! : k;
    for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
      const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
      for (let i = start; i < end; i++) {
        const j = i + 1 === end ? start : i + 1;
        push(x[i]!, y[i]!);
        cutEdge(x[i]!, y[i]!, x[j]!, y[j]!, step, cuts);
        for (let c = 0; c < cuts.length; c += 2) push(cuts[c]!, cuts[c + 1]!);
      }
      const first = rings[rings.length - 1]!;
      while (
        vertices > first + 1 &&
        us[vertices - 1] === us[first] &&
        vs[vertices - 1] === vs[first]
      )
        vertices--;
      rings.push(vertices);
      roles.push(isHole[ring]!);
    }
    starts[k + 1] = roles.length;
  }
  return {
    x: us.slice(0, vertices),
    y: vs.slice(0, vertices),
    ringStart: Uint32Array.from(rings),
    isHole: Uint8Array.from(roles),
    featureStart: starts,
  };
}

/**
 * Points where an edge crosses the lines x = k·step and y = k·step, in order from its first end, as x, y, x, y … . They
 * are computed from the lexicographically smaller end, so that both neighbours of an edge get the same digits.
 */
function cutEdge(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  step: number,
  cuts: number[],
): void {
  cuts.length = 0;
  const forward = x1 < x2 || (x1 === x2 && y1 < y2);
  const [ax, ay, bx, by] = forward ? [x1, y1, x2, y2] : [x2, y2, x1, y1];
  const [dx, dy] = [bx - ax, by - ay];
  const [firstX, lastX] = [Math.floor(ax / step) + 1, Math.ceil(bx / step) - 1];
  const [lowY, highY] = ay < by ? [ay, by] : [by, ay];
  const [firstY, lastY] = [Math.floor(lowY / step) + 1, Math.ceil(highY / step) - 1];
  if (lastX < firstX && lastY < firstY) return;
  const found: { t: number; x: number; y: number }[] = [];
  for (let k = firstX; k <= lastX; k++) {
    const t = (k * step - ax) / dx;
    found.push({ t, x: k * step, y: ay + t * dy });
  }
  for (let k = firstY; k <= lastY; k++) {
    const t = (k * step - ay) / dy;
    found.push({ t, x: ax + t * dx, y: k * step });
  }
  found.sort((a, b) => (forward ? a.t - b.t : b.t - a.t));
  for (const point of found) cuts.push(point.x, point.y);
}

function grow(array: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}
