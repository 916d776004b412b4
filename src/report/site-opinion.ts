/**
 * 用地占耕核查意见 — one self-contained page: the conclusion, what is taken, what each rule answered with its clause and what
 * to do, what has to be replaced, and what it all rests on. No script, no network; prints on A4.
 */
import {
  type Area,
  type Bilingual,
  formatArea,
  say,
  SECRECY_NAMES,
  type SecrecyLevel,
} from '../base/index.ts';
import { classLabel } from '../land/index.ts';
import {
  CONSTRAINT_LAYERS,
  type RuleDecision,
  type SiteFacts,
  type Verdict,
} from '../policy/index.ts';
import {
  conclusion,
  LAND_USE_NAMES,
  SHIFT_METRES,
  type SiteCheck,
  type TakenRow,
  VERDICT_WORDS,
  worstFirst,
} from '../project/index.ts';
import { both, escapeHtml, tip, words } from './figures.ts';
import { OPINION_CSS } from './opinion-style.ts';
import { clauseChip, UNCONFIRMED_CHIP } from './sections.ts';
import { type SiteMap, siteMapSection } from './site-map.ts';
import { REPORT_CSS } from './style.ts';

/** What an opinion is written from. */
export interface OpinionInput {
  /** Id of the stored check, or null when it was not stored. */
  readonly id: string | null;
  /** Name of the site: its file. */
  readonly title: string;
  readonly facts: SiteFacts;
  readonly check: SiteCheck;
  readonly map: SiteMap | null;
  /** When it was checked, as text with date and time. */
  readonly checkedAt: string;
  readonly regionName: string;
  readonly secrecy: SecrecyLevel;
  readonly engine: string;
  readonly language: 'zh' | 'en';
}

/** The whole page. */
export function renderSiteOpinion(input: OpinionInput): string {
  const { check, language } = input;
  const title = say(`用地占耕核查意见 ${input.title}`, `Site check: ${input.title}`);
  const decisions = worstFirst(check.ruling.decisions);
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}" data-theme="light"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title ${tip(title)}>${escapeHtml(title[language])}</title><style>${REPORT_CSS}${OPINION_CSS}</style></head><body><main class="opinion">
<div class="left"><section class="card picture">${input.map === null ? '' : siteMapSection(input.map, decisions)}</section>
<section class="card pads tables">${tables(check)}</section></div>
<div class="right"><section class="card"><div class="pad head">${head(input)}${banner(check)}${figures(check)}</div>
<div class="items">${decisions.filter(isLoud).map(item).join('')}${quietItems(decisions)}
${replacementSection(check)}${avoidanceSection(check)}
${basis(input)}</div></section></div></main></body></html>`;
}

function head({ id, checkedAt, title, check }: OpinionInput): string {
  const number = id === null ? words('未存储', 'not stored') : escapeHtml(id);
  return `<div class="muted">${words('核查意见', 'opinion')} ${number} · ${escapeHtml(checkedAt)} · ${words('适用', 'law of')} ${check.day}</div>
