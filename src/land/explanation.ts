/**
 * What stands behind a number: which changed pieces or which parcels of a survey, and what of them is added up. Pure
 * sums over plain rows, so that whoever reads an explanation can add it up again.
 */
import { type Bilingual, formatScaled, formatSignedArea, say } from '../base/index.ts';
import { capacityNano } from './balance.ts';
import { flowKind } from './flow-table.ts';
import { isCultivated, isPaddy } from './land-classes.ts';
import { classReader, idReader, textReader } from './pieces.ts';
import { RIDGE_CLASS } from './ridges.ts';
import { isOnGround } from './stable.ts';
import type { Settlement } from './settlement.ts';
import type { ParcelTable } from './survey.ts';

/**
 * What of a piece counts. `cultivated` is its effect on net cultivated area and `lost` the negative; `cell` is its part in
 * one cell of the class matrix, ridges included; `quality` and `capacity` are the figures of Q2, Q3 and Q5, `paddy` of Q4.
 */
export type PieceMeasure =
  | 'cultivated'
  | 'lost'
  | 'area'
  | 'cell'
  | 'stable'
  | 'count'
  | 'quality'
  | 'capacity'
  | 'paddy';

/** Which changed pieces a number is the sum of; all conditions hold together. */
export interface PieceFilter {
  readonly measure: PieceMeasure;
  readonly flows?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  /** Beginning of the village code. */
  readonly zone?: string;
  readonly parcels?: readonly string[];
  /** Part of the change of stably used land; `labels` are the keys of the label changes, see `labelKey`. */
  readonly part?: 'ground' | 'label' | 'rest';
  readonly labels?: readonly string[];
  /** 水田 of Q4: made, taken by construction, or either. */
  readonly paddy?: 'made' | 'taken' | 'either';
  /** Both sides of a balance test stand in one list: what was taken counts negative. */
  readonly isSigned?: true;
  /** Parcels that are listed before all others: those that pull a test down. */
  readonly first?: readonly string[];
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
  const labels = new Set(filter.labels);
  return pieces.filter(
    (piece) =>
      (!flows || flows.has(piece.flow)) &&
      (!parcels || parcels.has(piece.afterId) || parcels.has(piece.beforeId)) &&
      (filter.measure === 'cell'
        ? cellPart(piece, filter.from ?? '', filter.to ?? '') !== 0n
        : (filter.from === undefined || piece.fromClass === filter.from) &&
          (filter.to === undefined || piece.toClass === filter.to)) &&
      (filter.zone === undefined || piece.village.startsWith(filter.zone)) &&
      (filter.part === undefined || stablePart(piece, labels) === filter.part) &&
      (filter.measure !== 'stable' || piece.stable !== 0n) &&
      (filter.paddy === undefined || isPaddySide(piece, filter.paddy)),
  );
}

/** A label change as a piece knows it: parcel of the year after, and its effect on stably used land. */
export const labelKey = (id: string, stable: string): string => `${id}>${stable}`;

/** To which part of the change of stably used land a piece belongs (practice 4). */
function stablePart(piece: ExplainedPiece, labels: ReadonlySet<string>): PieceFilter['part'] {
  if (isOnGround(piece.flow, piece.fromClass, piece.toClass)) return 'ground';
  return labels.has(labelKey(piece.afterId, String(piece.stable))) ? 'label' : 'rest';
}

/** Which side of Q4 a change of classes stands on: paddy made (also from dry land), or taken by construction. */
export function paddySide(flow: string, from: string, to: string): 'made' | 'taken' | null {
  if (isPaddy(from)) return flow === 'OCC_NONAGRI' || flow === 'OCC_RESERVOIR' ? 'taken' : null;
  const makes = flowKind(flow).balance === 'supplement' || flow === 'IN_PLACE';
  return makes && isPaddy(to) ? 'made' : null;
}

function isPaddySide(piece: ExplainedPiece, wanted: 'made' | 'taken' | 'either'): boolean {
  const side = paddySide(piece.flow, piece.fromClass, piece.toClass);
  return side === wanted || (wanted === 'either' && side !== null);
}

/** Grades carry at most four decimals. */
const GRADE_SCALE = 10_000;

/** The formula of grain capacity that the settlement used. */
function capacityFormulaOf(settlement: Settlement): CapacityFormula | null {
  const text = settlement.parameters.find((one) => one.name === 'capacityFormula')?.value;
  return text === undefined ? null : (JSON.parse(text) as CapacityFormula);
}

interface CapacityFormula {
  readonly top: number;
  readonly step: number;
}

/** The grade that a measure multiplies with, and the column that shows what a piece adds to the number; areas in the unit shown. */
export const SHARES: Record<
  PieceMeasure,
  {
    readonly head: Bilingual;
    readonly unit: '0.01 m2' | '0.000001 m2 × quality grade' | '0.000000001 kg' | 'pieces';
    readonly grade: 'quality' | 'utilization' | null;
  }
