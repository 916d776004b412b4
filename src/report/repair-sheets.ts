/** 改动清单 — what a repair has changed, which areas have to be computed anew, and what it has left, as sheets. */
import type { LeftFault, LeftReason, RepairChange, RepairKind } from '../geo/index.ts';
import { type FindingSource, framed } from './finding-sheets.ts';
import { type Cell, figure, type Sheet, text } from './sheet.ts';

/** What each repair is called. */
export const REPAIR_NAMES: Readonly<Record<RepairKind, readonly [zh: string, en: string]>> = {
  closing: ['闭合环', 'rings closed'],
  repeated: ['删去重复的顶点', 'repeated vertices removed'],
  spike: ['删去尖刺', 'spikes removed'],
  order: ['改正环的方向', 'rings turned'],
  multipart: ['拆开多部件', 'parts split'],
  junction: ['在边上补点', 'vertices added to edges'],
  overlap: ['切去狭长重叠', 'narrow overlaps cut away'],
  gap: ['填补狭长缝隙', 'narrow gaps filled'],
  sliver: ['并入相邻图斑', 'slivers joined to a neighbour'],
};

/** Why a fault stays, for people. */
export const LEFT_REASONS: Readonly<Record<LeftReason, readonly [zh: string, en: string]>> = {
  wide: ['比限值宽，要由人判断', 'wider than the limit; somebody must decide'],
  several: ['两个以上的图斑重叠', 'more than two parcels lie over each other'],
  village: [
    '相邻的只有别村图斑，允许时用 --across-villages',
    'beside it are parcels of another village; --across-villages allows it',
  ],
  class: [
    '相邻的只有别的地类，允许时用 --across-classes；耕地只并入耕地',
    'beside it are parcels of other classes; --across-classes allows it, cultivated land goes into cultivated land alone',
  ],
  alone: ['没有共边的图斑', 'no parcel shares a border with it'],
  shape: ['修后的图形不成立', 'the shape that would come of it is not sound'],
};

/** One parcel of the copy whose ground has changed: its areas have to be computed anew. Areas in 0.01 m². */
export interface AreaRow {
  /** 0-based rows: of the copy, and of the layer that was repaired. */
  readonly feature: number;
  readonly source: number;
  /** '' where the layer was not understood. */
  readonly id: string;
  readonly landClass: string;
  /** 图斑面积 as it was filed; null where it was not. */
  readonly filed: bigint | null;
  /** Legal area of the shape before and after. */
  readonly before: bigint;
  readonly after: bigint;
}

/** What the sheets show. `nameOf` gives identifier and class of a feature of the source. */
export interface RepairLists {
  readonly changes: readonly RepairChange[];
  readonly areas: readonly AreaRow[];
  readonly left: readonly LeftFault[];
  readonly nameOf: (feature: number) => { readonly id: string; readonly landClass: string };
}

const METRES = '#,##0.00';
const COUNT = '#,##0';

/** Rows of a sheet, by the file format of spreadsheets, less title, source, heads and note. */
const ROOM = 1_048_576 - 4;

/** The sheets 汇总, 改动, 面积 and 未修. */
export function repairSheets(lists: RepairLists, source: FindingSource): Sheet[] {
  return [
    countSheet(lists, source),
    changeSheet(lists, source),
    areaSheet(lists, source),
    leftSheet(lists, source),
  ];
}

function countSheet({ changes, left }: RepairLists, source: FindingSource): Sheet {
  const kinds = Object.entries(REPAIR_NAMES).flatMap(([kind, [zh, en]]) => {
    const own = changes.filter((change) => change.kind === kind);
    const stays = left.filter((fault) => fault.kind === kind).length;
    if (own.length + stays === 0) return [];
    const ground = own.reduce((sum, { before, after }) => sum + after - before, 0);
    return [
      [text(zh), text(en), figure(own.length, COUNT), figure(ground, METRES), figure(stays, COUNT)],
    ];
  });
  return framed('修复汇总', '汇总', source, {
    head: ['修复', 'repair', '改动 changes', '面积变化 area m²', '未修 left'],
    body: kinds,
    widths: [22, 32, 14, 18, 14],
    note: '面积是投影平面上的。Areas are those of the plane of the layer.',
  });
}

function changeSheet({ changes, nameOf }: RepairLists, source: FindingSource): Sheet {
  const known = (value: number | undefined, format: string): Cell =>
    value === undefined ? null : figure(value, format);
  return listed('改动清单', '改动', source, changes, {
    head: [
      '修复',
      'repair',
      '要素 feature',
      '标识 id',
      '地类 class',
      '改前 before m²',
      '改后 after m²',
      '变化 change m²',
      '部分 parts',
      '另一要素 other',
      '另一标识 other id',
      '闭合边长 closing edge m',
    ],
    row: ({ feature, kind, before, after, parts, other, gap }) => [
      ...REPAIR_NAMES[kind].map(text),
      figure(feature + 1, '0'),
      text(nameOf(feature).id),
      text(nameOf(feature).landClass),
      figure(before, METRES),
      figure(after, METRES),
      figure(after - before, '#,##0.0000'),
      figure(parts, '0'),
      known(other === undefined ? undefined : other + 1, '0'),
      text(other === undefined ? '' : nameOf(other).id),
      known(gap, METRES),
    ],
    widths: [22, 32, 10, 22, 10, 16, 16, 14, 10, 10, 22, 16],
  });
}

function areaSheet({ areas }: RepairLists, source: FindingSource): Sheet {
  const cents = (area: bigint | null): Cell =>
    area === null ? null : figure(Number(area) / 100, METRES);
  return listed('图斑面积、扣除面积和图斑地类面积要重算的图斑', '面积', source, areas, {
    head: [
      '副本要素 feature of the copy',
      '原要素 feature',
      '标识 id',
      '地类 class',
      '原填图斑面积 filed TBMJ m²',
      '改前椭球面积 legal area before m²',
      '改后椭球面积 legal area after m²',
    ],
    row: ({ feature, source: row, id, landClass, filed, before, after }) => [
      figure(feature + 1, '0'),
      figure(row + 1, '0'),
      text(id),
      text(landClass),
      cents(filed),
      cents(before),
      cents(after),
    ],
    widths: [14, 12, 22, 10, 22, 26, 26],
  });
}

function leftSheet({ left, nameOf }: RepairLists, source: FindingSource): Sheet {
  return listed('没有修的', '未修', source, left, {
    head: ['修复', 'repair', '要素 features', '标识 ids', '面积 area m²', '原因', 'why'],
    row: ({ kind, features, area, reason }) => [
      ...REPAIR_NAMES[kind].map(text),
      text(features.map((feature) => String(feature + 1)).join(', ')),
      text(features.map((feature) => nameOf(feature).id).join(', ')),
      figure(area, METRES),
      ...LEFT_REASONS[reason].map(text),
    ],
    widths: [22, 32, 16, 30, 14, 50, 60],
  });
}

function listed<T>(
  title: string,
  tab: string,
  source: FindingSource,
  items: readonly T[],
  { head, row, widths }: { head: string[]; row: (item: T) => Cell[]; widths: number[] },
): Sheet {
  const missing = items.length - ROOM;
  return framed(title, tab, source, {
    head,
    body: items.slice(0, ROOM).map(row),
    widths,
    ...(missing > 0
      ? {
          note: `另有 ${missing} 行超出一张工作表，见 .changes.json。${missing} more rows do not fit into a sheet; they stand in .changes.json.`,
        }
      : {}),
  });
}