<h1>${escapeHtml(title)} <span class="chip">${both(LAND_USE_NAMES[check.use])}</span></h1>`;
}

function mark(verdict: Verdict, word: Bilingual = VERDICT_WORDS[verdict].word): string {
  return `<span class="state ${verdict}"><span aria-hidden="true">${VERDICT_WORDS[verdict].sign}</span>${both(word)}</span>`;
}

function banner({ ruling, headline }: SiteCheck): string {
  const { zh, en } = conclusion(ruling.verdict);
  // The conclusion stands in bold before; the rest of the sentence follows it.
  const rest = say(headline.zh.slice(zh.length + 1), headline.en.slice(en.length + 1).trim());
  return `<div class="banner ${ruling.verdict}">${mark(ruling.verdict, { zh, en })}<span>${both(rest)}</span></div>`;
}

const ha = (area: Area): string => formatArea(area, 'ha', 4);

/** Five numbers: ground, cultivated, paddy, permanent basic farmland, mean grade. What is not known is said so. */
function figures({ taken }: SiteCheck): string {
  const cell = (label: string, value: string | null): string =>
    `<div>${value === null ? `<b class="none">⬚ ${words('缺数据', 'no data')}</b>` : `<b>${value}</b>`}<span class="muted">${label}</span></div>`;
  const hectares = words('公顷', 'ha');
  const grade =
    taken.meanGrade === null
      ? taken.cultivatedArea === 0n
        ? '—'
        : null
      : `${taken.meanGrade.toFixed(2)}`;
  return `<div class="fives">${cell(`${words('用地总面积', 'ground')} ${hectares}`, ha(taken.area))}${cell(`${words('占用耕地', 'cultivated land')} ${hectares}`, ha(taken.cultivatedArea))}${cell(`${words('其中水田', 'of it paddy')} ${hectares}`, ha(taken.paddyArea))}${cell(`${words('永久基本农田', 'permanent basic farmland')} ${hectares}`, taken.permanentArea === null ? null : ha(taken.permanentArea))}${cell(words('平均质量等级，1 最好', 'mean quality grade, 1 is best'), grade)}</div>`;
}

const isLoud = ({ verdict }: RuleDecision): boolean =>
  verdict !== 'pass' && verdict !== 'not-applicable';

/** A rule that asks for something: state, title, clause, sentence, what to do. */
function item(decision: RuleDecision): string {
  const { title, citation, confidence, verdict, sentence, remedy, exception } = decision;
  const granted =
    exception === null
      ? ''
      : `<p>${words(`批准人 ${exception.approver}，批文 ${exception.document}，理由：${exception.reason}`, `Approved by ${exception.approver}, ${exception.document}: ${exception.reason}`)}</p>`;
  return `<div class="item">${mark(verdict)}<div><b>${both(title)}</b> ${clauseChip(citation)} ${confidence === 'unconfirmed' ? UNCONFIRMED_CHIP : ''}<p>${both(sentence)}${words('。', '.')}</p>${remedy === null ? '' : `<p class="do">${words('怎么办：', 'What to do: ')}${both(remedy)}</p>`}${granted}</div></div>`;
}

/** Rules that ask for nothing stand together. */
function quietItems(decisions: readonly RuleDecision[]): string {
  const line = (verdict: Verdict): string => {
    const some = decisions.filter((one) => one.verdict === verdict);
    if (some.length === 0) return '';
    const names = some.map(
      ({ title, citation, confidence }) =>
        `${both(title)} ${clauseChip(citation)}${confidence === 'unconfirmed' ? ` ${UNCONFIRMED_CHIP}` : ''}`,
    );
    return `<div class="item">${mark(verdict)}<div class="quiet">${names.join('；')}</div></div>`;
  };
  return line('pass') + line('not-applicable');
}

/** 应补充 — area, paddy, capacity and grade, and who owes them. */
function replacementSection({ replacement, taken }: SiteCheck): string {
  const unknown = `<b class="state no-data">⬚ ${words('缺数据', 'no data')}</b>`;
  const capacity =
    replacement.capacity === null
      ? unknown
      : `<b>${Math.round(replacement.capacity).toLocaleString('en-US')}</b> ${words('公斤', 'kg')} ${replacement.formula.confidence === 'unconfirmed' ? UNCONFIRMED_CHIP : ''}`;
  const grade =
    replacement.minimumGrade === null ? unknown : `<b>${replacement.minimumGrade.toFixed(2)}</b>`;
  const amounts =
    replacement.bearer === 'none' || taken.cultivatedArea === 0n
      ? ''
      : `<div class="pairs"><span>${words('耕地', 'cultivated land')} <b>${ha(replacement.cultivatedArea)}</b> ${words('公顷', 'ha')}</span><span>${words('其中水田', 'of it paddy')} <b>${ha(replacement.paddyArea)}</b> ${words('公顷', 'ha')}</span><span>${words('粮食产能', 'grain capacity')} ${capacity}</span><span>${words('质量等级不低于', 'quality grade no worse than')} ${grade}</span></div>`;
  return `<div class="item"><b>${words('应补充', 'To replace')}</b><div><span class="quiet">${both(replacement.sentence)}${words('。', '.')}</span>${amounts}</div></div>`;
}

/** 避让方案 — the site as it is beside the smallest shift that takes no permanent basic farmland, and what to drop instead. */
function avoidanceSection({ avoidance, ruling, taken }: SiteCheck): string {
  if (avoidance === null) return '';
  const { shift, drops, restArea } = avoidance;
  const row = (name: string, areas: readonly (Area | null)[], verdict: Verdict): string =>
    `<tr><td>${name}</td>${areas.map((area) => `<td class="n">${area === null ? '' : ha(area)}</td>`).join('')}<td>${mark(verdict)}</td></tr>`;
  const here = row(
    words('送核', 'as submitted'),
    [taken.cultivatedArea, taken.paddyArea, taken.permanentArea],
    ruling.verdict,
  );
  const there =
    shift === null
      ? ''
      : row(
          words(
            `向${shift.direction.zh}移 ${shift.metres} m`,
            `${shift.metres} m to the ${shift.direction.en}`,
          ),
          [shift.takes.cultivatedArea, shift.takes.paddyArea, shift.takes.permanentArea],
          shift.verdict,
        );
  const none =
    shift === null
      ? words(
          `16 个方向 ${SHIFT_METRES} m 以内没有找到不占永久基本农田的平移。`,
          `No shift within ${SHIFT_METRES} m in 16 directions was found that takes no permanent basic farmland.`,
        )
      : '';
  const rest = formatArea(restArea, 'ha', 4);
  const drop = words(
    `也可以去掉占用永久基本农田的 ${drops.length} 块，余 ${rest} 公顷。`,
    `Or drop the ${drops.length} parts that take it; ${rest} ha are left.`,
  );
  return `<div class="item"><b>${words('避让方案', 'Alternatives')}</b><div><table><thead><tr><th>${words('方案', 'site')}</th><th class="n">${words('耕地 公顷', 'cultivated ha')}</th><th class="n">${words('水田', 'paddy')}</th><th class="n">${words('永久基本农田', 'permanent')}</th><th>${words('结论', 'verdict')}</th></tr></thead><tbody>${here}${there}</tbody></table><span class="quiet">${none}${drop}</span></div></div>`;
}

/** What the opinion rests on, so that anybody can compute it again. */
function basis({ facts, check, secrecy, engine, regionName }: OpinionInput): string {
  const given = CONSTRAINT_LAYERS.filter(({ key }) => facts.layers[key].state === 'given');
  const missing = CONSTRAINT_LAYERS.length - given.length;
  const names = given.map(({ key, name }) => {
    const layer = facts.layers[key];
    const day = layer.state === 'given' ? (layer.day ?? '?') : '';
    return say(`${name.zh} ${day}`, `${name.en} ${day}`);
  });
  return `<div class="basis">${words(
    `依据 ${regionName} ${check.survey.year} 年调查快照 ${check.survey.id}、${given.length} 个约束图层（另有 ${missing} 种没有）、规则集 ${check.ruleSet}；${engine}。供报批前核查，不替代审批；同样的数据、同样的规则，任何人可复算出同样的结论。`,
    `From the survey ${check.survey.id} of ${regionName} of ${check.survey.year}, ${given.length} layers (${missing} other kinds are missing), and the rule set ${check.ruleSet}; ${engine}. For checking before an application; it replaces no approval. The same data under the same rules give the same answer to anybody.`,
  )}<br>${words('图层时点：', 'Days of the layers: ')}${names.length === 0 ? words('无', 'none') : names.map(both).join(words('、', ', '))}<br>${words(`密级 ${SECRECY_NAMES[secrecy].zh}　数据不出本机`, `Secrecy: ${SECRECY_NAMES[secrecy].en}. Data stay on this machine.`)}
