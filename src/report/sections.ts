/** The lower parts of the report: by town, stable land, approvals, findings, parameters, what went in. */
import { compareText, type Citation, type Finding, SECRECY_NAMES } from '../base/index.ts';
import {
  doubtsAbout,
  doubtText,
  labelChange,
  parameterValue,
  ruleTitle,
  type Settlement,
} from '../land/index.ts';
import { clauseLabel } from '../policy/index.ts';
import { both, escapeHtml, figure, figureOrBlank, tip, words } from './figures.ts';
import type { OfficialTables } from './official-tables.ts';

/** The clause as a chip. */
export function clauseChip(citation: Citation): string {
  return `<span class="chip">${both(clauseLabel(citation))}</span>`;
}

/** 未确认 as a chip, when anything behind the number is; pointing at it tells what. */
export function doubtChip(settlement: Settlement, pointer: string): string {
  const doubts = doubtText(doubtsAbout(settlement, pointer), Infinity);
  return doubts === null
    ? ''
    : `<span class="chip unconfirmed" ${tip(doubts)}>${words('未确认', 'unconfirmed')}</span>`;
}

/** 未确认 as a chip. */
export const UNCONFIRMED_CHIP = `<span class="chip unconfirmed">${words('未确认', 'unconfirmed')}</span>`;

/** 按乡镇 — the account of every town; villages open below. */
export function zonesSection(settlement: Settlement): string {
  const towns = settlement.zones.filter(
    (zone) => zone.level === (settlement.level === 'county' ? 'town' : 'county'),
  );
  const villages = settlement.zones.filter((zone) => zone.level === 'village');
  const line = (zone: Settlement['zones'][number]): string => {
    const at = (key: string): string =>
      zone.level === 'village' ? '' : `/zones/${settlement.zones.indexOf(zone)}/account/${key}`;
    const net = BigInt(zone.account.closing) - BigInt(zone.account.opening);
    return `<tr><td>${escapeHtml(zone.name)} <span class="muted">${zone.code}</span></td><td class="n">${figure(zone.account.opening, false, '', at('opening'))}</td><td class="n loss">${figureOrBlank(negative(zone.account.losses), true, at('losses'))}</td><td class="n gain">${figureOrBlank(zone.account.gains, true, at('gains'))}</td><td class="n">${figureOrBlank(zone.account.residual, true, at('residual'))}</td><td class="n">${figure(zone.account.closing, false, '', at('closing'))}</td><td class="n"><b>${figure(net.toString(), true)}</b></td></tr>`;
  };
  const head = `<thead><tr><th>${words('单位', 'unit')}</th><th class="n">${words('年初', 'opening')}</th><th class="n">${words('减少', 'losses')}</th><th class="n">${words('增加', 'gains')}</th><th class="n">${words('订正与残差', 'corrections')}</th><th class="n">${words('年末', 'closing')}</th><th class="n">${words('净变化', 'net')}</th></tr></thead>`;
  const more =
    villages.length === 0
      ? ''
      : `<details><summary>${words(`按村（${villages.length}）`, `by village (${villages.length})`)}</summary><div class="scroll"><table>${head}<tbody>${villages.map(line).join('')}</tbody></table></div></details>`;
  return `<section class="card"><h2>${settlement.level === 'county' ? words('按乡镇', 'By town') : words('按县', 'By county')} <small>${towns.length} · <span class="unit"></span></small></h2><div class="scroll"><table>${head}<tbody>${towns.map(line).join('')}</tbody></table></div>${more}</section>`;
}

function negative(area: string): string {
  return (-BigInt(area)).toString();
}

