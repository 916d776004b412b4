/**
 * 逐块计算 — walks every piece of the overlay once and adds it up: flows, classes, villages, stable land, balance pieces.
 * Areas are whole 0.01 m² in doubles.
 */
import { COUNT_EVERY, adminUnit, type Finding, surveyDate } from '../base/index.ts';
import type { BalancePiece } from './balance.ts';
import { boundaryMoved, type UnknownGround } from './boundary.ts';
import { compareProcess } from './change-records.ts';
import { evidenceIndex, type EvidenceRecord, type LayerShare } from './evidence.ts';
import { flowKind } from './flow-table.ts';
import { isCultivated } from './land-classes.ts';
import { FORBIDDEN_LAYERS, pieceFlows } from './piece-flows.ts';
import { classReader, idReader, numberReader, pieceAreas, textReader } from './pieces.ts';
import { type Cell, RIDGE_CLASS, ridgeCells } from './ridges.ts';
import type { ChangedPiece, StableLand } from './settlement.ts';
import { isOnGround, stableParcels } from './stable.ts';
import type { ParcelTable } from './survey.ts';
import type { YearInput } from './year.ts';
import type { VillageTotal, ZoneFlow } from './zones.ts';

/** Sums of a settled year. */
export interface Tally {
  readonly opening: number;
  readonly closing: number;
  /** Signed net cultivated area by flow. */
  readonly byFlow: ReadonlyMap<string, number>;
  readonly piecesByFlow: ReadonlyMap<string, number>;
  readonly cells: ReadonlyMap<
    string,
    { flow: string; from: string; to: string; area: number; pieces: number }
  >;
  readonly classBefore: ReadonlyMap<string, number>;
  readonly classAfter: ReadonlyMap<string, number>;
  readonly villages: ReadonlyMap<string, VillageTotal>;
  readonly zoneFlows: ReadonlyMap<string, ZoneFlow>;
  readonly balance: readonly BalancePiece[];
  readonly stable: StableLand;
  readonly changed: ChangedPiece[];
  /** Pieces of construction, with the shares of layers that lie over them. */
  readonly built: readonly BuiltPiece[];
  /** Pieces of reclaiming and restoring with the protected layers that they touch. */
  readonly protectedGains: readonly { parcel: string; layer: string; flow: string; area: number }[];
  readonly overdueTemporary: readonly string[];
  /** Documents that do not fit what became of the ground. */
  readonly misfits: readonly { parcel: string; record: EvidenceRecord; to: string }[];
  /** Gross area after minus before, minus what the boundary brought in, plus what it took out. */
  readonly grossDifference: number;
  readonly unknown: UnknownGround;
  /** Where the surveyors' record of changes and the overlay differ. */
  readonly processFindings: readonly Finding[];
}

/** A piece that construction took, for the comparison with approvals. */
export interface BuiltPiece {
  readonly parcel: string;
  readonly area: number;
  /** Approval date → area of the piece that it covers. */
  readonly approvals: readonly { readonly date: string; readonly area: number }[];
  readonly year: number;
}

