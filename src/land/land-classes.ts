/**
 * 地类 — the two classifications, their names and groups. Codes of one scheme mean nothing in the other: `0601` is a
 * factory in TD/T 1055 and a farm road in the 用地用海分类. Source: 三调工作分类 (TD/T 1055-2019) and 附录 of the
 * 用地用海分类指南, as far as they were seen (domain 2.1, 2.2).
 */
import type { Confidence } from '../base/index.ts';
import type { LandClassScheme } from './survey.ts';
import { UNIFIED_CLASSES } from './unified-classes.ts';

/** 三大类 — 农用地, 建设用地, 未利用地. */
export type LandGroup = 'agricultural' | 'construction' | 'unused';

/** One class of one scheme. */
export interface LandClass {
  readonly scheme: LandClassScheme;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly group: LandGroup;
  readonly confidence: Confidence;
}

type Row = readonly [
  code: string,
  zh: string,
  en: string,
  group: 'a' | 'c' | 'u',
  unconfirmed?: '?',
];

/** TD/T 1055; K is 可调整, A a part of its class. Groups follow table A.4 as known in practice (unconfirmed there). */
const TD1055: readonly Row[] = [
  ['0101', '水田', 'paddy', 'a'],
  ['0102', '水浇地', 'irrigated land', 'a'],
  ['0103', '旱地', 'dry land', 'a'],
  ['0201', '果园', 'fruit orchard', 'a'],
  ['0202', '茶园', 'tea garden', 'a'],
  ['0203', '橡胶园', 'rubber garden', 'a'],
  ['0204', '其他园地', 'other garden', 'a'],
  ['0201K', '可调整果园', 'adjustable fruit orchard', 'a', '?'],
  ['0202K', '可调整茶园', 'adjustable tea garden', 'a', '?'],
  ['0203K', '可调整橡胶园', 'adjustable rubber garden', 'a', '?'],
  ['0204K', '可调整其他园地', 'adjustable other garden', 'a', '?'],
  ['0301', '乔木林地', 'arbor forest', 'a'],
  ['0301K', '可调整乔木林地', 'adjustable arbor forest', 'a'],
  ['0302', '竹林地', 'bamboo forest', 'a'],
  ['0302K', '可调整竹林地', 'adjustable bamboo forest', 'a'],
  ['0303', '红树林地', 'mangrove', 'a'],
  ['0304', '森林沼泽', 'forest swamp', 'a'],
  ['0305', '灌木林地', 'shrubland', 'a'],
  ['0306', '灌丛沼泽', 'shrub swamp', 'a'],
  ['0307', '其他林地', 'other forest land', 'a'],
  ['0307K', '可调整其他林地', 'adjustable other forest land', 'a'],
  ['0401', '天然牧草地', 'natural pasture', 'a'],
  ['0402', '沼泽草地', 'swamp grassland', 'a'],
  ['0403', '人工牧草地', 'artificial pasture', 'a'],
  ['0403K', '可调整人工牧草地', 'adjustable artificial pasture', 'a'],
  ['0404', '其他草地', 'other grassland', 'u'],
  ['0508', '物流仓储用地', 'logistics and storage', 'c'],
  ['05H1', '商业服务业设施用地', 'commercial and service facilities', 'c'],
  ['0601', '工业用地', 'industrial land', 'c'],
  ['0602', '采矿用地', 'mining land', 'c'],
  ['0603', '盐田', 'salt pan', 'c'],
  ['0701', '城镇住宅用地', 'urban residential land', 'c'],
  ['0702', '农村宅基地', 'rural homestead', 'c'],
  ['0809', '公用设施用地', 'public utilities', 'c'],
  ['0810', '公园与绿地', 'park and green space', 'c'],
  ['0810A', '广场用地', 'public square', 'c', '?'],
  ['08H1', '机关团体新闻出版用地', 'government, associations, press', 'c'],
  ['08H2', '科教文卫用地', 'science, education, culture, health', 'c'],
  ['08H2A', '高教用地', 'higher education', 'c', '?'],
  ['09', '特殊用地', 'special land', 'c'],
  ['1001', '铁路用地', 'railway', 'c'],
  ['1002', '轨道交通用地', 'urban rail', 'c'],
  ['1003', '公路用地', 'highway', 'c'],
  ['1004', '城镇村道路用地', 'urban and village street', 'c'],
  ['1005', '交通服务场站用地', 'transport station', 'c'],
  ['1006', '农村道路', 'rural road', 'a'],
  ['1007', '机场用地', 'airport', 'c'],
  ['1008', '港口码头用地', 'port and wharf', 'c'],
  ['1009', '管道运输用地', 'pipeline', 'c'],
  ['1101', '河流水面', 'river', 'u'],
  ['1102', '湖泊水面', 'lake', 'u'],
  ['1103', '水库水面', 'reservoir', 'a'],
  ['1104', '坑塘水面', 'pond', 'a'],
  ['1104A', '养殖坑塘', 'fish pond', 'a'],
  ['1104K', '可调整养殖坑塘', 'adjustable fish pond', 'a'],
  ['1105', '沿海滩涂', 'coastal tidal flat', 'u'],
  ['1106', '内陆滩涂', 'inland flat', 'u'],
  ['1107', '沟渠', 'ditch', 'a'],
  ['1107A', '干渠', 'main canal', 'a'],
  ['1108', '沼泽地', 'swamp', 'u'],
  ['1109', '水工建筑用地', 'hydraulic structures', 'c'],
  ['1110', '冰川及永久积雪', 'glacier and permanent snow', 'u'],
  ['1201', '空闲地', 'vacant land', 'c'],
  ['1202', '设施农用地', 'facility agricultural land', 'a'],
  ['1203', '田坎', 'ridge', 'a'],
  ['1204', '盐碱地', 'saline land', 'u'],
  ['1205', '沙地', 'sandy land', 'u'],
  ['1206', '裸土地', 'bare soil', 'u'],
  ['1207', '裸岩石砾地', 'bare rock and gravel', 'u'],
];

