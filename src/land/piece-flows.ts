/**
 * 地块流向 — which flow each part of a changed piece takes: its default, or what documents, temporary land, forbidden ground,
 * the width of the piece and the reason of its ridges make of it. The parts of a piece add up to its cells.
 */
import type { CalendarDate } from '../base/index.ts';
import type { RuleSet } from '../policy/index.ts';
import {
  type EvidenceRecord,
  evidenceMisfit,
  flowByEvidence,
  type LayerShare,
  movesBoundary,
  temporaryInForce,
} from './evidence.ts';
import { defaultFlow, flowKind } from './flow-table.ts';
import { isCultivated } from './land-classes.ts';
import type { Cell } from './ridges.ts';

/** What is known of a piece besides its classes. */
export interface PieceFacts {
  /** Which side lies outside the region; null for a piece that both years hold. */
  readonly outside: 'before' | 'after' | null;
  /** The control areas changed by what lies outside. */
  readonly boundaryMoved: boolean;
  readonly restorable: boolean;
  /** The ridge rate differs, so that a change of ridges is one of the survey and not of rounding. */
  readonly rateChanged: boolean;
  readonly isSliver: boolean;
  readonly record: EvidenceRecord | undefined;
  readonly over: readonly LayerShare[];
  readonly day: CalendarDate;
  readonly rules: RuleSet;
}

/** A part of a cell with its flow. `isMain` marks the first cell of the piece, which the piece is counted by. */
export interface FlowPart {
  readonly flow: string;
  readonly cell: Cell;
  readonly area: number;
  readonly isMain: boolean;
}

/** The flows of a piece, and what a reader must be told. */
export interface PieceFlows {
  readonly parts: readonly FlowPart[];
  /** The flow that the piece is listed under. */
  readonly main: string;
  /** Temporary land lies over it, but not enough of it is in force. */
  readonly isOverdue: boolean;
  /** A document that does not fit what became of the ground. */
  readonly misfit: boolean;
}

/** Layers in which new reclamation is forbidden (Opinions 十一). */
export const FORBIDDEN_LAYERS: readonly string[] = ['STBHHX', 'ZRBHD'];

/** Divides the cells of a piece among flows. */
export function pieceFlows(cells: readonly Cell[], facts: PieceFacts): PieceFlows {
  const parts: FlowPart[] = [];
  let main = 'NON_CULTIVATED';
  let [isOverdue, misfit] = [false, false];
  cells.forEach((cell, index) => {
    const isMain = index === 0;
    const plain = plainFlow(cell, facts);
    const isLoss = isCultivated(cell.from);
    const isOpen = flowKind(plain).side === 'loss' || flowKind(plain).side === 'gain';
    if (isOpen && facts.record !== undefined && evidenceMisfit(facts.record, cell, facts.day))
      misfit = true;
    const flow = isOpen && !misfit ? flowByEvidence(plain, isLoss, facts.record) : plain;
    const split = exception(flow, cell.area, facts);
    if (split.area > 0) parts.push({ flow: split.flow, cell, area: split.area, isMain });
    const rest = cell.area - split.area;
    if (rest > 0) parts.push({ flow, cell, area: rest, isMain: isMain && split.area === 0 });
    if (split.flow === 'TEMPORARY' && rest > 0 && hasLapsed(facts)) isOverdue = true;
    if (isMain) main = rest > 0 ? flow : split.flow;
    // Where the class stayed, the ridges are what the piece is about.
    else if (cell.byRidge && cells[0]!.from === cells[0]!.to) main = flow;
  });
  return { parts, main, isOverdue, misfit };
}

/** The flow of a cell by classes, borders, width and ridges alone. */
function plainFlow(cell: Cell, facts: PieceFacts): string {
  if (facts.isSliver && cell.from !== cell.to) return 'RESIDUAL';
  if (facts.outside !== null) {
    if (!facts.boundaryMoved && !movesBoundary(facts.record, facts.day)) return 'MISSING_GROUND';
    return facts.outside === 'before' ? 'BOUNDARY_IN' : 'BOUNDARY_OUT';
  }
  if (cell.byRidge) return facts.rateChanged ? 'RIDGE_CHANGE' : 'RESIDUAL';
  return defaultFlow(cell.from, cell.to, facts.restorable);
}

/** The part of a cell that a layer takes out of its flow: temporary land of losses, forbidden ground of new reclamation. */
function exception(flow: string, area: number, facts: PieceFacts): { flow: string; area: number } {
  const kind = flowKind(flow);
  if (kind.side === 'loss' && kind.balance === 'occupation') {
    const years = facts.rules.values.temporaryLandYears;
    const share = shareOf(
      facts.over.filter(
        (one) => one.layer === 'LSYD' && temporaryInForce(one.attributes, facts.day, years),
      ),
    );
    return { flow: 'TEMPORARY', area: Math.min(area, Math.round(area * share)) };
  }
  if (flow === 'SUPP_RECLAIM') {
    // The layers often cover the same ground: the larger share is what is surely forbidden.
    const shares = FORBIDDEN_LAYERS.map((layer) =>
      shareOf(facts.over.filter((one) => one.layer === layer)),
    );
    return {
      flow: 'GAIN_FORBIDDEN',
      area: Math.min(area, Math.round(area * Math.max(...shares))),
    };
  }
  return { flow, area: 0 };
}

function shareOf(shares: readonly LayerShare[]): number {
  return Math.min(
    1,
    shares.reduce((sum, one) => sum + one.share, 0),
  );
}

function hasLapsed({ over, day, rules }: PieceFacts): boolean {
  const years = rules.values.temporaryLandYears;
  return over.some((one) => one.layer === 'LSYD' && !temporaryInForce(one.attributes, day, years));
}
