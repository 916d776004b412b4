/**
 * Finding the crossings of single edges of two layers, for the rings that must be gone along with a set of faces. Edges are
 * put into the cells of a grid that their boxes touch; a pair is tested in one cell only, the one at the larger of their
 * first columns and the larger of their first rows.
 */
import { cross, type Edges, tieFirst, tieSecond } from './overlay-edges.ts';

/**
 * Called for every crossing: edge numbers in both layers, and +1 where the edge of the first layer enters the face left of
 * the other's edge, −1 where it leaves it; seen from the other edge it is the opposite.
 */
export type OnCrossing = (first: number, second: number, enters: number) => void;

/** Edges by cell: cell c holds edges list[start[c]] … list[start[c+1]−1]. */
interface CellLists {
  readonly start: Uint32Array;
  readonly list: Uint32Array;
}

interface Grid {
  readonly size: number;
  /** Cell number of a column and row, or −1 when no edge of the first layer touches it. */
  cellOf(column: number, row: number): number;
}

/** Visits every crossing of the two layers once, in an order that depends on the input alone. */
export function eachCrossing(a: Edges, b: Edges, visit: OnCrossing): void {
  if (a.count === 0 || b.count === 0) return;
  const size = cellSize(a, b);
  const { grid, lists } = firstLayer(a, size);
  const column = (x: number): number => Math.floor(x / size);
  for (let f = 0; f < b.count; f++) {
    const [rx, ry, sx, sy] = [b.x1[f]!, b.y1[f]!, b.x2[f]!, b.y2[f]!];
    const [minX, maxX] = rx < sx ? [rx, sx] : [sx, rx];
    const [minY, maxY] = ry < sy ? [ry, sy] : [sy, ry];
    const [firstColumn, lastColumn] = [column(minX), column(maxX)];
    const [firstRow, lastRow] = [column(minY), column(maxY)];
    const [fx, fy] = [sx - rx, sy - ry];
    for (let row = firstRow; row <= lastRow; row++) {
      for (let col = firstColumn; col <= lastColumn; col++) {
        const cell = grid.cellOf(col, row);
        if (cell < 0) continue;
        for (let k = lists.start[cell]!; k < lists.start[cell + 1]!; k++) {
          const e = lists.list[k]!;
          const [px, py, qx, qy] = [a.x1[e]!, a.y1[e]!, a.x2[e]!, a.y2[e]!];
          const eMinX = px < qx ? px : qx;
          const eMaxX = px < qx ? qx : px;
          if (eMaxX < minX || eMinX > maxX) continue;
          const eMinY = py < qy ? py : qy;
          const eMaxY = py < qy ? qy : py;
          if (eMaxY < minY || eMinY > maxY) continue;
          if (
            Math.max(column(eMinX), firstColumn) !== col ||
            Math.max(column(eMinY), firstRow) !== row
          )
            continue;
          const p = cross(fx, fy, px - rx, py - ry);
          const q = cross(fx, fy, qx - rx, qy - ry);
          const pLeft = (p === 0 ? tieSecond(fx, fy) : p) > 0;
          if ((q === 0 ? tieSecond(fx, fy) : q) > 0 === pLeft) continue;
          const [ex, ey] = [qx - px, qy - py];
          const r = cross(ex, ey, rx - px, ry - py);
          const s = cross(ex, ey, sx - px, sy - py);
          const rLeft = (r === 0 ? tieFirst(ex, ey) : r) > 0;
          if ((s === 0 ? tieFirst(ex, ey) : s) > 0 === rLeft) continue;
          visit(e, f, pLeft ? -1 : 1);
        }
      }
    }
  }
}

/** A cell of about twice the mean edge, grown until edges touch at most eight cells each on average. */
function cellSize(a: Edges, b: Edges): number {
  let length = 0;
  for (const edges of [a, b]) {
    for (let i = 0; i < edges.count; i++) {
      length += Math.abs(edges.x2[i]! - edges.x1[i]!) + Math.abs(edges.y2[i]! - edges.y1[i]!);
    }
  }
  let size = 2 ** Math.ceil(Math.log2(Math.max(2, (2 * length) / (a.count + b.count))));
  while (touched(a, size) + touched(b, size) > 8 * (a.count + b.count)) size *= 2;
  return size;
}

function touched(edges: Edges, size: number): number {
  let cells = 0;
  for (let i = 0; i < edges.count; i++) {
    cells +=
      (Math.abs(edges.x2[i]! - edges.x1[i]!) / size + 1) *
      (Math.abs(edges.y2[i]! - edges.y1[i]!) / size + 1);
  }
  return cells;
}

/** Cells that edges of the first layer touch, numbered as they appear, by open addressing on (column, row). */
function firstLayer(a: Edges, size: number): { readonly grid: Grid; readonly lists: CellLists } {
  let capacity = 1024;
  let columns = new Float64Array(capacity);
  let rows = new Float64Array(capacity);
  let numbers = new Int32Array(capacity).fill(-1);
  let used = 0;
  const slot = (column: number, row: number): number => {
    let h = (Math.imul(column | 0, 0x9e37_79b1) ^ Math.imul(row | 0, 0x85eb_ca77)) >>> 0;
    h = (h ^ (h >>> 15)) & (capacity - 1);
    while (numbers[h]! >= 0 && (columns[h] !== column || rows[h] !== row))
      h = (h + 1) & (capacity - 1);
    return h;
  };
  const grow = (): void => {
    const old = { columns, rows, numbers, capacity };
    capacity *= 2;
    columns = new Float64Array(capacity);
    rows = new Float64Array(capacity);
    numbers = new Int32Array(capacity).fill(-1);
    for (let i = 0; i < old.capacity; i++) {
      if (old.numbers[i]! < 0) continue;
      const h = slot(old.columns[i]!, old.rows[i]!);
      columns[h] = old.columns[i]!;
      rows[h] = old.rows[i]!;
      numbers[h] = old.numbers[i]!;
    }
  };
  const eachCell = (touch: (edge: number, cell: number) => void, create: boolean): void => {
    for (let i = 0; i < a.count; i++) {
      const [c1, c2] = ordered(Math.floor(a.x1[i]! / size), Math.floor(a.x2[i]! / size));
      const [r1, r2] = ordered(Math.floor(a.y1[i]! / size), Math.floor(a.y2[i]! / size));
      for (let row = r1; row <= r2; row++) {
        for (let column = c1; column <= c2; column++) {
          let h = slot(column, row);
          if (numbers[h]! < 0 && create) {
            if (used * 2 >= capacity) {
              grow();
              h = slot(column, row);
            }
            columns[h] = column;
            rows[h] = row;
            numbers[h] = used++;
          }
          touch(i, numbers[h]!);
        }
      }
    }
  };
  const pairs = { total: 0 };
  eachCell(() => void pairs.total++, true);
  const start = new Uint32Array(used + 1);
  eachCell((_, cell) => void start[cell + 1]!++, false);
  for (let i = 0; i < used; i++) start[i + 1]! += start[i]!;
  const next = start.slice(0, used);
  const list = new Uint32Array(pairs.total);
  eachCell((edge, cell) => {
    list[next[cell]!] = edge;
    next[cell]!++;
  }, false);
  return {
    grid: { size, cellOf: (column, row) => numbers[slot(column, row)]! },
    lists: { start, list },
  };
}

function ordered(a: number, b: number): readonly [number, number] {
  return a < b ? [a, b] : [b, a];
}