/** Adds up the year. */
export function tally(input: YearInput): Tally {
  const { before, after, pairs } = input;
  const day = surveyDate(input.year);
  const isSliver = (pair: number): boolean =>
    input.widths !== undefined && input.widths[pair]! < input.rules.values.sliverWidthMetres;
  const compared = compareProcess(before, after, pairs, input.changeRecords ?? [], {
    toleranceCents: input.rules.values.areaToleranceCents,
    isSliver,
  });
  const areas = pieceAreas(before, after, pairs, compared.recorded);
  const isMoved = boundaryMoved(input, areas.gross);
  const [classA, classB] = [classReader(before), classReader(after)];
  const [idA, idB] = [idReader(before), idReader(after)];
  const [villageA, villageB] = [villageReader(before), villageReader(after)];
  const restorable = textReader(before, 'plantingAttribute');
  const grades = [before, after].map((table) => ({
    quality: gradeReader(table, 'qualityGrade', 10),
    use: gradeReader(table, 'utilizationGrade', 15),
  }));
  const [slopeA, slopeB] = [textReader(before, 'slopeLevel'), textReader(after, 'slopeLevel')];
  const [rateA, rateB] = [ridgeRateReader(before), ridgeRateReader(after)];
  const documents = evidenceIndex(input.evidence);
  const shares = sharesByPair(input.shares);
  const stableA = stableParcels(before, input.rules, input.stableOverride?.before);
  const stableB = stableParcels(after, input.rules, input.stableOverride?.after);

  const byFlow = new Map<string, number>();
  const piecesByFlow = new Map<string, number>();
  const cells = new Map<
    string,
    { flow: string; from: string; to: string; area: number; pieces: number }
  >();
  const classBefore = new Map<string, number>();
  const classAfter = new Map<string, number>();
  const villages = new Map<string, VillageTotal>();
  const zoneFlows = new Map<string, ZoneFlow>();
  const balance: BalancePiece[] = [];
  const changed: ChangedPiece[] = [];
  const built: BuiltPiece[] = [];
  const protectedGains: { parcel: string; layer: string; flow: string; area: number }[] = [];
  const overdue = new Set<string>();
  const misfits = new Map<string, { parcel: string; record: EvidenceRecord; to: string }>();
  const labels: { id: string; change: string; area: number }[] = [];
  let [opening, closing, onGround, byLabel, grossDifference] = [0, 0, 0, 0, 0];
  let [missing, unclassified] = [0, 0];

  const village = (code: string): VillageTotal => {
    let found = villages.get(code);
    if (!found)
      villages.set(code, (found = { opening: 0, closing: 0, stableBefore: 0, stableAfter: 0 }));
    return found;
  };
  /** Adds a cell: `out` and `in` are what leaves and enters cultivated land. */
  const addCell = (
    flow: string,
    from: string,
    to: string,
    area: number,
    villageFrom: string,
    villageTo: string,
    isMain: boolean,
  ): number => {
    const key = `${flow}>${from}>${to}`;
    const cell = cells.get(key);
    if (cell) {
      cell.area += area;
      if (isMain) cell.pieces++;
    } else cells.set(key, { flow, from, to, area, pieces: isMain ? 1 : 0 });
    const leaves = isCultivated(from) ? area : 0;
    const enters = isCultivated(to) ? area : 0;
    const { side } = flowKind(flow);
    if (side !== 'inside' && side !== 'none' && enters !== leaves)
      byFlow.set(flow, (byFlow.get(flow) ?? 0) + enters - leaves);
    if (leaves !== 0 || enters !== 0) {
      const zoneKey = `${villageFrom}>${villageTo}>${flow}`;
      const zone = zoneFlows.get(zoneKey);
      if (zone) {
        zone.out += leaves;
        zone.in += enters;
      } else
        zoneFlows.set(zoneKey, { from: villageFrom, to: villageTo, flow, out: leaves, in: enters });
    }
    return enters - leaves;
  };

  totals(before, classA, villageA, stableA.stable, (code, net, ridge, place, isStable) => {
    grossDifference -= net + ridge;
    classBefore.set(code, (classBefore.get(code) ?? 0) + net);
    if (ridge !== 0) classBefore.set(RIDGE_CLASS, (classBefore.get(RIDGE_CLASS) ?? 0) + ridge);
    if (!isCultivated(code)) return;
    opening += net;
    village(place).opening += net;
    if (isStable) village(place).stableBefore += net;
  });
  totals(after, classB, villageB, stableB.stable, (code, net, ridge, place, isStable) => {
    grossDifference += net + ridge;
    classAfter.set(code, (classAfter.get(code) ?? 0) + net);
    if (ridge !== 0) classAfter.set(RIDGE_CLASS, (classAfter.get(RIDGE_CLASS) ?? 0) + ridge);
    if (!isCultivated(code)) return;
    closing += net;
    village(place).closing += net;
    if (isStable) village(place).stableAfter += net;
  });

  for (let i = 0; i < pairs.a.length; i++) {
    if (i % COUNT_EVERY === 0) input.count?.(i, pairs.a.length);
    const [a, b] = [pairs.a[i]!, pairs.b[i]!];
    const gross = areas.gross[i]!;
    const [ridgeA, ridgeB] = [areas.ridgeBefore[i]!, areas.ridgeAfter[i]!];
    const [from, to] = [classA(a), classB(b)];
    const [placeA, placeB] = [a < 0 ? '' : villageA(a), b < 0 ? '' : villageB(b)];
    const netA = isCultivated(from) ? gross - ridgeA : 0;
    const netB = isCultivated(to) ? gross - ridgeB : 0;

    if (a < 0) grossDifference -= gross;
    if (b < 0) grossDifference += gross;
    const bothCultivated = isCultivated(from) && isCultivated(to);
    const labelChanged = bothCultivated && stableA.stable[a] !== stableB.stable[b];
    const rateChanged = a >= 0 && b >= 0 && rateA(a) !== rateB(b);
    const slopeChanged = bothCultivated && from === to && slopeA(a) !== slopeB(b);
    const stableDelta =
      (b >= 0 && stableB.stable[b] === 1 ? netB : 0) -
      (a >= 0 && stableA.stable[a] === 1 ? netA : 0);
    /** The change of stable land belongs to the ground, to a label or slope, or to what is left over. */
    const addStable = (flow: string): void => {
      if (stableDelta === 0 || a < 0 || b < 0) return;
      if (bothCultivated && (labelChanged || rateChanged)) {
        byLabel += stableDelta;
        labels.push({ id: idB(b), change: labelChange(before, after, a, b), area: stableDelta });
      } else if (isOnGround(flow, from, to)) onGround += stableDelta;
    };

    if (from === to && ridgeA === ridgeB && a >= 0 && b >= 0) {
      addCell('UNCHANGED', from, to, gross - ridgeA, placeA, placeB, true);
      if (ridgeA !== 0)
        addCell('UNCHANGED', RIDGE_CLASS, RIDGE_CLASS, ridgeA, placeA, placeB, false);
      // A slope level that changed alone moves no area, but it is a row of its own (practice 1).
      const flow = slopeChanged ? 'RIDGE_CHANGE' : 'UNCHANGED';
      if (slopeChanged) count(flow);
      addStable(flow);
      if (labelChanged || slopeChanged) changed.push(piece(i, flow, 0, stableDelta, ''));
      continue;
    }
    const record = documents(idA(a), idB(b));
    const over = shares.get(i) ?? [];
    const flows = pieceFlows(
      a < 0 || b < 0
        ? outsideCells(from, to, gross, ridgeA, ridgeB)
        : ridgeCells(from, to, gross - ridgeA, ridgeA, ridgeB),
      {
        outside: a < 0 ? 'before' : b < 0 ? 'after' : null,
        restorable: isRestorable(restorable(a)),
        boundaryMoved: isMoved,
        rateChanged,
        isSliver: isSliver(i),
        record,
        over,
        day,
        rules: input.rules,
      },
    );
    let effect = 0;
    for (const { flow, cell, area, isMain } of flows.parts) {
      const delta = addCell(flow, cell.from, cell.to, area, placeA, placeB, isMain);
      effect += delta;
      if (flow === 'MISSING_GROUND') missing += area;
      if (flow === 'UNCLASSIFIED') unclassified += area;
      const { side } = flowKind(flow);
      if (side !== 'inside' && side !== 'none' && (delta !== 0 || isMain)) count(flow);
      addBalance(flow, cell, area, a, b);
      if (flow === 'OCC_NONAGRI' || flow === 'OCC_RESERVOIR') built.push(builtPiece(b, area, over));
    }
    addStable(flows.main);
    if (flows.isOverdue) overdue.add(idB(b));
    if (flows.misfit && record) misfits.set(idB(b), { parcel: idB(b), record, to });
    if (flowKind(flows.main).side === 'gain') {
      for (const share of over) {
        if (!FORBIDDEN_LAYERS.includes(share.layer)) continue;
        protectedGains.push({
          parcel: idB(b),
          layer: share.layer,
          flow: flows.main,
          area: Math.round(gross * share.share),
        });
      }
    }
    const papers = basis(flows.misfit ? undefined : record, over);
    changed.push(piece(i, flows.main, effect, stableDelta, papers));
  }
  // Ground of a parcel that the overlay could not place, and what filed areas of the year after differ by.
  for (const a of areas.missingBefore)
    residual(
      classA(a),
      '',
      Number(before.parcelArea[a]!),
      Number(before.ridgeArea[a]!),
      villageA(a),
      -1,
    );
  areas.residualAfter.forEach((area, b) => {
    const ridge = areas.ridgeResidualAfter[b]!;
    if (area !== 0 || ridge !== 0) residual(classB(b), villageB(b), area, ridge, '', 1);
  });
  return {
    opening,
    closing,
    byFlow,
    piecesByFlow,
    cells,
    classBefore,
    classAfter,
    villages,
    zoneFlows,
    balance,
    stable: stableLand(),
    changed,
    built,
    protectedGains,
    overdueTemporary: [...overdue],
    misfits: [...misfits.values()],
    grossDifference,
    unknown: { missing, unclassified },
    processFindings: compared.findings,
  };

  function count(flow: string): void {
    piecesByFlow.set(flow, (piecesByFlow.get(flow) ?? 0) + 1);
  }

  function residual(
    code: string,
    villageTo: string,
    area: number,
    ridge: number,
    villageFrom: string,
    direction: 1 | -1,
  ): void {
    const place = direction === 1 ? villageTo : villageFrom;
    const net = area - ridge;
    addCell(
      'RESIDUAL',
      direction === 1 ? '' : code,
      direction === 1 ? code : '',
      net,
      place,
      place,
      true,
    );
    if (ridge !== 0)
      addCell(
        'RESIDUAL',
        direction === 1 ? '' : RIDGE_CLASS,
        direction === 1 ? RIDGE_CLASS : '',
        ridge,
        place,
        place,
        false,
      );
    if (isCultivated(code)) count('RESIDUAL');
  }

  function addBalance(flow: string, cell: Cell, area: number, a: number, b: number): void {
    const kind = flowKind(flow);
    if (kind.balance === 'none' && flow !== 'IN_PLACE') return;
    const occupies = kind.balance === 'occupation';
    const row = occupies ? a : b;
    const grade = grades[occupies ? 0 : 1]!;
    balance.push({
      flow,
      from: cell.from,
      to: cell.to,
      area,
      parcel: occupies ? idA(a) : idB(b),
      qualityGrade: grade.quality(row),
      utilizationGrade: grade.use(row),
    });
  }

  function builtPiece(b: number, area: number, over: readonly LayerShare[]): BuiltPiece {
    const approvals = over
      .filter((share) => share.layer === 'APPROVAL')
      .map((share) => ({
        date: String(share.attributes['PZRQ'] ?? ''),
        area: Math.round(area * Math.min(1, share.share)),
      }));
    return { parcel: idB(b), area, approvals, year: input.year };
  }

  function piece(
    i: number,
    flow: string,
    cultivated: number,
    stable: number,
    evidence: string,
  ): ChangedPiece {
    const [a, b] = [pairs.a[i]!, pairs.b[i]!];
    const kind = flowKind(flow);
    const useBefore = kind.side === 'loss';
    const grade = grades[useBefore ? 0 : 1]!;
    const row = useBefore ? a : b;
    return {
      before: a,
      after: b,
      beforeId: idA(a),
      afterId: idB(b),
      fromClass: classA(a),
      toClass: classB(b),
      flow,
      area: String(areas.gross[i]!),
      cultivated: String(cultivated),
      stable: String(stable),
      village: b < 0 ? villageA(a) : villageB(b),
      qualityGrade: row < 0 ? null : grade.quality(row),
      utilizationGrade: row < 0 ? null : grade.use(row),
      evidence,
      clause: kind.citation.clause,
    };
  }

  function stableLand(): StableLand {
    const netIncrease = stableB.total - stableA.total;
    const conditions = [
      ...input.rules.values.stableExclusion.map((c) => ({
        reason: { zh: c.zh, en: c.en },
        condition: `${c.attribute} ∈ ${c.values.join(',')}`,
      })),
      {
        reason: {
          zh: '永久基本农田标注为不稳定利用（WDGD 否）',
          en: 'permanent basic farmland says not stable (WDGD no)',
        },
        condition: 'YJJBNTTB.WDGD = 否',
      },
    ];
    return {
      before: String(stableA.total),
      after: String(stableB.total),
      netIncrease: String(netIncrease),
      onGround: String(onGround),
      byLabel: String(byLabel),
      residual: String(netIncrease - onGround - byLabel),
      excluded: conditions.map((c, i) => ({
        ...c,
        before: String(stableA.excluded[i] ?? 0),
        after: String(stableB.excluded[i] ?? 0),
      })),
      labelParcels: labels.map((label) => ({ ...label, area: String(label.area) })),
      confidence: input.rules.standing.stableExclusion.confidence,
    };
  }
}

