/**
 * What stands behind a number: which changed pieces or which parcels of a survey, and what of them is added up. Pure
 * sums over plain rows, so that whoever reads an explanation can add it up again.
 */
import { type Bilingual, formatScaled, say } from '../base/index.ts';
import { capacityNano } from './balance.ts';
import { isCultivated } from './land-classes.ts';
import { classReader, idReader, textReader } from './pieces.ts';
import { RIDGE_CLASS } from './ridges.ts';
import { isOnGround } from './stable.ts';
import type { Settlement } from './settlement.ts';
import type { ParcelTable } from './survey.ts';

/**
 * What of a piece counts. `cultivated` is its effect on net cultivated area and `lost` the negative; `cell` is its part in
 * one cell of the class matrix, ridges included; `quality` and `capacity` are the figures of Q2, Q3 and Q5.
 */
export type PieceMeasure =
  | 'cultivated'
  | 'lost'
  | 'area'
  | 'cell'
  | 'stable'
  | 'count'
  | 'quality'
  | 'capacity';

/** Which changed pieces a number is the sum of; all conditions hold together. */
export interface PieceFilter {
  readonly measure: PieceMeasure;
  readonly flows?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  /** Beginning of the village code. */
  readonly zone?: string;
  readonly parcels?: readonly string[];
  /** Only pieces that became or ceased to be cultivated on the ground. */
  readonly onGround?: true;
}

/** A changed piece as far as sums need it; areas of 0.01 m². */
export interface ExplainedPiece {
  readonly beforeId: string;
  readonly afterId: string;
  readonly fromClass: string;
  readonly toClass: string;
  readonly flow: string;
  readonly village: string;
  readonly area: bigint;
  readonly cultivated: bigint;
  readonly stable: bigint;
  readonly qualityGrade: number | null;
  readonly utilizationGrade: number | null;
}

/** Which parcels of a survey a number is the sum of. `net` takes ridges off and counts them as class 1203. */
export interface ParcelFilter {
  readonly when: 'before' | 'after';
  readonly measure: 'net' | 'gross' | 'count';
  readonly landClass?: string;
  readonly cultivated?: true;
  readonly zone?: string;
}

/** The pieces of a filter. */
export function choosePieces<P extends ExplainedPiece>(
  pieces: readonly P[],
  filter: PieceFilter,
): P[] {
  const flows = filter.flows && new Set(filter.flows);
  const parcels = filter.parcels && new Set(filter.parcels);
  return pieces.filter(
    (piece) =>
      (!flows || flows.has(piece.flow)) &&
      (!parcels || parcels.has(piece.afterId) || parcels.has(piece.beforeId)) &&
      (filter.measure === 'cell'
        ? cellPart(piece, filter.from ?? '', filter.to ?? '') !== 0n
        : (filter.from === undefined || piece.fromClass === filter.from) &&
          (filter.to === undefined || piece.toClass === filter.to)) &&
      (filter.zone === undefined || piece.village.startsWith(filter.zone)) &&
      (filter.onGround === undefined || isOnGround(piece.flow, piece.fromClass, piece.toClass)),
  );
}

