/**
 * Ground of a feature in cells of the lattice: whole cells with the borders that parcels have, or a patch with sides of its
 * own. Whether two of them overlap follows from how they were made; where wiggly borders leave it open, it is open.
 */
import { type Polygons, polygonsBuilder, type PolygonsBuilder } from '../geo/index.ts';
import type { Lattice } from './lattice.ts';

/** Column and row of a cell. */
export type Cell = readonly [i: number, j: number];

/** A rectangle in the plane of the lattice. */
export interface Patch {
  readonly i0: number;
  readonly j0: number;
  readonly i1: number;
  readonly j1: number;
}

/** Whole cells, or a patch. */
export type Footprint = { readonly cells: readonly Cell[] } | { readonly patch: Patch };

/** Whether two grounds overlap: surely, surely not (they may touch), or not known without measuring. */
export type Overlap = 'meets' | 'misses' | 'open';

/** Borders of cells leave the whole numbers of the lattice by less than this. */
const BORDER_REACH = 0.2;
/** Straight sides of patches leave the bent lines of the lattice by less than this. */
const SIDE_REACH = 0.02;
/** Points along a side of a patch, per cell. */
const POINTS = 4;

/** Shapes of footprints; feature k is footprint k. */
export function footprintShapes(ground: Lattice, footprints: readonly Footprint[]): Polygons {
  const builder = polygonsBuilder();
  for (const footprint of footprints) {
    builder.beginFeature();
    if ('cells' in footprint) addOutline(builder, ground, footprint.cells);
    else addRing(builder, patchRing(ground, footprint.patch), false);
  }
  return builder.finish().polygons;
}

/** Outlines of sets of cells. */
export function outlinesOf(ground: Lattice, sets: readonly (readonly Cell[])[]): Polygons {
  return footprintShapes(
    ground,
    sets.map((cells) => ({ cells })),
  );
}

function addOutline(builder: PolygonsBuilder, ground: Lattice, cells: readonly Cell[]): void {
  const rings = ground.outline(cells).map((ring) => ({ ring, isHole: turnsRight(ring) }));
  for (const { ring, isHole } of [
    ...rings.filter((r) => !r.isHole),
    ...rings.filter((r) => r.isHole),
  ])
    addRing(builder, ring, isHole);
}

function addRing(builder: PolygonsBuilder, ring: readonly number[], isHole: boolean): void {
  builder.addRing(ring, 0, ring.length / 2, 2, isHole, false);
}

function turnsRight(ring: readonly number[]): boolean {
  let twice = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    twice +=
      (ring[i]! - ring[0]!) * (ring[j + 1]! - ring[1]!) -
      (ring[j]! - ring[0]!) * (ring[i + 1]! - ring[1]!);
  }
  return twice < 0;
}

/** Outline of a patch, counterclockwise, with points where its sides cross the lines of the lattice and between. */
function patchRing(ground: Lattice, { i0, j0, i1, j1 }: Patch): number[] {
  const [us, vs] = [stops(i0, i1), stops(j0, j1)];
  const ring: number[] = [];
  for (const u of us.slice(0, -1)) ring.push(...ground.at(u, j0));
  for (const v of vs.slice(0, -1)) ring.push(...ground.at(i1, v));
  for (const u of us.slice(1).reverse()) ring.push(...ground.at(u, j1));
  for (const v of vs.slice(1).reverse()) ring.push(...ground.at(i0, v));
  return ring;
}

function stops(from: number, to: number): number[] {
  const found = [from];
  for (let k = Math.floor(from * POINTS) + 1; k < to * POINTS; k++) found.push(k / POINTS);
  return [...found, to];
}

/** What of a layer lies where, for asking many times. */
export interface LayerGround {
  readonly cells: ReadonlySet<string>;
  readonly patches: readonly Patch[];
}

/** The ground of a layer, from the footprints of its features. */
export function layerGround(footprints: readonly Footprint[]): LayerGround {
  const cells = new Set<string>();
  const patches: Patch[] = [];
  for (const footprint of footprints) {
    if ('cells' in footprint) for (const [i, j] of footprint.cells) cells.add(`${i},${j}`);
    else patches.push(footprint.patch);
  }
  return { cells, patches };
}

/** Whether a footprint overlaps the ground of a layer. */
export function overlapWith(footprint: Footprint, { cells, patches }: LayerGround): Overlap {
  const found = new Set<Overlap>();
  const rectangles = 'cells' in footprint ? footprint.cells.map(cellPatch) : [footprint.patch];
  const reach = 'cells' in footprint ? 0 : BORDER_REACH;
  for (const one of rectangles) {
    for (const cell of cellsAround(one))
      if (cells.has(`${cell[0]},${cell[1]}`)) found.add(overlap(one, cellPatch(cell), reach));
    const toPatch = 'cells' in footprint ? BORDER_REACH : SIDE_REACH;
    for (const patch of patches) found.add(overlap(one, patch, toPatch));
  }
  return found.has('meets') ? 'meets' : found.has('open') ? 'open' : 'misses';
}

/** A cell as a patch. */
function cellPatch([i, j]: Cell): Patch {
  return { i0: i, j0: j, i1: i + 1, j1: j + 1 };
}

/** Cells that a patch or its neighbourhood lies in. */
export function cellsAround({ i0, j0, i1, j1 }: Patch): Cell[] {
  const found: Cell[] = [];
  for (let i = Math.floor(i0 - BORDER_REACH); i < i1 + BORDER_REACH; i++)
    for (let j = Math.floor(j0 - BORDER_REACH); j < j1 + BORDER_REACH; j++) found.push([i, j]);
  return found;
}

/** Two rectangles whose sides are known to `reach`; with 0 they share lines exactly. */
function overlap(a: Patch, b: Patch, reach: number): Overlap {
  const isApart =
    a.i1 + reach <= b.i0 || b.i1 + reach <= a.i0 || a.j1 + reach <= b.j0 || b.j1 + reach <= a.j0;
  if (isApart) return 'misses';
  const isSure =
    a.i0 + reach < b.i1 && b.i0 + reach < a.i1 && a.j0 + reach < b.j1 && b.j0 + reach < a.j1;
  return isSure ? 'meets' : 'open';
}
