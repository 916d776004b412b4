/** 结算发现 — what a settlement itself finds: new reclamation where it is forbidden, overdue temporary land, an opening that differs. */
import { type Finding, formatArea, say } from '../base/index.ts';
import { opinion } from '../policy/index.ts';
import type { Tally } from './tally.ts';
import type { YearInput } from './year.ts';

const LAYER_NAMES: Record<string, { readonly zh: string; readonly en: string }> = {
  STBHHX: { zh: '生态保护红线', en: 'the ecological protection red line' },
  ZRBHD: { zh: '自然保护地', en: 'a protected natural area' },
};

/** Findings X1 (forbidden ground), X2 (opening differs), X3 (temporary land overdue), X4 (not classified). */
export function settleFindings(input: YearInput, counted: Tally): Finding[] {
  const findings: Finding[] = [];
  for (const gain of counted.protectedGains) {
    const reclaims = gain.flow === 'SUPP_RECLAIM';
    const layer = LAYER_NAMES[gain.layer] ?? { zh: gain.layer, en: gain.layer };
    const area = formatArea(BigInt(gain.area), 'ha', 4);
    findings.push({
      rule: 'X1',
      severity: reclaims ? 'error' : 'notice',
      place: { id: gain.parcel, layer: gain.layer },
      message: reclaims
        ? say(
            `在${layer.zh}内新开垦耕地 ${area} 公顷`,
            `${area} ha newly reclaimed inside ${layer.en}`,
          )
        : say(
            `在${layer.zh}内恢复或复垦耕地 ${area} 公顷`,
            `${area} ha restored inside ${layer.en}`,
          ),
      remedy: reclaims
        ? say(
            '不得作为补充耕地；请核实地块，退出补充并移交执法。',
            'It may not count as replenishment; check the parcel, take it out and hand it to enforcement.',
          )
        : say('恢复须经批准；请补充批准材料。', 'Restoring there needs an approval; add it.'),
      citation: opinion('十一', '自然保护地、生态保护红线内禁止新开垦耕地'),
    });
  }
  const { closing } = input.lastYear;
  if (closing !== null && closing !== BigInt(counted.opening)) {
    const difference = BigInt(counted.opening) - closing;
    findings.push({
      rule: 'X2',
      severity: 'error',
      place: {},
      message: say(
        `年初数不符：上年确认 ${formatArea(closing, 'ha', 4)} 公顷，本次读到 ${formatArea(BigInt(counted.opening), 'ha', 4)} 公顷，差 ${formatArea(difference, 'm2')} m²`,
        `The opening differs: confirmed last year ${formatArea(closing, 'ha', 4)} ha, read now ${formatArea(BigInt(counted.opening), 'ha', 4)} ha, difference ${formatArea(difference, 'm2')} m²`,
      ),
      remedy: say(
        '请核对两次所用的年初调查数据后重试。',
        'Compare the survey files used for the opening and settle again.',
      ),
    });
  }
  for (const parcel of counted.overdueTemporary) {
    findings.push({
      rule: 'X3',
      severity: 'warning',
      place: { id: parcel, layer: 'LSYD' },
      message: say(
        '临时用地已过期，按实际占用计',
        'The temporary land is overdue and counts as occupation',
      ),
      remedy: say(
        '请复垦、办理延期或补办用地手续。',
        'Rehabilitate it, extend it, or apply for the land.',
      ),
    });
  }
  for (const piece of counted.changed) {
    if (piece.flow !== 'UNCLASSIFIED') continue;
    findings.push({
      rule: 'X4',
      severity: 'error',
      place: { id: piece.afterId, field: 'DLBM' },
      message: say(
        `未归类：${piece.fromClass || '空'} → ${piece.toClass || '空'}`,
        `Not classified: ${piece.fromClass || 'empty'} → ${piece.toClass || 'empty'}`,
      ),
      remedy: say('请改正地类编码后重新导入。', 'Correct the class code and import again.'),
    });
  }
  return findings;
}
