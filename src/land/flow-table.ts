/**
 * 流量表 — every ordered pair of classes has exactly one flow; there is no "other", and an unknown class is a red
 * UNCLASSIFIED. Evidence (documents, layers) turns a flow into an exempt or excused one; without it the default stands.
 * Sources: Opinions 十一, notice 204 part one, rules of practice.
 */
import { type Bilingual, type Citation, type Confidence, say } from '../base/index.ts';
import { notice204, opinion } from '../policy/index.ts';
import { isCultivated, landClass, RESTORABLE } from './land-classes.ts';
import type { FlowSide } from './settlement.ts';

/** Who must supplement what a flow takes. */
export type Duty = 'user' | 'county' | 'nobody';

/** One kind of flow. */
export interface FlowKind {
  readonly id: string;
  readonly title: Bilingual;
  readonly side: FlowSide;
  readonly duty: Duty;
  /** Free of the duty to supplement, on evidence. */
  readonly exempt: boolean;
  /** Part of the balance tests: occupation, supplement, or neither. */
  readonly balance: 'occupation' | 'supplement' | 'none';
  /** Account before the reform: 非农占补 or 进出平衡. */
  readonly oldAccount: 'non-agricultural' | 'in-out' | 'none';
  readonly citation: Citation;
  readonly confidence: Confidence;
}

const UNIFIED = opinion(
  '十一',
  '将非农建设、造林种树、种草种茶等各类占用耕地行为统一纳入耕地占补平衡管理',
);
const RESTORE = opinion('十一', '补充耕地坚持以恢复优质耕地为主，新开垦耕地为辅的原则');
const SUPPLEMENT = opinion(
  '十一',
  '各类实施主体将非耕地垦造、恢复为耕地的，符合规定的可作为补充耕地',
);
const FORBIDDEN = opinion('十一', '自然保护地、生态保护红线内禁止新开垦耕地');
const EXEMPT = notice204('一(免补)');
const PRACTICE: Citation = { instrument: 'practice', clause: '年度结算' };

function occupation(
  id: string,
  zh: string,
  en: string,
  duty: Duty,
  confidence: Confidence = 'confirmed',
  oldAccount: FlowKind['oldAccount'] = 'in-out',
): FlowKind {
  return {
    id,
    title: say(zh, en),
    side: 'loss',
    duty,
    exempt: false,
    balance: 'occupation',
    oldAccount,
    citation: UNIFIED,
    confidence,
  };
}

function exempt(id: string, zh: string, en: string): FlowKind {
  return {
    id,
    title: say(zh, en),
    side: 'loss',
    duty: 'nobody',
    exempt: true,
    balance: 'none',
    oldAccount: 'none',
    citation: EXEMPT,
    confidence: 'confirmed',
  };
}

function supplement(
  id: string,
  zh: string,
  en: string,
  citation: Citation,
  confidence: Confidence = 'confirmed',
  oldAccount: FlowKind['oldAccount'] = 'in-out',
): FlowKind {
  return {
    id,
    title: say(zh, en),
    side: 'gain',
    duty: 'nobody',
    exempt: false,
    balance: 'supplement',
    oldAccount,
    citation,
    confidence,
  };
}

function adjustment(id: string, zh: string, en: string): FlowKind {
  return {
    id,
    title: say(zh, en),
    side: 'adjustment',
    duty: 'nobody',
    exempt: false,
    balance: 'none',
    oldAccount: 'none',
    citation: PRACTICE,
    confidence: 'unconfirmed',
  };
}

function quiet(id: string, side: 'inside' | 'none', zh: string, en: string): FlowKind {
  return {
    id,
    title: say(zh, en),
    side,
    duty: 'nobody',
    exempt: false,
    balance: 'none',
    oldAccount: 'none',
    citation: PRACTICE,
    confidence: 'confirmed',
  };
}

