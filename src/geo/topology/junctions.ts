/**
 * 未打断的丁字结点 — a point of one parcel that lies on an edge of another which has no point there. Their ground agrees today;
 * after the next projection or rounding there is a sliver between them.
 */
import Flatbush from 'flatbush';
import type { CoverageFault } from './coverage.ts';
import type { TopologyGrid } from './grid.ts';
import type { EdgeList } from './edges.ts';

/** Which junctions are told. */
export interface JunctionLimits {
  /** How far a point may lie from an edge that should have it, m. */
  readonly tolerance: number;
  /** So many are listed; the others are counted in one fault more. */
  readonly most: number;
  /** Whether a point of the second feature on an edge of the first is to be told. */
  readonly counts: (feature: number, other: number) => boolean;
}

/** The edges that lack a point, each with the point and who has it. */
export function looseJunctions(
  edges: EdgeList,
  grid: TopologyGrid,
  { tolerance, most, counts }: JunctionLimits,
): CoverageFault[] {
  const { count, x1, y1, x2, y2, owner } = edges;
  if (count === 0) return [];
  const points = new Flatbush(count);
  for (let i = 0; i < count; i++) points.add(x1[i]!, y1[i]!, x1[i]!, y1[i]!);
  points.finish();
  const reachX = tolerance / grid.stepX;
  const reachY = tolerance / grid.stepY;
  const faults: CoverageFault[] = [];
  let unlisted = 0;
  for (let i = 0; i < count; i++) {
    const [dx, dy] = [(x2[i]! - x1[i]!) * grid.stepX, (y2[i]! - y1[i]!) * grid.stepY];
    const length = Math.hypot(dx, dy);
    const seen: number[] = [];
    points.search(
      Math.min(x1[i]!, x2[i]!) - reachX,
      Math.min(y1[i]!, y2[i]!) - reachY,
      Math.max(x1[i]!, x2[i]!) + reachX,
      Math.max(y1[i]!, y2[i]!) + reachY,
      (k) => {
        if (owner[k] === owner[i]) return false;
        const [px, py] = [(x1[k]! - x1[i]!) * grid.stepX, (y1[k]! - y1[i]!) * grid.stepY];
        const along = (px * dx + py * dy) / length;
        if (along <= tolerance || along >= length - tolerance) return false;
        if (Math.abs(px * dy - py * dx) / length > tolerance) return false;
        // Several features may have the point; the first is named.
        if (seen.some((other) => x1[other] === x1[k] && y1[other] === y1[k])) return false;
        seen.push(k);
        if (!counts(owner[i]!, owner[k]!)) return false;
        if (faults.length === most) unlisted++;
        else
          faults.push({
            kind: 'junction',
            features: [owner[i]!, owner[k]!],
            point: [grid.originX + x1[k]! / grid.scale, grid.originY + y1[k]! / grid.scale],
            area: 0,
            rings: [],
          });
        return false;
      },
    );
  }
  const [last] = faults.slice(-1);
  return last === undefined || unlisted === 0 ? faults : [...faults, { ...last, unlisted }];
}