/** Documents and approvals that a changed piece rests on, in words. */
function basis(record: EvidenceRecord | undefined, over: readonly LayerShare[]): string {
  const numbers = over
    .filter((share) => share.layer === 'APPROVAL' || share.layer === 'LSYD')
    .map((share) => String(share.attributes['PWH'] ?? share.attributes['PZWH'] ?? ''));
  return [...new Set([record?.document ?? '', ...numbers])].filter((one) => one !== '').join('；');
}

/** A grade of 1…worst; 0 and other numbers outside are no grade, as blank is not 0. */
function gradeReader(
  parcels: ParcelTable,
  name: string,
  worst: number,
): (row: number) => number | null {
  const read = numberReader(parcels, name);
  return (row) => {
    const grade = read(row);
    return grade !== null && grade >= 1 && grade <= worst ? grade : null;
  };
}

function isRestorable(attribute: string): boolean {
  return attribute === 'JKHF' || attribute === 'GCHF';
}

/** Ridge rate with four decimals: as filed, else ridge area by parcel area. A split parcel keeps its rate. */
function ridgeRateReader(parcels: ParcelTable): (row: number) => number {
  const filed = numberReader(parcels, 'ridgeRate');
  return (row) => {
    const area = Number(parcels.parcelArea[row] ?? 0n);
    const rate = filed(row) ?? (area > 0 ? Number(parcels.ridgeArea[row]) / area : 0);
    return Math.round(rate * 1e4);
  };
}