const GROUP: Record<Row[3], LandGroup> = { a: 'agricultural', c: 'construction', u: 'unused' };

function table(scheme: LandClassScheme, rows: readonly Row[]): ReadonlyMap<string, LandClass> {
  return new Map(
    rows.map(([code, zh, en, group, mark]) => [
      code,
      {
        scheme,
        code,
        zh,
        en,
        group: GROUP[group],
        confidence: mark === '?' ? 'unconfirmed' : 'confirmed',
      },
    ]),
  );
}

const SCHEMES: Record<LandClassScheme, ReadonlyMap<string, LandClass>> = {
  TD1055: table('TD1055', TD1055),
  YDYH2023: table(
    'YDYH2023',
    UNIFIED_CLASSES.map(([code, zh, en, group, , mark]) =>
      mark ? [code, zh, en, group, mark] : [code, zh, en, group],
    ),
  ),
};

/** The class of a code, or undefined: an unknown code is never guessed. */
export function landClass(scheme: LandClassScheme, code: string): LandClass | undefined {
  return SCHEMES[scheme].get(code);
}

/** All codes of a scheme, in code order. */
export function landClassCodes(scheme: LandClassScheme): string[] {
  return [...SCHEMES[scheme].keys()].sort();
}

/** 耕地 — equal in both schemes. */
export function isCultivated(code: string): boolean {
  return code === '0101' || code === '0102' || code === '0103';
}

/** 水田. */
export function isPaddy(code: string): boolean {
  return code === '0101';
}

/** TD1055 codes on which 即可恢复 (JKHF) and 工程恢复 (GCHF) may stand (domain 2.3). */
export const RESTORABLE = /^(02|0301|0302|0305|0307|0403K$|0404$|1104$|1104K$|1104A$)/;

/** 建设用地 by TD1055 code; unknown codes are not. */
export function isConstruction(code: string): boolean {
  return landClass('TD1055', code)?.group === 'construction';
}

const TO_TD1055: ReadonlyMap<string, readonly string[]> = new Map(
  UNIFIED_CLASSES.map(([code, , , , targets]) => [code, targets]),
);

/**
 * Codes of the other scheme that a code may stand for: one is certain, several need review, none is unknown or has no
 * counterpart. Going to YDYH2023, K and A codes are compared without their suffix, and third-level classes are left out.
 */
export function crosswalk(from: LandClassScheme, code: string): readonly string[] {
  if (from === 'YDYH2023') return TO_TD1055.get(code) ?? [];
  if (!landClass('TD1055', code)) return [];
  const plain = code.replace(/[KA]$/, '');
  return [...TO_TD1055]
    .filter(([other, targets]) => other.length === 4 && targets.includes(plain))
    .map(([other]) => other);
}

/** Roads, rivers and ditches, which are mapped with a width (XZDWKD). */
const LINEAR = new Set(['1001', '1002', '1003', '1004', '1006', '1009', '1101', '1107', '1107A']);

/** 线状地物 — whether ground of this class is a line that has a width. */
export function hasWidth(code: string): boolean {
  return LINEAR.has(code);
}
