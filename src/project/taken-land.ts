/** 占用情况 — what a site takes, counted from its facts: all ground by class, and its cultivated land without ridges. */
import type { Area } from '../base/index.ts';
import { isCultivated, isPaddy } from '../land/index.ts';
import type { GroundFacts, GroundPiece } from '../policy/index.ts';

/** One row of a breakdown; `key` is '' where the survey does not say. */
export interface TakenRow {
  readonly key: string;
  /** Ground of the row. */
  readonly area: Area;
  /** The same without ridges. */
  readonly netArea: Area;
}

/** What a site takes. Areas of cultivated land are without ridges. */
export interface TakenLand {
  readonly area: Area;
  readonly outsideArea: Area;
  readonly cultivatedArea: Area;
  readonly paddyArea: Area;
  /** 永久基本农田 in the site; null when its layer was not given. */
  readonly permanentArea: Area | null;
  /** 地类 — every class of the site, by TD/T 1055, largest first. */
  readonly byClass: readonly TakenRow[];
  /** Cultivated land by 坡度级别 1–5. */
  readonly bySlope: readonly TakenRow[];
  /** Cultivated land by 耕地质量等级 1–10. */
  readonly byGrade: readonly TakenRow[];
  /** Cultivated land by code of the village. */
  readonly byVillage: readonly TakenRow[];
  /** Mean 耕地质量等级 by area, null while a piece has none; 1 is best. */
  readonly meanGrade: number | null;
  /** Cultivated land whose grade is not known. */
  readonly ungradedArea: Area;
}

/** Counts the pieces of the facts. */
export function takenLand(facts: GroundFacts): TakenLand {
  const cultivated = facts.pieces.filter((piece) => isCultivated(piece.landClass));
  const permanent = facts.layers.YJJBNTTB;
  return {
    area: facts.area,
    outsideArea: facts.outsideArea,
    cultivatedArea: sum(cultivated),
    paddyArea: sum(cultivated.filter((piece) => isPaddy(piece.landClass))),
    permanentArea: permanent.state === 'given' ? permanent.area : null,
    byClass: rows(facts.pieces, (piece) => piece.landClass).sort(largestFirst),
    bySlope: rows(cultivated, (piece) => piece.slopeLevel ?? ''),
    byGrade: rows(cultivated, (piece) => piece.qualityGrade?.toString() ?? ''),
    byVillage: rows(cultivated, (piece) => piece.village ?? ''),
    meanGrade: meanGrade(cultivated),
    ungradedArea: sum(cultivated.filter((piece) => piece.qualityGrade === null)),
  };
}

function sum(pieces: readonly GroundPiece[]): Area {
  let total = 0n;
  for (const piece of pieces) total += piece.netArea;
  return total;
}

/** Sums by key; numbers in their order, what is not known last. */
function rows(pieces: readonly GroundPiece[], keyOf: (piece: GroundPiece) => string): TakenRow[] {
  const sums = new Map<string, { area: Area; netArea: Area }>();
  for (const piece of pieces) {
    const key = keyOf(piece);
    const before = sums.get(key) ?? { area: 0n, netArea: 0n };
    sums.set(key, { area: before.area + piece.area, netArea: before.netArea + piece.netArea });
  }
  return [...sums].map(([key, one]) => ({ key, ...one })).sort(byKey);
}

function byKey(one: TakenRow, other: TakenRow): number {
  if (one.key === '' || other.key === '') return one.key === '' ? 1 : -1;
  return one.key.length - other.key.length || (one.key < other.key ? -1 : 1);
}

function largestFirst(one: TakenRow, other: TakenRow): number {
  return other.area > one.area ? 1 : other.area < one.area ? -1 : byKey(one, other);
}

function meanGrade(pieces: readonly GroundPiece[]): number | null {
  let [weighted, area] = [0, 0];
  for (const { qualityGrade, netArea } of pieces) {
    if (qualityGrade === null) return null;
    weighted += qualityGrade * Number(netArea);
    area += Number(netArea);
  }
  return area === 0 ? null : weighted / area;
}