> = {
  cultivated: {
    head: say('计入：耕地增减', 'counted: cultivated'),
    unit: '0.01 m2',
    grade: null,
  },
  lost: { head: say('计入：减少耕地', 'counted: lost'), unit: '0.01 m2', grade: null },
  area: { head: say('计入：块面积', 'counted: area'), unit: '0.01 m2', grade: null },
  cell: { head: say('计入：本地类对', 'counted: this pair'), unit: '0.01 m2', grade: null },
  stable: {
    head: say('计入：稳定利用增减', 'counted: stably used'),
    unit: '0.01 m2',
    grade: null,
  },
  count: { head: say('计入：块', 'counted: pieces'), unit: 'pieces', grade: null },
  quality: {
    head: say('计入：耕地 m² × 质量等级', 'counted: cultivated m² × quality grade'),
    unit: '0.000001 m2 × quality grade',
    grade: 'quality',
  },
  capacity: {
    head: say('计入：产能 公斤', 'counted: grain capacity kg'),
    unit: '0.000000001 kg',
    grade: 'utilization',
  },
  // Of dry land made paddy no net area is kept by piece: its whole area stands here, ridges included.
  paddy: {
    head: say('计入：水田（旱改水按块面积）', 'counted: paddy (dry to paddy: whole piece)'),
    unit: '0.01 m2',
    grade: null,
  },
};

/** Grade of a piece that its measure uses; null when there is none. */
function gradeUsed(piece: ExplainedPiece, measure: PieceMeasure): number | null {
  const { grade } = SHARES[measure];
  if (grade === null) return null;
  return grade === 'quality' ? piece.qualityGrade : piece.utilizationGrade;
}

/** What one piece adds to the number, in the unit of `SHARES`; null when its grade is missing. */
function shareOf(
  piece: ExplainedPiece,
  filter: PieceFilter,
  formula: CapacityFormula | null,
): bigint | null {
  const net = magnitude(piece.cultivated);
  const grade = gradeUsed(piece, filter.measure);
  const sign = filter.isSigned && piece.cultivated < 0n ? -1n : 1n;
  switch (filter.measure) {
    case 'cultivated':
      return piece.cultivated;
    case 'lost':
      return -piece.cultivated;
    case 'area':
      return piece.area;
    case 'stable':
      return piece.stable;
    case 'cell':
      return cellPart(piece, filter.from ?? '', filter.to ?? '');
    case 'count':
      return 1n;
    case 'quality':
      return grade === null ? null : net * BigInt(Math.round(grade * GRADE_SCALE));
    case 'capacity':
      return grade === null || formula === null ? null : sign * capacityNano(net, grade, formula);
    case 'paddy': {
      const made = isCultivated(piece.fromClass) && isCultivated(piece.toClass);
      return made ? piece.area : sign * net;
    }
    default:
      return filter.measure satisfies never;
  }
}

/** A share as people read it: m² and kg with two decimals. */
export function shareText(share: bigint, measure: PieceMeasure): string {
  switch (SHARES[measure].unit) {
    case '0.01 m2':
      return measure === 'area' || measure === 'cell'
        ? formatScaled(share, 100n, 2)
        : formatSignedArea(share, 'm2');
    case '0.000001 m2 × quality grade':
      return formatScaled(share, 1_000_000n, 2);
    case '0.000000001 kg':
      return formatScaled(share, 1_000_000_000n, 2);
    default:
      return share.toString();
  }
}

/** A piece behind a number, with the grade that was used of it and what it adds to the number. */
export interface PieceShare<P> {
  readonly piece: P;
  readonly grade: number | null;
  /** In the unit of `SHARES`; null when its grade is missing. */
  readonly share: bigint | null;
}

/** The pieces behind a number: those that pull a test down first, then those that count most. */
export function listShares<P extends ExplainedPiece>(
  pieces: readonly P[],
  filter: PieceFilter,
  settlement: Settlement,
): PieceShare<P>[] {
  const formula = capacityFormulaOf(settlement);
  const first = new Set(filter.first);
  const rank = ({ piece, share }: PieceShare<P>): readonly [number, number] => [
    Number(first.has(piece.afterId) || first.has(piece.beforeId)),
    Math.abs(Number(share ?? 0n)) || Number(piece.area) / 1e9,
  ];
  return choosePieces(pieces, filter)
    .map((piece) => ({
      piece,
      grade: gradeUsed(piece, filter.measure),
      share: shareOf(piece, filter, formula),
    }))
    .map((one) => ({ one, rank: rank(one) }))
    .sort((p, q) => q.rank[0] - p.rank[0] || q.rank[1] - p.rank[1])
    .map(({ one }) => one);
}

/** What the shares of the chosen pieces add up to; null when a grade is missing. */
export function sumOfShares(
  pieces: readonly ExplainedPiece[],
  filter: PieceFilter,
  settlement: Settlement,
): bigint | null {
  const formula = capacityFormulaOf(settlement);
  return pieces.reduce<bigint | null>((sum, piece) => {
    const share = shareOf(piece, filter, formula);
    return sum === null || share === null ? null : sum + share;
  }, 0n);
}

/** What the chosen pieces add up to, written as the number itself is; null when a grade is missing. */
export function sumOfPieces(
  pieces: readonly ExplainedPiece[],
  filter: PieceFilter,
  settlement: Settlement,
  decimals = 2,
): string | null {
  const total = sumOfShares(pieces, filter, settlement);
  if (total === null) return null;
  if (filter.measure === 'capacity')
    return formatScaled(total, 1_000_000_000n, 0).replaceAll(',', '');
  if (filter.measure !== 'quality') return total.toString();
  const area = pieces.reduce((sum, piece) => sum + magnitude(piece.cultivated), 0n);
  return area === 0n ? null : formatScaled(total, area * BigInt(GRADE_SCALE), decimals);
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
  paddy: say('水田面积', 'area of paddy'),
};
