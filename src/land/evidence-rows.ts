/**
 * 证据表 — the rows of the layers EVIDENCE and DLTBGXGC as records. A row that cannot stand is left out and found, with
 * its place and what it lacks: a document without number or date proves nothing.
 */
import { type Finding, say } from '../base/index.ts';
import type { ProcessRecord } from './change-records.ts';
import { dateOf, type EvidenceKind, type EvidenceRecord, type LayerShare } from './evidence.ts';

/** Attributes of one row, by field name in capitals. */
export type LayerRow = LayerShare['attributes'];

/** Records, and a finding for every row that is none. */
export interface RecordRows<T> {
  readonly records: readonly T[];
  readonly findings: readonly Finding[];
}

const KINDS: ReadonlySet<string> = new Set<EvidenceKind>([
  'eco',
  'disaster',
  'flood',
  'other',
  'data-fix',
  'enclave',
  'boundary',
]);

/** 证据记录 of the layer EVIDENCE: KIND, BSM, DOCNO, DOCDATE. */
export function evidenceRows(rows: readonly LayerRow[]): RecordRows<EvidenceRecord> {
  const records: EvidenceRecord[] = [];
  const findings: Finding[] = [];
  rows.forEach((row, feature) => {
    const [kind, parcel, document] = [text(row['KIND']), text(row['BSM']), text(row['DOCNO'])];
    const date = dateOf(row['DOCDATE']);
    const refuse = (field: string, zh: string, en: string): void => {
      findings.push(
        rejected('X6', { layer: 'EVIDENCE', feature, id: parcel, field }, zh, en, {
          instrument: 'mnr-2024-204',
          clause: '一(免补)',
        }),
      );
    };
    if (!KINDS.has(kind))
      refuse(
        'KIND',
        `证据类型“${kind}”不认识，应为 ${[...KINDS].join('、')} 之一`,
        `The kind “${kind}” is not known; it must be one of ${[...KINDS].join(', ')}`,
      );
    else if (parcel === '') refuse('BSM', '证据没有指明图斑', 'The document names no parcel');
    else if (document === '') refuse('DOCNO', '证据没有文号', 'The document has no number');
    else if (date === null)
      refuse(
        'DOCDATE',
        `证据日期“${text(row['DOCDATE'])}”不是一个日期`,
        `The date “${text(row['DOCDATE'])}” of the document is no day of the calendar`,
      );
    else records.push({ kind: kind as EvidenceKind, parcel, document, date });
  });
  return { records, findings };
}

/** 更新过程 of the layer DLTBGXGC: BGQTBBSM, BGHTBBSM, TBBGMJ (m²). */
export function processRows(rows: readonly LayerRow[]): RecordRows<ProcessRecord> {
  const records: ProcessRecord[] = [];
  const findings: Finding[] = [];
  rows.forEach((row, feature) => {
    const [before, after, shown] = [
      text(row['BGQTBBSM']),
      text(row['BGHTBBSM']),
      text(row['TBBGMJ']),
    ];
    const area = Number(shown);
    if (shown !== '' && Number.isFinite(area) && area >= 0) {
      records.push({ before, after, area: Math.round(area * 100) });
      return;
    }
    findings.push(
      rejected(
        'X7',
        { layer: 'DLTBGXGC', feature, id: after || before, field: 'TBBGMJ' },
        `更新过程的变更面积“${shown}”不是面积`,
        `The changed area “${shown}” of the change record is no area`,
        { instrument: 'survey-rules', clause: 'U2' },
      ),
    );
  });
  return { records, findings };
}

function rejected(
  rule: string,
  place: Finding['place'],
  zh: string,
  en: string,
  citation: Finding['citation'] & object,
): Finding {
  return {
    rule,
    severity: 'error',
    place,
    message: say(
      `第 ${place.feature! + 1} 条${zh}；该条不起作用`,
      `Row ${place.feature! + 1}: ${en}; the row has no effect`,
    ),
    remedy: say('请补正该条记录后重新检查或结算。', 'Correct the row, then check or settle again.'),
    citation,
  };
}

function text(value: string | number | null | undefined): string {
  return value === null || value === undefined || Number.isNaN(value) ? '' : String(value).trim();
}