/** All flows, in the order of the account: losses, exempt losses, gains, adjustments, and what never moves the account. */
export const FLOWS: readonly FlowKind[] = [
  occupation(
    'OCC_NONAGRI',
    '非农建设',
    'non-agricultural construction',
    'user',
    'confirmed',
    'non-agricultural',
  ),
  occupation(
    'OCC_RESERVOIR',
    '水库淹没',
    'flooded by a reservoir',
    'user',
    'unconfirmed',
    'non-agricultural',
  ),
  occupation('OCC_ORCHARD', '种果种茶', 'orchards and tea', 'county'),
  occupation('OCC_FOREST', '造林种树', 'forest', 'county'),
  occupation('OCC_GRASS', '种草', 'grass', 'county'),
  occupation('OCC_POND', '挖塘', 'ponds', 'county'),
  occupation('OCC_FACILITY', '设施农用', 'facility land', 'county', 'unconfirmed'),
  occupation('OCC_ROAD_FARM', '农村道路沟渠', 'farm roads and ditches', 'county'),
  occupation('OCC_RIDGE', '田坎图斑', 'mapped as ridge', 'county', 'unconfirmed'),
  occupation(
    'LOSS_WATER',
    '河湖滩涂（无证据）',
    'to rivers and flats, no evidence',
    'county',
    'unconfirmed',
  ),
  occupation(
    'LOSS_UNUSED',
    '其他土地（无证据）',
    'to unused land, no evidence',
    'county',
    'unconfirmed',
  ),
  {
    ...exempt('TEMPORARY', '临时用地（在期）', 'temporary land in force'),
    citation: { instrument: 'practice', clause: '临时用地' },
    confidence: 'unconfirmed',
  },
  exempt('EXEMPT_ECO', '生态退耕', 'state-arranged ecological conversion'),
  exempt('EXEMPT_DISASTER', '灾毁难复', 'destroyed by disaster'),
  exempt('EXEMPT_FLOOD', '永久淹没', 'permanently flooded'),
  exempt('EXEMPT_OTHER', '国家规定免补', 'other cases set by the state'),
  supplement('SUPP_RESTORE', '恢复', 'restored', RESTORE),
  supplement(
    'SUPP_ORCHARD',
    '园地转耕（无标注）',
    'from orchard without label',
    SUPPLEMENT,
    'unconfirmed',
  ),
  supplement(
    'SUPP_AGRI',
    '林草坑塘转耕（无标注）',
    'from forest, grass or pond without label',
    SUPPLEMENT,
    'unconfirmed',
  ),
  supplement('SUPP_FACILITY', '设施农用地转耕', 'from facility land', SUPPLEMENT, 'unconfirmed'),
  supplement('SUPP_ROAD', '农村道路沟渠转耕', 'from farm road or ditch', SUPPLEMENT, 'unconfirmed'),
  // Before the reform, ground that was no agricultural land replenished construction; 进出平衡 moved farmland alone.
  supplement('SUPP_RECLAIM', '垦造', 'reclaimed', SUPPLEMENT, 'confirmed', 'non-agricultural'),
  supplement('SUPP_REHAB', '复垦', 'rehabilitated', SUPPLEMENT, 'confirmed', 'non-agricultural'),
  {
    ...supplement(
      'GAIN_FORBIDDEN',
      '禁止区新开垦（不计补充）',
      'reclaimed where it is forbidden, no replenishment',
      FORBIDDEN,
    ),
    balance: 'none',
    oldAccount: 'none',
  },
  adjustment('RIDGE_CHANGE', '田坎系数/坡度变化', 'ridge coefficient or slope changed'),
  adjustment('BOUNDARY_OUT', '行政界线调整（划出）', 'boundary adjustment, out'),
  adjustment('BOUNDARY_IN', '行政界线调整（划入）', 'boundary adjustment, in'),
  adjustment('MISSING_GROUND', '缺漏图斑', 'ground that one year lacks'),
  adjustment('ENCLAVE', '飞地', 'enclave'),
  adjustment('DATA_FIX', '数据订正', 'data correction'),
  adjustment('UNCLASSIFIED', '未归类', 'not classified'),
  adjustment('RESIDUAL', '拓扑残差（非地类变化）', 'topological residual'),
  quiet('IN_PLACE', 'inside', '耕地内部变化', 'within cultivated land'),
  quiet('UNCHANGED', 'none', '未变', 'unchanged'),
  quiet('NON_CULTIVATED', 'none', '非耕地之间', 'between other classes'),
];

const BY_ID = new Map(FLOWS.map((flow) => [flow.id, flow]));

/** The definition of a flow; unknown ids are a fault of ours. */
export function flowKind(id: string): FlowKind {
  const kind = BY_ID.get(id);
  if (!kind) throw new RangeError(`no flow ${id}`);
  return kind;
}

/**
 * The flow of a pair of TD1055 classes without any evidence. `restorable` says that the parcel of the year before carried
 * JKHF or GCHF. `ridge` marks a cell that only the ridge coefficient made (practice 1).
 */
export function defaultFlow(from: string, to: string, restorable: boolean): string {
  if (!landClass('TD1055', from) || !landClass('TD1055', to)) return 'UNCLASSIFIED';
  if (from === to) return 'UNCHANGED';
  const [was, is] = [isCultivated(from), isCultivated(to)];
  if (was && is) return 'IN_PLACE';
  if (!was && !is) return 'NON_CULTIVATED';
  return was ? lossFlow(to) : gainFlow(from, restorable);
}

function lossFlow(to: string): string {
  const plain = to.replace(/[KA]$/, '');
  if (plain === '1103') return 'OCC_RESERVOIR';
  if (landClass('TD1055', to)?.group === 'construction') return 'OCC_NONAGRI';
  if (plain.startsWith('02')) return 'OCC_ORCHARD';
  if (['0301', '0302', '0303', '0304', '0305', '0306', '0307'].includes(plain)) return 'OCC_FOREST';
  if (plain.startsWith('04')) return 'OCC_GRASS';
  if (plain === '1104') return 'OCC_POND';
  if (plain === '1202') return 'OCC_FACILITY';
  if (plain === '1006' || plain === '1107') return 'OCC_ROAD_FARM';
  if (plain === '1203') return 'OCC_RIDGE';
  return plain.startsWith('11') ? 'LOSS_WATER' : 'LOSS_UNUSED';
}

function gainFlow(from: string, restorable: boolean): string {
  const plain = from.replace(/[KA]$/, '');
  if (landClass('TD1055', from)?.group === 'construction') return 'SUPP_REHAB';
  // The label counts where it may stand (C5); elsewhere it would turn forbidden reclaiming into restoring.
  if (restorable && RESTORABLE.test(from)) return 'SUPP_RESTORE';
  if (plain === '1202') return 'SUPP_FACILITY';
  if (plain === '1006' || plain === '1107') return 'SUPP_ROAD';
  if (plain.startsWith('02')) return 'SUPP_ORCHARD';
  if (plain !== '0404' && /^(03|04|1104)/.test(plain)) return 'SUPP_AGRI';
  return 'SUPP_RECLAIM';
}
