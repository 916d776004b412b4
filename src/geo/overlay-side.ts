/**
 * One layer's share of the work on a tile: its runs in the kernel's memory, and the kernel's steps that need no other layer —
 * borders as edges with two faces, the edges by cells, the faces at the corners of the cells.
 */
import { checkWord } from './kernel/index.ts';
import type * as kernelSource from './kernel/index.ts';
import type { Floats, Ints } from './kernel/numbers.ts';
import { CELLS, EDGE } from './kernel/records.ts';
import type { FacedRings } from './overlay-layer.ts';
import type { PlannedLayer } from './overlay-plan.ts';

/** How much of a layer one tile may hold: vertices of its runs, runs, entries of its cells. */
export interface SideRoom {
  readonly vertices: number;
  readonly runs: number;
  readonly entries: number;
}

/** One layer's share of the kernel's memory. */
export interface Side {
  readonly vx: Floats;
  readonly vy: Floats;
  readonly runs: Ints;
  readonly uniqueOf: Ints;
  readonly edges: Floats;
  readonly sides: Ints;
  readonly starts: Ints;
  readonly list: Ints;
  readonly corners: Ints;
  readonly unclear: Ints;
  /** Ring of each run; not for the kernel. */
  readonly rings: Uint32Array;
  runCount: number;
  vertices: number;
  edgeCount: number;
}

/** The arrays of doubles of one side, by whoever gives out memory. */
export function sideDoubles(
  doubles: (length: number) => Floats,
  vertices: number,
): Pick<Side, 'vx' | 'vy' | 'edges'> {
  return { vx: doubles(vertices), vy: doubles(vertices), edges: doubles(EDGE * vertices) };
}

/** All else of one side. */
export function sideWords(
  words: (length: number) => Ints,
  { vertices, runs, entries }: SideRoom,
): Omit<Side, 'vx' | 'vy' | 'edges'> {
  const cells = CELLS * CELLS;
  return {
    runs: words(4 * runs),
    uniqueOf: words(vertices),
    sides: words(8 * vertices),
    unclear: words(vertices + 1),
    starts: words(cells + 1),
    list: words(entries),
    corners: words(2 * cells),
    rings: new Uint32Array(runs),
    runCount: 0,
    vertices: 0,
    edgeCount: 0,
  };
}

/** Room that `arrange` needs beside a side: `twinSlots` words, one word a cell, two a row of cells. */
export interface ArrangeRoom {
  readonly slots: Ints;
  readonly next: Ints;
  readonly columns: Ints;
}

/** Slots of the table in which twins are matched. */
export function twinSlots(vertices: number): number {
  return 2 ** Math.ceil(Math.log2(2 * vertices + 2));
}

/** Vertices and runs of a layer in a tile. */
export function needsOf(layer: PlannedLayer, tile: number): { vertices: number; runs: number } {
  let [vertices, count] = [0, 0];
  for (const { runs, from, to } of layer.ranges) {
    count += to[tile]! - from[tile]!;
    for (let run = from[tile]!; run < to[tile]!; run++) vertices += runs.edges[run]! + 1;
  }
  return { vertices, runs: count };
}

/** Brings the runs of a tile into the kernel's memory, in coordinates of the tile. */
export function gather(
  side: Side,
  layer: FacedRings,
  planned: PlannedLayer,
  tile: number,
  tileX: number,
  tileY: number,
): void {
  const { vx, vy, runs: table, rings } = side;
  const { x, y, originX, originY } = layer;
  let [vertices, count] = [0, 0];
  for (const { runs, from, to } of planned.ranges) {
    for (let run = from[tile]!; run < to[tile]!; run++) {
      const ring = runs.ring[run]!;
      const face = layer.face[ring]!;
      const edges = runs.edges[run]!;
      table[4 * count] = vertices;
      table[4 * count + 1] = edges;
      table[4 * count + 2] = face;
      table[4 * count + 3] = checkWord(face);
      rings[count++] = ring;
      const shiftX = (originX ? originX[ring]! : 0) - tileX;
      const shiftY = (originY ? originY[ring]! : 0) - tileY;
      const first = runs.first[run]!;
      for (let i = first; i < first + edges; i++) {
        vx[vertices] = x[i]! + shiftX;
        vy[vertices++] = y[i]! + shiftY;
      }
      const last = runs.last[run]!;
      vx[vertices] = x[last]! + shiftX;
      vy[vertices++] = y[last]! + shiftY;
    }
  }
  side.runCount = count;
  side.vertices = vertices;
}

/**
 * Edges of one layer into cells, with their moments about a point from which the tile's corner is at `shiftX`, `shiftY`.
 * Answers with how many entries the cells need, and stops there when the side has no room for them.
 */
export function arrange(
  kernel: Pick<typeof kernelSource, 'matchTwins' | 'sumCells' | 'fillCells' | 'faceCorners'>,
  side: Side,
  { slots, next, columns }: ArrangeRoom,
  layer: PlannedLayer,
  tile: number,
  perCell: number,
  shiftX = 0,
  shiftY = 0,
): number {
  const { vx, vy, runs, runCount, uniqueOf, edges, sides, starts, list, corners } = side;
  const mask = twinSlots(side.vertices) - 1;
  const count = kernel.matchTwins(
    vx,
    vy,
    runs,
    runCount,
    slots,
    mask,
    edges,
    sides,
    uniqueOf,
    starts,
    perCell,
    shiftX,
    shiftY,
  );
  side.edgeCount = count;
  const entries = kernel.sumCells(starts);
  if (entries > list.length) return entries;
  kernel.fillCells(sides, count, starts, next, list);
  const [face, check] = [layer.cornerFace[tile]!, layer.cornerCheck[tile]!];
  kernel.faceCorners(edges, sides, count, perCell, face, check, corners, columns);
  return entries;
}
