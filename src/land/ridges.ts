/**
 * 田坎 — how the ridges of a changed piece move (practice 1). D is the net area of the piece before, TK its ridge area
 * before, KC its ridge area after; the piece went from class a to class b.
 */
import { isCultivated } from './land-classes.ts';

/** Code of ridges deducted by coefficient or mapped. */
export const RIDGE_CLASS = '1203';

/** One cell of the transition: area (0.01 m²) from a class to a class; `byRidge` where only the coefficient made it. */
export interface Cell {
  readonly from: string;
  readonly to: string;
  readonly area: number;
  readonly byRidge: boolean;
}

/** The cells of a piece. Their areas add up to D + TK, the gross area of the piece; empty cells are left out. */
export function ridgeCells(
  a: string,
  b: string,
  net: number,
  ridgeBefore: number,
  ridgeAfter: number,
): Cell[] {
  const [TK, KC] = [ridgeBefore, ridgeAfter];
  const cells: Cell[] =
    TK >= KC
      ? [
          { from: a, to: b, area: net, byRidge: false },
          { from: RIDGE_CLASS, to: RIDGE_CLASS, area: KC, byRidge: false },
          { from: RIDGE_CLASS, to: b, area: TK - KC, byRidge: isCultivated(a) && isCultivated(b) },
        ]
      : [
          { from: a, to: b, area: net - KC + TK, byRidge: false },
          { from: a, to: RIDGE_CLASS, area: KC - TK, byRidge: isCultivated(a) && isCultivated(b) },
          { from: RIDGE_CLASS, to: RIDGE_CLASS, area: TK, byRidge: false },
        ];
  return cells.filter((cell) => cell.area !== 0);
}
