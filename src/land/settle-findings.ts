/**
 * 结算发现 — what a settlement itself finds: new reclamation where it is forbidden, construction without approval, overdue
 * temporary land, documents that do not fit, an opening or a total that differs, and the county's rules of notes.
 */
import { type Citation, type Finding, formatArea, say } from '../base/index.ts';
import { opinion } from '../policy/index.ts';
import { unapprovedPatches } from './approvals.ts';
import { ruleBinds, surveyFinding } from './survey-rules.ts';
import { isCultivated } from './land-classes.ts';
import { textReader } from './pieces.ts';
import type { Tally } from './tally.ts';
import { uncheckedRules } from './unchecked.ts';
import type { YearInput } from './year.ts';

const LAYER_NAMES: Record<string, { readonly zh: string; readonly en: string }> = {
  STBHHX: { zh: '生态保护红线', en: 'the ecological protection red line' },
  ZRBHD: { zh: '自然保护地', en: 'a protected natural area' },
};

const PRACTICE: Citation = { instrument: 'practice', clause: '年度结算' };
const FORBIDDEN = opinion('十一', '自然保护地、生态保护红线内禁止新开垦耕地');

/** Findings C8, A3 and U2 of the two years together, and X1 to X9 of the settlement. */
export function settleFindings(input: YearInput, counted: Tally): Finding[] {
  return [
    ...counted.protectedGains.map(forbiddenGround),
    ...openingDiffers(input, counted),
    ...counted.overdueTemporary.map(overdueLand),
    ...unclassified(counted),
    ...missingGround(counted),
    ...uncheckedRules(input, counted),
    ...withoutApproval(input, counted),
    ...counted.misfits.map(misfit),
    ...counted.processFindings,
    ...totalsDiffer(input, counted),
    ...changeNotes(input, counted),
  ];
}

/** X1 — by verb: new reclamation is forbidden, restoring needs an approval, without a label nobody knows which it was. */
function forbiddenGround(gain: Tally['protectedGains'][number]): Finding {
  const reclaims = gain.flow === 'SUPP_RECLAIM' || gain.flow === 'GAIN_FORBIDDEN';
  const restores = gain.flow === 'SUPP_RESTORE' || gain.flow === 'SUPP_REHAB';
  const layer = LAYER_NAMES[gain.layer] ?? { zh: gain.layer, en: gain.layer };
  const area = formatArea(BigInt(gain.area), 'ha', 4);
  return {
    rule: 'X1',
    severity: reclaims ? 'error' : restores ? 'notice' : 'warning',
    place: { id: gain.parcel, layer: gain.layer },
    message: reclaims
      ? say(
          `在${layer.zh}内新开垦耕地 ${area} 公顷`,
          `${area} ha newly reclaimed inside ${layer.en}`,
        )
      : restores
        ? say(
            `在${layer.zh}内恢复或复垦耕地 ${area} 公顷`,
            `${area} ha restored inside ${layer.en}`,
          )
        : say(
            `在${layer.zh}内由没有恢复标注的土地转为耕地 ${area} 公顷，不知是恢复还是新开垦`,
            `${area} ha became cultivated inside ${layer.en} without a label: restored or newly reclaimed`,
          ),
    remedy: reclaims
      ? say(
          '已不计入补充耕地；请核实地块并移交执法。',
          'It does not count as replenishment; check the parcel and hand it to enforcement.',
        )
      : say(
          '恢复须经批准，新开垦不得计入；请补充批准材料。',
          'Restoring there needs an approval, new reclamation does not count; add the papers.',
        ),
    citation: FORBIDDEN,
  };
}