/** 稳定利用耕地 — with its exclusions and the split of its increase; the cap of a province. */
export function stableSection(settlement: Settlement): string {
  const { stable, cap } = settlement;
  const doubts = doubtText(doubtsAbout(settlement, '/stable/netIncrease'), Infinity);
  const unconfirmed = doubts ? `${UNCONFIRMED_CHIP} <small>${both(doubts)}</small>` : '';
  const rows: readonly (readonly [string, string, string])[] = [
    [
      words('年初稳定利用耕地', 'stable, opening'),
      figure(stable.before, false, '', '/stable/before'),
      '',
    ],
    [
      words('实地增减', 'changed on the ground'),
      figure(stable.onGround, true, '', '/stable/onGround'),
      '',
    ],
    [
      words('标注/坡度变化', 'label or slope level only'),
      figure(stable.byLabel, true, '', '/stable/byLabel'),
      stable.byLabel === '0' ? '' : 'amber',
    ],
    [
      words('订正与残差', 'corrections and residual'),
      figureOrBlank(stable.residual, true, '/stable/residual'),
      '',
    ],
    [
      words('年末稳定利用耕地', 'stable, closing'),
      figure(stable.after, false, '', '/stable/after'),
      '',
    ],
    [
      `<b>${settlement.level === 'province' ? words('净增加量', 'net increase') : words('县域稳定利用耕地净增加量（供省级汇总）', 'net increase (for the province to add up)')}</b>`,
      `<b>${figure(stable.netIncrease, true, '', '/stable/netIncrease')}</b>`,
      '',
    ],
  ];
  const excluded = stable.excluded
    .map(
      (part, i) =>
        `<tr><td>${both(part.reason)}</td><td class="n">${figure(part.before, false, '', `/stable/excluded/${i}/before`)}</td><td class="n">${figure(part.after, false, '', `/stable/excluded/${i}/after`)}</td></tr>`,
    )
    .join('');
  const labels =
    stable.labelParcels.length === 0
      ? ''
      : `<details><summary class="amber">${words(`标注变化的图斑（${stable.labelParcels.length}）`, `parcels changed by label (${stable.labelParcels.length})`)}</summary><table><tbody>${stable.labelParcels
          .map(
            (p) =>
              `<tr><td>${escapeHtml(p.id)}</td><td>${words(p.change, labelChange(p.change))}</td><td class="n">${figure(p.area, true)}</td></tr>`,
          )
          .join('')}</tbody></table></details>`;
  return `<section class="card"><h2>${words('稳定利用耕地', 'Stably used cultivated land')} ${unconfirmed}</h2><table><tbody>${rows
    .map(
      ([name, value, tone]) =>
        `<tr${tone === '' ? '' : ` class="${tone}"`}><td>${name}</td><td class="n">${value}</td></tr>`,
    )
    .join('')}</tbody></table>${capLine(settlement, cap)}
<details><summary>${words('不计入的部分', 'excluded parts')}</summary><table><thead><tr><th>${words('条件', 'condition')}</th><th class="n">${words('年初', 'opening')}</th><th class="n">${words('年末', 'closing')}</th></tr></thead><tbody>${excluded}</tbody></table></details>${labels}</section>${approvals(settlement)}`;
}

function capLine(settlement: Settlement, cap: Settlement['cap']): string {
  if (cap) {
    const state = cap.preconditionMet
      ? `${words(`${cap.forYear} 年非农建设允许占用耕地规模上限`, `cap on non-agricultural occupation in ${cap.forYear}`)} <b>${figure(cap.area, false, '', '/cap/area')}</b>${cap.fixed ? '' : ` <span class="chip">${words('暂定，国家确认后清算', 'provisional until confirmed by the state')}</span>`}`
      : `<span class="state fail">■ ${words('前提未满足', 'precondition not met')}</span> ${words('年度耕地总量未实现动态平衡，上限为 0。', 'The yearly total is not in balance; the cap is 0.')}`;
    return `<p>${state} <span class="chip">${both(clauseLabel(cap.citation))}</span></p>`;
  }
  return settlement.level === 'county'
    ? `<p class="muted">${words('省级下达管控规模：', 'allotment by the province: ')}${settlement.allotment === null ? words('未录入', 'no input yet') : figure(settlement.allotment)}</p>`
    : '';
}

