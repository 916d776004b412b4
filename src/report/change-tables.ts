/** 变更一览表 and 占补台账 — every changed piece in a line, and what each approved project took of cultivated land. */
import { compareText, type Area, say } from '../base/index.ts';
import {
  capacityNano,
  type ChangedPiece,
  isPaddy,
  type ParcelTable,
  type Settlement,
  textReader,
} from '../land/index.ts';
import {
  type Cell,
  cents,
  CLOSED,
  exact,
  figure,
  frame,
  text,
  UNROUNDED,
  type Workbook,
} from './sheet.ts';
import { closedCents, sum } from './rounding.ts';

/** Part of a changed piece that lies in the ground of an approval. */
export interface ApprovedPart {
  /** Index of the changed piece. */
  readonly piece: number;
  /** 0…1 of the piece. */
  readonly share: number;
  readonly project: string;
  readonly document: string;
  /** As the file states it. */
  readonly date: string;
}

const ATTRIBUTES = [
  ['locationUnit', '坐落单位代码'],
  ['parcelNumber', '图斑编号'],
  ['landClass', '地类'],
  ['ownershipNature', '权属性质'],
  ['slopeLevel', '坡度级别'],
  ['terraceType', '耕地类型'],
] as const;

/** 变更一览表: 记录号, both sides with six attributes each, 变更面积. */
export function changeList(
  settlement: Settlement,
  before: ParcelTable,
  after: ParcelTable,
  pieces: readonly ChangedPiece[],
): Workbook {
  const side = (parcels: ParcelTable, classOf: (piece: ChangedPiece) => string) => {
    const readers = ATTRIBUTES.map(([name]) => textReader(parcels, name));
    return (piece: ChangedPiece, row: number): Cell[] =>
      ATTRIBUTES.map(([name], i) => {
        const value = name === 'landClass' ? classOf(piece) : row < 0 ? '' : readers[i]!(row);
        return value === '' ? null : text(value);
      });
  };
  const [was, is] = [side(before, (p) => p.fromClass), side(after, (p) => p.toClass)];
  const areas = pieces.map((piece) => BigInt(piece.area));
  const closed = closedCents(areas);
  const title = '变更一览表';
  return {
    fileName: `${title}.xlsx`,
    sheets: [
      frame(settlement, {
        title,
        head: [
          [
            text('记录号'),
            ...ATTRIBUTES.map(([, zh]) => text(`变更前 ${zh}`)),
            ...ATTRIBUTES.map(([, zh]) => text(`变更后 ${zh}`)),
            text(`变更面积 ${CLOSED}`),
            text(`变更面积 ${UNROUNDED}`),
          ],
        ],
        body: [
          [
            text('合计'),
            ...ATTRIBUTES.map(() => null),
            ...ATTRIBUTES.map(() => null),
            cents(
              closed.reduce((p, q) => p + q, 0n),
              sum(areas),
            ),
            exact(sum(areas)),
          ],
          ...pieces.map((piece, i) => [
            figure(i + 1, '0'),
            ...was(piece, piece.before),
            ...is(piece, piece.after),
            cents(closed[i]!, areas[i]!),
            exact(areas[i]!),
          ]),
        ],
        widths: [8, ...ATTRIBUTES.map(() => 14), ...ATTRIBUTES.map(() => 14), 14, 16],
        note: '面积为两年图斑相交的块面积（含田坎），只在本表内调平到合计；空格表示原数据没有该项。',
      }),
    ],
  };
}

interface LedgerRow {
  readonly project: string;
  readonly document: string;
  readonly date: string;
  area: Area;
  paddy: Area;
  /** kg × 10⁹; null when a utilization grade is missing. */
  capacity: bigint | null;
  /** Σ area × grade × 10⁴; null when a quality grade is missing. */
  weighted: bigint | null;
}

const CONSTRUCTION = new Set(['OCC_NONAGRI', 'OCC_RESERVOIR']);