/** X2 — 年初数不符. */
function openingDiffers(input: YearInput, counted: Tally): Finding[] {
  const { closing } = input.lastYear;
  if (closing === null || closing === BigInt(counted.opening)) return [];
  const opening = BigInt(counted.opening);
  const difference = formatArea(opening - closing, 'm2');
  return [
    {
      rule: 'X2',
      severity: 'error',
      place: {},
      message: say(
        `年初数不符：上年确认 ${formatArea(closing, 'ha', 4)} 公顷，本次读到 ${formatArea(opening, 'ha', 4)} 公顷，差 ${difference} m²`,
        `The opening differs: confirmed last year ${formatArea(closing, 'ha', 4)} ha, read now ${formatArea(opening, 'ha', 4)} ha, difference ${difference} m²`,
      ),
      remedy: say(
        '请核对两次所用的年初调查数据后重试。',
        'Compare the survey files used for the opening and settle again.',
      ),
      citation: PRACTICE,
    },
  ];
}

/** X3 — temporary land of which a part is not in force. */
function overdueLand(parcel: string): Finding {
  return {
    rule: 'X3',
    severity: 'warning',
    place: { id: parcel, layer: 'LSYD' },
    message: say(
      '临时用地已过期或尚未批准，按实际占用计',
      'The temporary land is overdue or not yet approved and counts as occupation',
    ),
    remedy: say(
      '请复垦、办理延期或补办用地手续。',
      'Rehabilitate it, extend it, or apply for the land.',
    ),
    citation: { instrument: 'practice', clause: '临时用地' },
  };
}

/** X4 — 未归类. */
function unclassified(counted: Tally): Finding[] {
  return counted.changed
    .filter((piece) => piece.flow === 'UNCLASSIFIED')
    .map((piece) => ({
      rule: 'X4',
      severity: 'error',
      place: { id: piece.afterId, field: 'DLBM' },
      message: say(
        `未归类：${piece.fromClass || '空'} → ${piece.toClass || '空'}`,
        `Not classified: ${piece.fromClass || 'empty'} → ${piece.toClass || 'empty'}`,
      ),
      remedy: say('请改正地类编码后重新导入。', 'Correct the class code and import again.'),
      citation: { instrument: 'survey-rules', clause: 'C1' },
    }));
}

