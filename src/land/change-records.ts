/**
 * 更新过程 — the surveyors' own record of what became of what (DLTBGXGC). Where it is given it goes before our overlay: a
 * parcel that it gives away whole is divided by its areas. What differs is listed (practice 25).
 */
import { type Finding, formatArea, say } from '../base/index.ts';
import { classReader, idReader, type Pairs } from './pieces.ts';
import type { ParcelTable } from './survey.ts';

/** One record: part of a parcel of the year before that went into one of the year after. Area in 0.01 m². */
export interface ProcessRecord {
  readonly before: string;
  readonly after: string;
  readonly area: number;
}

/** Areas of the pieces as recorded, NaN where nothing is, and what the records and the overlay say differently. */
export interface ProcessAreas {
  readonly recorded: Float64Array;
  readonly findings: Finding[];
}

/** Compares the records with the pieces of the overlay; `slivers` are pieces too narrow to be anyone's change. */
export function compareProcess(
  before: ParcelTable,
  after: ParcelTable,
  pairs: Pairs,
  records: readonly ProcessRecord[],
  options: { readonly toleranceCents: number; readonly isSliver: (pair: number) => boolean },
): ProcessAreas {
  const [idA, idB] = [idReader(before), idReader(after)];
  const [classA, classB] = [classReader(before), classReader(after)];
  const findings: Finding[] = [];
  const recorded = new Float64Array(pairs.a.length).fill(Number.NaN);
  if (records.length === 0) return { recorded, findings };
  const places = new Map<string, number>();
  for (let i = 0; i < pairs.a.length; i++) places.set(`${idA(pairs.a[i]!)} ${idB(pairs.b[i]!)}`, i);
  const known = [new Set(before.id.dictionary), new Set(after.id.dictionary)];
  for (const record of records) {
    const missing = known[0]!.has(record.before)
      ? known[1]!.has(record.after)
        ? null
        : record.after
      : record.before;
    const pair = places.get(`${record.before} ${record.after}`);
    if (missing !== null) findings.push(unknownParcel(record, missing));
    else if (pair === undefined)
      findings.push(differs(record.before, record.after, record.area, 0));
    else {
      recorded[pair] = record.area;
      const ours = Math.round(pairs.area[pair]! * 100);
      // The plane and the filed areas differ by rounding of each parcel; only what exceeds it is a difference.
      const slack = options.toleranceCents + Math.ceil(record.area * 1e-6) + 1;
      if (Math.abs(ours - record.area) > slack)
        findings.push(differs(record.before, record.after, record.area, ours));
    }
  }
  for (let i = 0; i < pairs.a.length; i++) {
    const [a, b] = [pairs.a[i]!, pairs.b[i]!];
    if (a < 0 || b < 0 || classA(a) === classB(b)) continue;
    if (!Number.isNaN(recorded[i]!) || options.isSliver(i)) continue;
    findings.push(differs(idA(a), idB(b), 0, Math.round(pairs.area[i]! * 100)));
  }
  return { recorded, findings };
}

const CITATION = { instrument: 'survey-rules', clause: 'U2' } as const;

function unknownParcel(record: ProcessRecord, missing: string): Finding {
  return {
    rule: 'U2',
    severity: 'error',
    place: { id: missing, layer: 'DLTBGXGC', field: 'BSM' },
    message: say(
      `更新过程 ${record.before} → ${record.after} 所指的图斑 ${missing} 不存在`,
      `The change record ${record.before} → ${record.after} names a parcel ${missing} that does not exist`,
    ),
    remedy: say('请改正变更前后的标识码。', 'Correct the identifiers before and after the change.'),
    citation: CITATION,
  };
}

function differs(before: string, after: string, recorded: number, ours: number): Finding {
  const m2 = (area: number): string => formatArea(BigInt(area), 'm2');
  return {
    rule: 'X7',
    severity: 'warning',
    place: { id: after, layer: 'DLTBGXGC' },
    message: say(
      `${before} → ${after}：更新过程记 ${m2(recorded)} m²，叠加得 ${m2(ours)} m²`,
      `${before} → ${after}: recorded ${m2(recorded)} m², the overlay gives ${m2(ours)} m²`,
    ),
    remedy: say(
      '以更新过程为准；请核对图形或补记录。',
      'The record goes first; check the shapes or add what is missing.',
    ),
    citation: CITATION,
  };
}
