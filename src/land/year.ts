/**
 * 年度结算 — from two surveys and their overlay to the settled year. Every piece is divided by class and ridge, gets its
 * flow, and is added up; the account closes to the last 0.01 m² or the program says that it is broken.
 */
import { compareText, type Counter, type Finding, formatScaled } from '../base/index.ts';
import type { RuleSet } from '../policy/index.ts';
import { opinion } from '../policy/index.ts';
import { approvalRows } from './approvals.ts';
import {
  average,
  type BalancePiece,
  balanceTests,
  GRADE_SCALE,
  type LastYearFacts,
} from './balance.ts';
import type { ProcessRecord } from './change-records.ts';
import type { EvidenceRecord, LayerShare } from './evidence.ts';
import { type FindingSummary, summarizeFindings } from './finding-summary.ts';
import { FLOWS, flowKind } from './flow-table.ts';
import { classReader, type Pairs } from './pieces.ts';
import type {
  AccountRow,
  ChangedPiece,
  ClassTotal,
  FlowRow,
  Settlement,
  SettlementInput,
  Stage,
  UsedParameter,
} from './settlement.ts';
import { settleFindings } from './settle-findings.ts';
import type { ParcelTable } from './survey.ts';
import { classLabel } from './names.ts';
import { tally, type Tally } from './tally.ts';
import { accountOf, zoneAccounts } from './zones.ts';

/** Everything that a year is settled from. */
export interface YearInput {
  readonly region: string;
  readonly regionName: string;
  readonly level: 'county' | 'city';
  readonly year: number;
  readonly stage: Stage;
  readonly secrecy: Settlement['secrecy'];
  readonly before: ParcelTable;
  readonly after: ParcelTable;
  readonly inputs: { readonly before: SettlementInput; readonly after: SettlementInput };
  readonly pairs: Pairs;
  /** Width in m of changed pieces by pair, NaN where unknown: slivers go to the residual. */
  readonly widths?: Float64Array;
  readonly shares: readonly LayerShare[];
  readonly evidence: readonly EvidenceRecord[];
  /** 更新过程 of the surveyors, where it was given; it goes before the overlay. */
  readonly changeRecords?: readonly ProcessRecord[];
  /** Approved but not built, from the PZWJSTD layer; null when no approval layer was given at all. */
  readonly approvedNotBuilt: { readonly area: number; readonly parcels: readonly string[] } | null;
  readonly rules: RuleSet;
  readonly zoneNames: ReadonlyMap<string, string>;
  readonly controlArea: { readonly before: bigint | null; readonly after: bigint | null };
  readonly lastYear: LastYearFacts & { readonly closing: bigint | null };
  readonly stableOverride?: { readonly before: Int8Array; readonly after: Int8Array };
  readonly layers: Settlement['layers'];
  /** What the layers of this settlement brought. */
  readonly findings: readonly Finding[];
  /** What the imports of the two surveys found. */
  readonly surveyFindings?: readonly FindingSummary[];
  readonly unchangedParcels: number;
  readonly worstParcelDifference: number;
  readonly engine: string;
  /** Told how many pieces are done. */
  readonly count?: Counter;
}

/** The document, and the pieces that changed. */
export interface SettledYear {
  readonly settlement: Settlement;
  readonly pieces: ChangedPiece[];
}

/** Pairs whose class differs, or that lie outside on one side: their width and what lies over them decide their flow. */
export function changedPairs(before: ParcelTable, after: ParcelTable, pairs: Pairs): Uint32Array {
  const [classBefore, classAfter] = [classReader(before), classReader(after)];
  const changed: number[] = [];
  for (let i = 0; i < pairs.a.length; i++) {
    const [a, b] = [pairs.a[i]!, pairs.b[i]!];
    if (a < 0 || b < 0 || classBefore(a) !== classAfter(b)) changed.push(i);
  }
  return Uint32Array.from(changed);
}

/** Settles a year. Pure: the same input gives the same document. */
export function settleYear(input: YearInput): SettledYear {
  const counted = tally(input);
  const rows = accountRows(counted);
  const account = accountOf(counted.opening, counted.closing, counted.byFlow);
  const zones = zoneAccounts(counted.villages, counted.zoneFlows.values(), input.zoneNames);
  const tests = balanceTests(
    counted.balance,
    input.rules,
    input.level,
    input.lastYear,
    counted.unknown,
  );
  const findings = summarizeFindings(
    [...input.findings, ...settleFindings(input, counted)],
    input.surveyFindings,
  );
  const first = input.rules.values.reformFirstYear;
  const settlement: Settlement = {
    kind: 'liangtian-settlement',
    units: { area: '0.01 m2', capacity: 'kg' },
    id: `${input.region}-${input.year}`,
    region: input.region,
    regionName: input.regionName,
    level: input.level,
    year: input.year,
    stage: input.stage,
    secrecy: input.secrecy,
    ruleSet: input.rules.id,
    engine: input.engine,
    before: input.inputs.before,
    after: input.inputs.after,
    layers: input.layers,
    controlArea: { before: text(input.controlArea.before), after: text(input.controlArea.after) },
    account,
    rows,
    flows: flowRows(counted),
    classes: classTotals(counted),
    stable: counted.stable,
    cap: null,
    allotment: null,
    twoAccounts: input.year >= first ? null : twoAccounts(counted.balance),
    tests,
    approvals:
      input.approvedNotBuilt === null ? null : approvalRows(counted.built, input.approvedNotBuilt),
    zones,
    parameters: usedParameters(input.rules),
    findings,
    proof: {
      worstParcelDifference: input.worstParcelDifference,
      pieces: input.pairs.a.length,
      unchangedParcels: input.unchangedParcels,
    },
    carry: {
      ...constructionGrade(counted.balance),
      closing: account.closing,
    },
  };
  return { settlement, pieces: counted.changed };
}