<div class="signs"><span>${words('核查人', 'Checked by')}：＿＿＿＿＿＿</span><span>${words('审核人', 'Reviewed by')}：＿＿＿＿＿＿</span><span>${words('日期', 'Date')}：＿＿＿＿＿＿</span></div></div>`;
}

/** 占用情况 — by class, slope, quality grade and village. */
function tables({ taken }: SiteCheck): string {
  const table = (
    title: string,
    head: string,
    rows: readonly TakenRow[],
    name: (key: string) => string,
  ): string =>
    rows.length === 0
      ? ''
      : `<h2>${title} <small>${words('公顷', 'ha')}</small></h2><table><thead><tr><th>${head}</th><th class="n">${words('面积', 'ground')}</th><th class="n">${words('扣除田坎后', 'without ridges')}</th></tr></thead><tbody>${rows
          .map(
            (row) =>
              `<tr><td>${row.key === '' ? words('未载明', 'not stated') : name(row.key)}</td><td class="n">${ha(row.area)}</td><td class="n">${ha(row.netArea)}</td></tr>`,
          )
          .join('')}</tbody></table>`;
  return [
    table(
      words('地类', 'Land classes'),
      words('地类', 'class'),
      taken.byClass,
      (key) => `${escapeHtml(key)} ${both(classLabel(key))}`,
    ),
    table(
      words('耕地坡度', 'Slope of cultivated land'),
      words('坡度级别', 'slope level'),
      taken.bySlope,
      escapeHtml,
    ),
    table(
      words('耕地质量', 'Quality of cultivated land'),
      words('质量等级', 'quality grade'),
      taken.byGrade,
      escapeHtml,
    ),
    table(
      words('耕地所在村', 'Villages of cultivated land'),
      words('坐落单位代码', 'village code'),
      taken.byVillage,
      escapeHtml,
    ),
  ].join('');
}