function approvals(settlement: Settlement): string {
  if (settlement.approvals === null) {
    return `<section class="card"><h2>${words('批建对照', 'Approvals and building')}</h2><p><span class="state no-data">⬚ ${words('缺数据', 'no data')}</span> ${words('没有批准用地图层（PZWJSTD、批准用地），不能判断哪些建设没有批文。请由用地审批处室提供后重新结算。', 'No layer of approved land was given, so building without approval cannot be told. Get it from the approval office and settle again.')}</p></section>`;
  }
  const rows = settlement.approvals.map(
    (row) =>
      `<tr${row.kind === 'no-approval' || row.kind === 'built-before-approval' ? ' class="loss"' : ''}><td>${both(row.title)}</td><td class="n">${figure(row.area)}</td><td class="n">${row.pieces}</td></tr>${row.parcels.length > 0 && row.kind !== 'approved-and-built' ? `<tr><td colspan="3" class="muted">${escapeHtml(row.parcels.join(', '))}</td></tr>` : ''}`,
  );
  return `<section class="card"><h2>${words('批建对照', 'Approvals and building')} <small class="unit"></small></h2><table><tbody>${rows.join('')}</tbody></table></section>`;
}

type Severity = Finding['severity'];

const SEVERITIES: Record<Severity, { readonly word: string; readonly state: string }> = {
  error: { word: `■ ${words('错误', 'error')}`, state: 'fail' },
  warning: { word: `▲ ${words('警告', 'warning')}`, state: 'notice' },
  notice: { word: `△ ${words('提示', 'notice')}`, state: 'notice' },
};
const WORST_FIRST: readonly Severity[] = ['error', 'warning', 'notice'];

function severityMark(severity: Severity, count = ''): string {
  const { word, state } = SEVERITIES[severity];
  return `<span class="state ${state}">${word}${count}</span>`;
}

/** 问题 — by rule, the worst first: its name, how many of each severity, then examples with theirs. */
export function findingsSection(settlement: Settlement): string {
  const { counts, examples } = settlement.findings;
  const rank = (finding: Finding): number => WORST_FIRST.indexOf(finding.severity);
  const groups = Object.keys(counts)
    .map((rule) => {
      const shown = examples.filter((finding) => finding.rule === rule);
      return { rule, shown: shown.sort((p, q) => rank(p) - rank(q)) };
    })
    .sort(
      (p, q) =>
        (p.shown[0] ? rank(p.shown[0]) : 9) - (q.shown[0] ? rank(q.shown[0]) : 9) ||
        compareText(p.rule, q.rule),
    );
  if (groups.length === 0) {
    return `<section class="card"><h2>${words('问题', 'Findings')}</h2><p class="muted">${words('没有发现问题。', 'None.')}</p></section>`;
  }
  const html = groups.map(({ rule, shown }) => {
    const marks = WORST_FIRST.map((severity) => {
      const count = shown.filter((finding) => finding.severity === severity).length;
      return count === 0 ? '' : severityMark(severity, ` ${count}`);
    });
    const left = counts[rule]! - shown.length;
    const more = left > 0 ? words(`另有 ${left} 个未列出`, `${left} more not listed`) : '';
    const items = shown.map(
      (finding) =>
        `<tr><td>${severityMark(finding.severity)}</td><td>${escapeHtml(finding.place.id ?? (finding.place.feature === undefined ? '' : `#${finding.place.feature}`))}<div class="muted">${escapeHtml([finding.place.layer, finding.place.field].filter(Boolean).join(' · '))}</div></td><td>${both(finding.message)}<div class="muted">${both(finding.remedy)}</div></td></tr>`,
    );
    return `<details><summary><b>${escapeHtml(rule)} ${both(ruleTitle(rule))}</b> ${marks.join(' ')} <span class="muted">${more}</span></summary><table><tbody>${items.join('')}</tbody></table></details>`;
  });
  return `<section class="card"><h2>${words('问题', 'Findings')} <small>${words('按规则归并，严重的在前，每条规则最多列 20 个', 'grouped by rule, the worst first, at most 20 of each shown')}</small></h2>${html.join('')}</section>`;
}