/** X8 — 缺漏图斑, one finding for each year that lacks ground. */
function missingGround(counted: Tally): Finding[] {
  return (['after', 'before'] as const).flatMap((lacking) => {
    const pieces = counted.changed.filter(
      (piece) => piece.flow === 'MISSING_GROUND' && piece[lacking] < 0,
    );
    if (pieces.length === 0) return [];
    const sum = (key: 'area' | 'cultivated'): string => {
      const total = pieces.reduce((all, piece) => all + BigInt(piece[key]), 0n);
      return formatArea(total < 0n ? -total : total, 'ha', 4);
    };
    const ids = [
      ...new Set(pieces.map((piece) => (lacking === 'after' ? piece.beforeId : piece.afterId))),
    ];
    const shown = ids.slice(0, SHOWN);
    const more = ids.length - shown.length;
    const [zh, en] = lacking === 'after' ? ['年末', 'year after'] : ['年初', 'year before'];
    return [
      {
        rule: 'X8',
        severity: 'error',
        place: { id: shown[0]! },
        message: say(
          `${zh}数据缺 ${sum('area')} 公顷（其中耕地 ${sum('cultivated')} 公顷），涉及图斑 ${shown.join('、')}${more > 0 ? ` 等 ${ids.length} 个` : ''}`,
          `The ${en} lacks ${sum('area')} ha (${sum('cultivated')} ha of it cultivated) of ${ids.length === 1 ? 'parcel' : 'parcels'} ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
        ),
        remedy: say(
          '请补齐图斑。确属行政界线调整的，两年的 XZQ 图层须写明相应变化的控制面积，或在证据记录中以 KIND=boundary 列出图斑。',
          'Complete the file. A boundary that moved must show in the control areas of XZQ of both years, or in a document of KIND boundary for the parcel.',
        ),
        citation: { instrument: 'survey-rules', clause: 'A3' },
      } satisfies Finding,
    ];
  });
}

/** Parcels that a finding names before it counts the rest. */
const SHOWN = 20;

const ILLEGAL = opinion('十一', '对违法建设相应冻结补充耕地指标');

/** X5 — 无批文 and 未批先建, patch by patch; only where approvals were given at all. */
function withoutApproval(input: YearInput, counted: Tally): Finding[] {
  if (input.approvedNotBuilt === null) return [];
  return unapprovedPatches(counted.built).map(({ kind, parcel, area }) => {
    const ha = formatArea(BigInt(area), 'ha', 4);
    return {
      rule: 'X5',
      severity: 'error',
      place: { id: parcel, layer: 'APPROVAL' },
      message:
        kind === 'no-approval'
          ? say(
              `非农建设占用耕地 ${ha} 公顷没有批文`,
              `${ha} ha of cultivated land were built on without an approval`,
            )
          : say(
              `非农建设占用耕地 ${ha} 公顷，批文晚于调查时点（未批先建）`,
              `${ha} ha of cultivated land were built on before they were approved`,
            ),
      remedy: say(
        '请补充批文图层，或按违法占用核查、移交执法；相应的补充耕地指标将被冻结。',
        'Add the approval, or check it as illegal occupation and hand it to enforcement; quotas will be frozen for it.',
      ),
      citation: ILLEGAL,
    };
  });
}

/** X6 — a document that cannot speak for what became of the ground. */
function misfit({ parcel, record, to }: Tally['misfits'][number]): Finding {
  return {
    rule: 'X6',
    severity: 'error',
    place: { id: parcel, layer: 'EVIDENCE' },
    message: say(
      `证据 ${record.document}（${record.date}）不适用：地块变为 ${to || '区域外'}（建设占用不因文件免补），或类型不合，或文件晚于调查时点；按无证据计`,
      `The document ${record.document} (${record.date}) does not fit: the ground became ${to || 'outside'} (no document excuses construction), its kind is another, or it is later than the survey; the flow stands as without it`,
    ),
    remedy: say(
      '请核对证据的类型、日期和所指图斑（可用变更后的标识码指明部分）。',
      'Check its kind, date and parcel; the id of the year after names a part of a parcel.',
    ),
    citation: { instrument: 'mnr-2024-204', clause: '一(免补)' },
  };
}

/** A3 — 控制面积 before and after: the ground of a county changes by its boundary alone. */
function totalsDiffer(input: YearInput, counted: Tally): Finding[] {
  const isFiled = input.before.areaSource === 'filed' && input.after.areaSource === 'filed';
  if (!isFiled || counted.grossDifference === 0) return [];
  const m2 = formatArea(BigInt(counted.grossDifference), 'm2');
  return [
    surveyFinding(
      'A3',
      { id: input.region, field: 'TBMJ' },
      say(
        `年末图斑面积之和与年初相差 ${m2} m²，不是行政界线调整造成的`,
        `the parcels of the year after differ from those before by ${m2} m², not by the boundary`,
      ),
    ),
  ];
}

const NOTED = /^0[1-4]/;

/** C8 — the county's rules of notes on changes; notices unless its pack is chosen (practice 25). */
function changeNotes(input: YearInput, counted: Tally): Finding[] {
  if (!input.after.attributes.has('note')) return [];
  const [note, planting] = [
    textReader(input.after, 'note'),
    textReader(input.after, 'plantingAttribute'),
  ];
  const binds = ruleBinds('C8', input.rules.chosen);
  const findings: Finding[] = [];
  for (const piece of counted.changed) {
    const { fromClass: from, toClass: to, before, after } = piece;
    if (from === to || before < 0 || after < 0 || piece.flow === 'RESIDUAL') continue;
    const gains = !isCultivated(from) && isCultivated(to);
    if ((gains || (NOTED.test(from) && NOTED.test(to))) && note(after) === '')
      findings.push(
        surveyFinding(
          'C8',
          { id: piece.afterId, field: 'BZ' },
          say(`${from} 变为 ${to} 须填备注`, `${from} became ${to}, which needs a note`),
          binds,
        ),
      );
    if (gains && planting(after) === 'WG')
      findings.push(
        surveyFinding(
          'C8',
          { id: piece.afterId, field: 'ZZSXDM' },
          say(
            `新增耕地（原 ${from}）不得为未耕种 WG`,
            `new cultivated land (${from} before) must not lie unplanted (WG)`,
          ),
          binds,
        ),
      );
  }
  return findings;
}
