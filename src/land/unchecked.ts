/** 未检查 — rules that no layer was given for. They have found nothing, which is no pass: the year says what was not looked at. */
import { type Finding, say } from '../base/index.ts';
import { flowKind } from './flow-table.ts';
import type { Tally } from './tally.ts';
import type { YearInput } from './year.ts';

/** Layers that decide a flow: the rule that needs each, whether this year has what it decides, and who keeps it. */
const DECIDING: readonly {
  readonly layer: string;
  readonly rule: string;
  readonly zh: string;
  readonly en: string;
  readonly fromZh: string;
  readonly fromEn: string;
  readonly decides: (flow: string) => boolean;
}[] = [
  {
    layer: 'STBHHX',
    rule: 'X1',
    zh: '生态保护红线内是否新开垦',
    en: 'whether ground inside the ecological protection red line was reclaimed',
    fromZh: '自然资源主管部门',
    fromEn: 'the natural resources bureau',
    decides: (flow) => flowKind(flow).side === 'gain',
  },
  {
    layer: 'ZRBHD',
    rule: 'X1',
    zh: '自然保护地内是否新开垦',
    en: 'whether ground inside protected natural areas was reclaimed',
    fromZh: '林业和草原主管部门',
    fromEn: 'the forestry and grassland bureau',
    decides: (flow) => flowKind(flow).side === 'gain',
  },
  {
    layer: 'LSYD',
    rule: 'X3',
    zh: '占用的是否临时用地、是否到期',
    en: 'whether what was occupied is temporary land, and overdue',
    fromZh: '用地审批处室',
    fromEn: 'the approval office',
    decides: (flow) => flowKind(flow).balance === 'occupation',
  },
  {
    layer: 'APPROVAL',
    rule: 'X5',
    zh: '非农建设有没有批文',
    en: 'whether construction was approved',
    fromZh: '用地审批处室',
    fromEn: 'the approval office',
    decides: (flow) => flow === 'OCC_NONAGRI' || flow === 'OCC_RESERVOIR',
  },
];

/** X9 — 未检查: a rule that no layer was given for has found nothing, which is no pass. */
export function uncheckedRules(input: YearInput, counted: Tally): Finding[] {
  const given = new Set(input.layers.map((layer) => layer.kind));
  const flows = [...counted.piecesByFlow.keys()];
  const found = DECIDING.filter(
    (one) => !given.has(one.layer) && flows.some((flow) => one.decides(flow)),
  ).map((one) => notChecked(one.layer, one.rule, one));
  const hasCultivated = counted.opening > 0 || counted.closing > 0;
  if (!given.has('YJJBNTTB') && hasCultivated)
    found.push(
      notChecked('YJJBNTTB', '稳定利用 stable land', {
        zh: '永久基本农田标注的是否稳定利用（WDGD），稳定利用耕地只按默认条件算',
        en: 'what permanent basic farmland says of stable use (WDGD); stable land rests on the default conditions alone',
        fromZh: '自然资源主管部门',
        fromEn: 'the natural resources bureau',
      }),
    );
  return found;
}

function notChecked(
  layer: string,
  rule: string,
  what: {
    readonly zh: string;
    readonly en: string;
    readonly fromZh: string;
    readonly fromEn: string;
  },
): Finding {
  return {
    rule: 'X9',
    severity: 'notice',
    place: { layer },
    message: say(
      `缺数据，未检查（${rule}）：没有图层 ${layer}，不知道${what.zh}`,
      `No data, not checked (${rule}): there is no layer ${layer} to tell ${what.en}`,
    ),
    remedy: say(
      `请向${what.fromZh}要该图层，用 --layers 给出后重新结算。`,
      `Get the layer from ${what.fromEn}, name it with --layers and settle again.`,
    ),
    citation: { instrument: 'practice', clause: '年度结算' },
  };
}