/** 官方表 — the workbooks beside this page, what is blank in them, and which could not be filled. */
export function tablesSection(tables: OfficialTables): string {
  const written = tables.books.map(
    (book) =>
      `<tr><td><a href="${escapeHtml(encodeURIComponent(book.fileName))}">${escapeHtml(book.fileName)}</a></td><td>${book.gaps ? `<span class="state notice">△</span> ${both(book.gaps)}` : words('齐全', 'complete')}</td></tr>`,
  );
  const absent = tables.absent.map(
    (table) =>
      `<tr><td>${escapeHtml(table.name)}</td><td><span class="state no-data">⬚ ${words('缺数据', 'no data')}</span> ${both(table.why)}</td></tr>`,
  );
  return `<section class="card"><h2>${words('官方表', 'Official tables')} <small>${words('单位：公顷，与本页在同一文件夹', 'in hectares, in the folder of this page')}</small></h2><div class="scroll"><table><tbody>${written.join('')}${absent.join('')}</tbody></table></div></section>`;
}

/** What went in, which parameters were used and how sure they are, and how to recompute. */
export function footSection(settlement: Settlement): string {
  const parameters = settlement.parameters.map(
    (p) =>
      `<tr><td>${escapeHtml(p.name)}</td><td>${both(parameterValue(p.name, p.value))}</td><td>${escapeHtml(p.from)}</td><td lang="zh-CN">${escapeHtml(p.source)}</td><td>${p.confidence === 'unconfirmed' ? UNCONFIRMED_CHIP : words('已确认', 'confirmed')}</td></tr>`,
  );
  const layers = settlement.layers.map((layer) => `${layer.kind} ${layer.features}`).join(', ');
  return `<section class="card"><h2>${words('依据与输入', 'Basis and inputs')}</h2>
<p class="muted">${words('年初', 'opening')} ${escapeHtml(settlement.before.snapshot)} ${escapeHtml(settlement.before.title)} (${settlement.before.parcels.toLocaleString('en-US')}) · ${words('年末', 'closing')} ${escapeHtml(settlement.after.snapshot)} ${escapeHtml(settlement.after.title)} (${settlement.after.parcels.toLocaleString('en-US')})${layers === '' ? '' : ` · ${words('图层', 'layers')} ${escapeHtml(layers)}`}<br>${words(`未变图斑 ${settlement.proof.unchangedParcels.toLocaleString('en-US')}，叠加块 ${settlement.proof.pieces.toLocaleString('en-US')}，图斑吸附差最大 ${settlement.proof.worstParcelDifference.toExponential(2)} m²`, `${settlement.proof.unchangedParcels.toLocaleString('en-US')} unchanged parcels, ${settlement.proof.pieces.toLocaleString('en-US')} pieces, largest snapping difference of a parcel ${settlement.proof.worstParcelDifference.toExponential(2)} m²`)}</p>
<details><summary>${words('所用参数', 'parameters used')} (${settlement.parameters.length})</summary><div class="scroll"><table><thead><tr><th>${words('参数', 'name')}</th><th>${words('值', 'value')}</th><th>${words('起', 'from')}</th><th>${words('来源', 'source')}</th><th></th></tr></thead><tbody>${parameters.join('')}</tbody></table></div></details>
<div class="foot"><span>${words('数据不出本机', 'the data never leave this machine')}</span><span>${escapeHtml(settlement.id)}</span><span>${words('规则集', 'rule set')} ${escapeHtml(settlement.ruleSet)}</span><span>${words('密级', 'secrecy')} ${both(SECRECY_NAMES[settlement.secrecy])}</span><span>${escapeHtml(settlement.engine)}</span></div></section>`;
}
