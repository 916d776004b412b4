/**
 * A yearly survey as this part understands it: parcels with our attribute names, whatever the file called them.
 * Built by `applyMapping`, stored as a snapshot, read by checks and by the settlement.
 */
import type { Column, TextColumn } from '../base/index.ts';
import type { Crs, Polygons } from '../geo/index.ts';

/** 地类编码体系 — TD/T 1055 (三调工作分类) or the 用地用海分类. `0601` is a factory in one and a farm road in the other. */
export type LandClassScheme = 'TD1055' | 'YDYH2023';

/**
 * 图斑 — the parcels of one region and year, as columns; row i of everything belongs to parcel i.
 * Areas are legal numbers of 0.01 m².
 */
export interface ParcelTable {
  readonly region: string;
  readonly year: number;
  /** Scheme of `landClass` after mapping; always TD1055 (with K and A suffixes) when it reaches the settlement. */
  readonly scheme: LandClassScheme;
  readonly crs: Crs;
  readonly polygons: Polygons;
  /** Hash of the canonical rings: equal geometry, equal hash. */
  readonly ringHash: BigUint64Array;
  /** Legal area by TD/T 1055 from the rings, in m², before rounding. */
  readonly computedArea: Float64Array;
  /** Identifier that users know: BSM or the mapped id. */
  readonly id: TextColumn;
  /** 地类编码 in `scheme`. */
  readonly landClass: TextColumn;
  /** 图斑面积 — filed TBMJ where the file has it, else the computed area closed to the control area. */
  readonly parcelArea: BigInt64Array;
  /** 扣除面积 (田坎) — filed KCMJ, else parcelArea × ridge rate rounded; 0 without ridges. */
  readonly ridgeArea: BigInt64Array;
  /** Whether `parcelArea` stands in the file. */
  readonly areaSource: 'filed' | 'computed';
  /** All other attributes by our name (keys of SURVEY_FIELDS); only those that the file has. */
  readonly attributes: ReadonlyMap<string, Column>;
}

/** Kind of an attribute column. */
export type FieldKind = 'text' | 'number';

/** One attribute of a survey: our name, the field of TD/T 1057 and the spellings seen in practice. */
export interface SurveyField {
  readonly name: string;
  /** Field of the DLTB layer. */
  readonly field: string;
  readonly aliases: readonly string[];
  readonly kind: FieldKind;
  readonly zh: string;
}

/** Attributes that map by themselves (domain 2.4; aliases seen in working files). */
export const SURVEY_FIELDS: readonly SurveyField[] = [
  { name: 'id', field: 'BSM', aliases: ['标识码', '地块编号'], kind: 'text', zh: '标识码' },
  { name: 'featureCode', field: 'YSDM', aliases: [], kind: 'text', zh: '要素代码' },
  { name: 'draftNumber', field: 'TBYBH', aliases: [], kind: 'text', zh: '图斑预编号' },
  { name: 'parcelNumber', field: 'TBBH', aliases: [], kind: 'text', zh: '图斑编号' },
  { name: 'landClass', field: 'DLBM', aliases: ['DLDM', '地类编码'], kind: 'text', zh: '地类编码' },
  { name: 'landClassName', field: 'DLMC', aliases: [], kind: 'text', zh: '地类名称' },
  { name: 'ownershipNature', field: 'QSXZ', aliases: [], kind: 'text', zh: '权属性质' },
  { name: 'ownershipUnit', field: 'QSDWDM', aliases: [], kind: 'text', zh: '权属单位代码' },
  { name: 'ownershipUnitName', field: 'QSDWMC', aliases: [], kind: 'text', zh: '权属单位名称' },
  { name: 'locationUnit', field: 'ZLDWDM', aliases: [], kind: 'text', zh: '坐落单位代码' },
  { name: 'locationUnitName', field: 'ZLDWMC', aliases: [], kind: 'text', zh: '坐落单位名称' },
  { name: 'parcelArea', field: 'TBMJ', aliases: [], kind: 'number', zh: '图斑面积' },
  { name: 'ridgeClass', field: 'KCDLBM', aliases: [], kind: 'text', zh: '扣除地类编码' },
  { name: 'ridgeRate', field: 'KCXS', aliases: ['TKXS'], kind: 'number', zh: '扣除地类系数' },
  { name: 'ridgeArea', field: 'KCMJ', aliases: ['TKMJ'], kind: 'number', zh: '扣除地类面积' },
  { name: 'netArea', field: 'TBDLMJ', aliases: [], kind: 'number', zh: '图斑地类面积' },
  { name: 'terraceType', field: 'GDLX', aliases: [], kind: 'text', zh: '耕地类型' },
  { name: 'slopeLevel', field: 'GDPDJB', aliases: ['GDPDJ'], kind: 'text', zh: '耕地坡度级别' },
  { name: 'lineWidth', field: 'XZDWKD', aliases: ['XXTBKD'], kind: 'number', zh: '线状地物宽度' },
  { name: 'refinement', field: 'TBXHDM', aliases: [], kind: 'text', zh: '图斑细化代码' },
  { name: 'refinementName', field: 'TBXHMC', aliases: [], kind: 'text', zh: '图斑细化名称' },
  {
    name: 'plantingAttribute',
    field: 'ZZSXDM',
    aliases: ['GDZZSXDM'],
    kind: 'text',
    zh: '种植属性代码',
  },
  {
    name: 'plantingAttributeName',
    field: 'ZZSXMC',
    aliases: ['GDZZSXMC'],
    kind: 'text',
    zh: '种植属性名称',
  },
  {
    name: 'utilizationGrade',
    field: 'GDDB',
    aliases: [],
    kind: 'number',
    zh: '耕地等别 (国家利用等 1–15)',
  },
  {
    name: 'qualityGrade',
    field: 'GDZLDJ',
    aliases: ['ZLDJ', 'GDDJ'],
    kind: 'number',
    zh: '耕地质量等级 (1–10)',
  },
  { name: 'enclaveFlag', field: 'FRDBS', aliases: [], kind: 'text', zh: '飞入地标识' },
  { name: 'settlementAttribute', field: 'CZCSXM', aliases: [], kind: 'text', zh: '城镇村属性码' },
  { name: 'dataYear', field: 'SJNF', aliases: [], kind: 'number', zh: '数据年份' },
  { name: 'islandCode', field: 'MSSM', aliases: [], kind: 'text', zh: '描述说明' },
  { name: 'islandName', field: 'HDMC', aliases: [], kind: 'text', zh: '海岛名称' },
  { name: 'note', field: 'BZ', aliases: [], kind: 'text', zh: '备注' },
];