/** Cells of a piece that lies outside on one side: net area and ridges apart. */
function outsideCells(
  from: string,
  to: string,
  gross: number,
  ridgeBefore: number,
  ridgeAfter: number,
): Cell[] {
  const ridge = from === '' ? ridgeAfter : ridgeBefore;
  const cells: Cell[] = [{ from, to, area: gross - ridge, byRidge: false }];
  if (ridge !== 0)
    cells.push({
      from: from === '' ? '' : RIDGE_CLASS,
      to: to === '' ? '' : RIDGE_CLASS,
      area: ridge,
      byRidge: false,
    });
  return cells;
}

function villageReader(parcels: ParcelTable): (row: number) => string {
  const read = textReader(parcels, 'locationUnit');
  const fallback = `${parcels.region}000000`;
  return (row) => {
    const unit = adminUnit(read(row), 'village');
    return unit === '' ? fallback : unit;
  };
}

function totals(
  parcels: ParcelTable,
  classOf: (row: number) => string,
  villageOf: (row: number) => string,
  stable: Uint8Array,
  visit: (code: string, net: number, ridge: number, village: string, isStable: boolean) => void,
): void {
  for (let row = 0; row < parcels.parcelArea.length; row++) {
    const ridge = Number(parcels.ridgeArea[row]!);
    visit(
      classOf(row),
      Number(parcels.parcelArea[row]!) - ridge,
      ridge,
      villageOf(row),
      stable[row] === 1,
    );
  }
}

function sharesByPair(shares: readonly LayerShare[]): Map<number, LayerShare[]> {
  const map = new Map<number, LayerShare[]>();
  for (const share of shares) {
    const list = map.get(share.pair);
    if (list) list.push(share);
    else map.set(share.pair, [share]);
  }
  return map;
}

const LABEL_FIELDS = [
  ['slopeLevel', 'GDPDJB'],
  ['refinement', 'TBXHDM'],
  ['plantingAttribute', 'ZZSXDM'],
  ['ridgeRate', 'KCXS'],
] as const;

/** Which attribute made a parcel stable or not: `GDPDJB 5→4`. */
function labelChange(before: ParcelTable, after: ParcelTable, a: number, b: number): string {
  const parts: string[] = [];
  for (const [name, field] of LABEL_FIELDS) {
    const [was, is] = [textReader(before, name)(a), textReader(after, name)(b)];
    if (was !== is) parts.push(`${field} ${was === '' ? '空' : was}→${is === '' ? '空' : is}`);
  }
  return parts.length > 0 ? parts.join('，') : 'WDGD';
}