/** 占补台账: what construction took, by approval; what no approval covers stands in a line of its own. */
export function occupationLedger(
  settlement: Settlement,
  pieces: readonly ChangedPiece[],
  approved: readonly ApprovedPart[],
): Workbook {
  const stated = settlement.parameters.find((one) => one.name === 'capacityFormula')?.value;
  const formula = stated === undefined ? null : (JSON.parse(stated) as CapacityFormula);
  const rows = new Map<string, LedgerRow>();
  const add = (key: string, names: Names, piece: ChangedPiece, area: Area): void => {
    if (area <= 0n) return;
    const row = rows.get(key) ?? { ...names, area: 0n, paddy: 0n, capacity: 0n, weighted: 0n };
    row.area += area;
    if (isPaddy(piece.fromClass)) row.paddy += area;
    row.capacity =
      row.capacity === null || piece.utilizationGrade === null || formula === null
        ? null
        : row.capacity + capacityNano(area, piece.utilizationGrade, formula);
    row.weighted =
      row.weighted === null || piece.qualityGrade === null
        ? null
        : row.weighted + area * BigInt(Math.round(piece.qualityGrade * 1e4));
    rows.set(key, row);
  };
  const parts = new Map<number, ApprovedPart[]>();
  for (const part of approved) parts.set(part.piece, [...(parts.get(part.piece) ?? []), part]);
  pieces.forEach((piece, i) => {
    if (!CONSTRUCTION.has(piece.flow)) return;
    const whole = -BigInt(piece.cultivated);
    let left = whole;
    for (const part of parts.get(i) ?? []) {
      const wanted = BigInt(Math.round(Number(whole) * Math.min(1, part.share)));
      const area = wanted < left ? wanted : left;
      left -= area;
      add(`1>${part.date}>${part.document}>${part.project}`, part, piece, area);
    }
    add('2', { project: '（无批文）', document: '', date: '' }, piece, left);
  });
  const list = [...rows].sort(([a], [b]) => compareText(a, b)).map(([, row]) => row);
  const total: LedgerRow = {
    project: '合计',
    document: '',
    date: '',
    area: sum(list.map((row) => row.area)),
    paddy: sum(list.map((row) => row.paddy)),
    capacity: addUp(list.map((row) => row.capacity)),
    weighted: addUp(list.map((row) => row.weighted)),
  };
  const title = '占补台账';
  return {
    fileName: `${title}.xlsx`,
    gaps: say(
      '挂钩补充项目备案编号、已核销、承诺期限留空：这些由补充耕地指标账户提供。',
      'Linked replenishment projects, what is written off and promised dates are blank: the quota accounts supply them.',
    ),
    sheets: [
      frame(settlement, {
        title,
        head: [
          [
            '项目名称',
            '批准文号',
            '批准日期',
            '占用耕地（公顷）',
            '占用水田（公顷）',
            '产能（公斤）',
            '平均等级',
            '挂钩补充项目备案编号',
            '已核销',
            '承诺期限',
            '占用耕地（精确）',
          ].map(text),
        ],
        body: [total, ...list].map(ledgerCells),
        widths: [26, 24, 13, 16, 16, 14, 10, 20, 10, 12, 18],
        note: '批准日期以批文范围图层所载为准；面积是年度变更调查中建设占用的净耕地，不是批准面积；四位小数由精确值一次舍入，与两位小数的各表不是同一舍入。后三项没有资料，留空。',
      }),
    ],
  };
}

type Names = Pick<LedgerRow, 'project' | 'document' | 'date'>;

interface CapacityFormula {
  readonly top: number;
  readonly step: number;
}

function addUp(values: readonly (bigint | null)[]): bigint | null {
  return values.reduce<bigint | null>(
    (all, one) => (all === null || one === null ? null : all + one),
    0n,
  );
}

function ledgerCells(row: LedgerRow): Cell[] {
  const word = (value: string): Cell => (value === '' ? null : text(value));
  const four = (area: Area): Cell =>
    area === 0n ? null : figure(Math.round(Number(area) / 100) / 1e4, '#,##0.0000');
  const none = row.area === 0n;
  return [
    text(row.project),
    word(row.document),
    word(row.date),
    four(row.area),
    four(row.paddy),
    none
      ? null
      : row.capacity === null
        ? text('缺数据')
        : figure(Math.round(Number(row.capacity) / 1e9), '#,##0'),
    none
      ? null
      : row.weighted === null
        ? text('缺数据')
        : figure(Math.round(Number(row.weighted) / Number(row.area) / 100) / 100, '0.00'),
    null,
    null,
    null,
    exact(row.area),
  ];
}