function text(area: bigint | null): string | null {
  return area === null ? null : area.toString();
}

/** Bars of the waterfall in the order of the flow table, only those that occur. */
function accountRows(counted: Tally): AccountRow[] {
  const rows: AccountRow[] = [];
  for (const kind of FLOWS) {
    const area = counted.byFlow.get(kind.id) ?? 0;
    const pieces = counted.piecesByFlow.get(kind.id) ?? 0;
    if ((area === 0 && pieces === 0) || kind.side === 'inside' || kind.side === 'none') continue;
    rows.push({
      flow: kind.id,
      side: kind.side,
      title: kind.title,
      area: String(area),
      pieces,
      ...(kind.duty === 'nobody' ? {} : { duty: kind.duty === 'user' ? USER_DUTY : COUNTY_DUTY }),
      exempt: kind.exempt,
      citation: kind.citation,
      confidence: kind.confidence,
    });
  }
  return rows;
}

const USER_DUTY = { zh: '用地单位或个人补充', en: 'whoever uses the land' };
const COUNTY_DUTY = { zh: '县级政府补充', en: 'the county government' };

function flowRows(counted: Tally): FlowRow[] {
  return [...counted.cells.values()]
    .filter((cell) => cell.area !== 0)
    .map((cell) => ({
      flow: cell.flow,
      from: cell.from,
      to: cell.to,
      area: String(cell.area),
      pieces: cell.pieces,
    }))
    .sort(
      (p, q) =>
        compareText(p.from, q.from) || compareText(p.to, q.to) || compareText(p.flow, q.flow),
    );
}

function classTotals(counted: Tally): ClassTotal[] {
  const codes = [...new Set([...counted.classBefore.keys(), ...counted.classAfter.keys()])].sort();
  return codes.map((code) => ({
    landClass: code,
    name: classLabel(code),
    before: String(counted.classBefore.get(code) ?? 0),
    after: String(counted.classAfter.get(code) ?? 0),
  }));
}

/** Before the reform: construction balances construction, other uses balance each other (practice 5). */
function twoAccounts(pieces: readonly BalancePiece[]): Settlement['twoAccounts'] {
  const sum = (
    account: 'non-agricultural' | 'in-out',
    balance: 'occupation' | 'supplement',
  ): string =>
    String(
      pieces
        .filter(
          (piece) =>
            flowKind(piece.flow).oldAccount === account && flowKind(piece.flow).balance === balance,
        )
        .reduce((total, piece) => total + piece.area, 0),
    );
  return {
    nonAgricultural: {
      occupied: sum('non-agricultural', 'occupation'),
      supplemented: sum('non-agricultural', 'supplement'),
    },
    inOut: { out: sum('in-out', 'occupation'), in: sum('in-out', 'supplement') },
    citation: opinion('十一', '统一纳入耕地占补平衡管理'),
    confidence: 'unconfirmed',
  };
}

/** What construction took this year, for next year's Q3: its average grade, shown and exact, or why there is none. */
function constructionGrade(pieces: readonly BalancePiece[]): Omit<Settlement['carry'], 'closing'> {
  const built = pieces.filter(
    (piece) => piece.flow === 'OCC_NONAGRI' || piece.flow === 'OCC_RESERVOIR',
  );
  const none = { nonAgriculturalGradeAverage: null, nonAgriculturalGradeExact: null };
  if (built.length === 0) return { ...none, nonAgriculturalOccupation: 'none' };
  if (built.some((piece) => piece.qualityGrade === null))
    return { ...none, nonAgriculturalOccupation: 'ungraded' };
  const { weighted, area } = average(built, (piece) => piece.qualityGrade);
  return {
    nonAgriculturalGradeAverage: formatScaled(weighted, area * BigInt(GRADE_SCALE), 4),
    nonAgriculturalGradeExact: `${weighted}/${area}`,
    nonAgriculturalOccupation: 'graded',
  };
}

/** What a settlement goes by; fees, layers' ages and the like are for checks alone. */
const YEAR_PARAMETERS = [
  'reformFirstYear',
  'stableExclusion',
  'capacityFormula',
  'areaToleranceCents',
  'controlAreaTolerance',
  'topologyLimits',
  'smallestMappedArea',
  'sliverWidthMetres',
  'countyQuantityIsTest',
  'gradeFallback',
  'temporaryLandYears',
  'changeNotesRequired',
] as const satisfies readonly (keyof RuleSet['values'])[];

function usedParameters(rules: RuleSet): UsedParameter[] {
  return YEAR_PARAMETERS.map((name) => {
    const value = rules.values[name];
    return {
      name,
      value: typeof value === 'object' ? JSON.stringify(value) : String(value),
      ...rules.standing[name],
    };
  });
}