/** What the chosen pieces add up to, written as the number itself is; null when a grade is missing. */
export function sumOfPieces(
  pieces: readonly ExplainedPiece[],
  filter: PieceFilter,
  settlement: Settlement,
  decimals = 2,
): string | null {
  const add = (pick: (piece: ExplainedPiece) => bigint): bigint =>
    pieces.reduce((sum, piece) => sum + pick(piece), 0n);
  switch (filter.measure) {
    case 'cultivated':
      return add((p) => p.cultivated).toString();
    case 'lost':
      return add((p) => -p.cultivated).toString();
    case 'area':
      return add((p) => p.area).toString();
    case 'stable':
      return add((p) => p.stable).toString();
    case 'cell':
      return add((p) => cellPart(p, filter.from ?? '', filter.to ?? '')).toString();
    case 'count':
      return String(pieces.length);
    case 'quality': {
      const area = add((p) => magnitude(p.cultivated));
      if (area === 0n || pieces.some((p) => p.qualityGrade === null)) return null;
      const weighted = add(
        (p) => magnitude(p.cultivated) * BigInt(Math.round(p.qualityGrade! * 10_000)),
      );
      return formatScaled(weighted, area * 10_000n, decimals);
    }
    case 'capacity': {
      if (pieces.some((p) => p.utilizationGrade === null)) return null;
      const text = settlement.parameters.find((p) => p.name === 'capacityFormula')?.value;
      if (text === undefined) return null;
      const formula = JSON.parse(text) as { top: number; step: number };
      const nano = add((p) => capacityNano(magnitude(p.cultivated), p.utilizationGrade!, formula));
      return formatScaled(nano, 1_000_000_000n, 0).replaceAll(',', '');
    }
    default:
      return filter.measure satisfies never;
  }
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** Part of a piece that goes from one class to another by the rule of ridges: net ground and ridge ground apart. */
function cellPart(piece: ExplainedPiece, from: string, to: string): bigint {
  const { fromClass, toClass, area, cultivated } = piece;
  const [was, is] = [isCultivated(fromClass), isCultivated(toClass)];
  if (was && is) {
    if (from === RIDGE_CLASS && to === toClass && cultivated > 0n) return cultivated;
    return to === RIDGE_CLASS && from === fromClass && cultivated < 0n ? -cultivated : 0n;
  }
  const net = was || is ? magnitude(cultivated) : area;
  if (fromClass === from && toClass === to) return net;
  if (was && from === RIDGE_CLASS && to === toClass) return area - net;
  return is && to === RIDGE_CLASS && from === fromClass ? area - net : 0n;
}

/** Parcels of a filter, and what they add up to. */
export function sumOfParcels(
  parcels: ParcelTable,
  filter: ParcelFilter,
): {
  readonly total: bigint;
  readonly rows: readonly { id: string; landClass: string; area: bigint }[];
} {
  const [classOf, idOf] = [classReader(parcels), idReader(parcels)];
  const unitOf = textReader(parcels, 'locationUnit');
  const fallback = `${parcels.region}000000`;
  const rows: { id: string; landClass: string; area: bigint }[] = [];
  let total = 0n;
  for (let row = 0; row < parcels.parcelArea.length; row++) {
    const code = classOf(row);
    const unit = /^\d{12}/.test(unitOf(row)) ? unitOf(row) : fallback;
    if (filter.zone !== undefined && !unit.startsWith(filter.zone)) continue;
    if (filter.cultivated && !isCultivated(code)) continue;
    const [gross, ridge] = [parcels.parcelArea[row]!, parcels.ridgeArea[row]!];
    const own = filter.landClass === undefined || filter.landClass === code;
    const area =
      filter.measure === 'gross'
        ? own
          ? gross
          : 0n
        : (own ? gross - ridge : 0n) + (filter.landClass === RIDGE_CLASS ? ridge : 0n);
    if (!own && area === 0n) continue;
    total += filter.measure === 'count' ? 1n : area;
    rows.push({ id: idOf(row), landClass: code, area });
  }
  return { total, rows };
}

/** Words for what was added up. */
export const MEASURES: Record<PieceMeasure, Bilingual> = {
  cultivated: say('耕地净面积的增减', 'effect on net cultivated area'),
  lost: say('减少的耕地净面积', 'net cultivated area lost'),
  area: say('块面积', 'area of the pieces'),
  cell: say('由前一地类变为后一地类的面积', 'area that went from the one class to the other'),
  stable: say('稳定利用耕地的增减', 'effect on stably used land'),
  count: say('块数', 'number of pieces'),
  quality: say('Σ 面积 × 质量等级 ÷ Σ 面积', 'Σ area × quality grade ÷ Σ area'),
  capacity: say('Σ 亩数 ×（上限 − 利用等别）× 步长', 'Σ mu × (top − utilization grade) × step'),
};
