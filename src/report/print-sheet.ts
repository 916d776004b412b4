/** 耕地年度结算表 — what is handed in at the counter: A4, serif, hairlines, blank is not 0, signatures left for ink. */
import { formatArea, formatSignedArea } from '../base/index.ts';
import { doubtsAbout, type Settlement } from '../land/index.ts';
import { SECRECY_NAMES } from '../base/index.ts';
import type { ReportOptions } from './document.ts';
import { clauseLabel } from '../policy/index.ts';
import { escapeHtml } from './figures.ts';
import { GROUP_TITLES, groupTotals } from './groups.ts';

const STAGE: Record<Settlement['stage'], string> = {
  'county-reported': '县级自报',
  'province-verified': '省级核查',
  'state-confirmed': '国家确认',
};

const VERDICT: Record<Settlement['tests'][number]['verdict'], string> = {
  pass: '✓ 通过',
  fail: '✕ 不通过',
  notice: '▲ 提示',
  'no-data': '? 缺数据',
  'not-applicable': '— 不适用',
};

/** The printed form. It is Chinese in both languages, because it is a form. */
export function printSheet(settlement: Settlement, options: ReportOptions): string {
  const { account } = settlement;
  const line = (name: string, area: string, signed: boolean, clause: string, sum = false): string =>
    `<tr${sum ? ' class="sum"' : ''}><td>${escapeHtml(name)}</td><td class="n">${show(area, 'ha', signed)}</td><td class="n">${show(area, 'mu', signed)}</td><td>${escapeHtml(clause)}</td></tr>`;
  const unsure = (pointer: string): string =>
    doubtsAbout(settlement, pointer).length > 0 ? '（未确认）' : '';
  const side = (wanted: 'loss' | 'gain' | 'adjustment'): string =>
    settlement.rows
      .map((row, i) => ({ row, i }))
      .filter(({ row }) => row.side === wanted)
      .map(({ row, i }) =>
        line(
          `　　${row.title.zh}${row.exempt ? '（不需补充）' : ''}${unsure(`/rows/${i}/area`)}`,
          row.area,
          true,
          clauseLabel(row.citation).zh,
        ),
      )
      .join('');
  return `<div class="line"><span>表　号：耕结 01 表</span><span>密　级：${SECRECY_NAMES[settlement.secrecy].zh}</span></div>
<div class="title">${escapeHtml(settlement.regionName)} ${settlement.year} 年度耕地年度结算表</div>
<div style="text-align:center">（${STAGE[settlement.stage]}　第 ${options.version} 版）</div>
<div class="line"><span>填报单位（盖章）：</span><span>行政区代码：${settlement.region}</span><span>单位：公顷</span></div>
<h2>一、耕地增减</h2><table><thead><tr><th>项目</th><th class="n">公顷</th><th class="n">折合亩</th><th>依据</th></tr></thead><tbody>
${line('年初耕地面积', account.opening, false, '', true)}${line('减少合计', minus(account.losses), true, '', true)}${side('loss')}${line('增加合计', account.gains, true, '', true)}${side('gain')}${line('订正与残差合计', account.residual, true, '', true)}${side('adjustment')}${line('年末耕地面积', account.closing, false, '', true)}</tbody></table>
<h2>二、土地利用平衡表</h2>${groupMatrix(settlement)}
<div>注：空格表示没有发生，不等于 0.00。各数由 0.01 m² 的精确值一次舍入，合计可能与各项之和差末位；官方各表另按控制面积调平，末位可能不同。平衡表合计含“区域外”（划入、划出）。</div>
<h2>三、平衡检验</h2><table class="whole"><thead><tr><th>检验</th><th>数值</th><th>结论</th></tr></thead><tbody>${settlement.tests
    .map(
      (test, i) =>
        `<tr><td>${test.id} ${escapeHtml(test.title.zh)}${unsure(`/tests/${i}`)}</td><td>${test.supplement === undefined ? escapeHtml(test.reason.zh) : `补 ${escapeHtml(test.supplement.zh)}，占 ${escapeHtml(test.occupation?.zh ?? '')}`}</td><td>${VERDICT[test.verdict]}</td></tr>`,
    )
    .join(
      '',
    )}<tr><td>稳定利用耕地净增加量${unsure('/stable/netIncrease')}</td><td>${show(settlement.stable.netIncrease, 'ha', true)}（实地 ${show(settlement.stable.onGround, 'ha', true)}，标注 ${show(settlement.stable.byLabel, 'ha', true)}，订正与残差 ${show(settlement.stable.residual, 'ha', true)}）</td><td>${settlement.level === 'province' ? '' : '供省级汇总'}</td></tr></tbody></table>
<div class="line" style="margin:28px 0 18px;break-inside:avoid"><span>单位负责人：＿＿＿＿＿＿</span><span>审核人：＿＿＿＿＿＿</span><span>填表人：＿＿＿＿＿＿</span><span>填报日期：＿＿＿＿＿＿</span></div>
<div style="border-top:1px solid #000;padding-top:6px">年初快照 ${settlement.before.snapshot}　年末快照 ${settlement.after.snapshot}　规则集 ${escapeHtml(settlement.ruleSet)}<br>结算编号 ${settlement.id} 第 ${options.version} 版　${escapeHtml(settlement.engine)}</div>`;
}

function show(area: string, unit: 'ha' | 'mu', signed: boolean): string {
  return signed ? formatSignedArea(BigInt(area), unit) : formatArea(BigInt(area), unit);
}

function minus(area: string): string {
  return (-BigInt(area)).toString();
}

function groupMatrix(settlement: Settlement): string {
  const { keys, cell, before } = groupTotals(settlement);
  const zero = 0n;
  const text = (value: bigint): string => (value === zero ? '' : formatArea(value, 'ha'));
  const total = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, zero);
  const decrease = (from: string): bigint =>
    total(keys.filter((to) => to !== from).map((to) => cell(from, to)));
  const increase = (to: string): bigint =>
    total(keys.filter((from) => from !== to).map((from) => cell(from, to)));
  const rows = keys.map(
    (from) =>
      `<tr><td>${GROUP_TITLES[from]!.zh}</td><td class="n">${text(before(from))}</td>${keys.map((to) => `<td class="n${from === to ? ' same' : ''}">${text(cell(from, to))}</td>`).join('')}<td class="n">${text(decrease(from))}</td></tr>`,
  );
  const sum = `<tr class="sum"><td>合计</td><td class="n">${text(total(keys.map(before)))}</td>${keys.map((to) => `<td class="n">${text(total(keys.map((from) => cell(from, to))))}</td>`).join('')}<td class="n">${text(total(keys.map(decrease)))}</td></tr>`;
  const last = `<tr><td>本年增加</td><td></td>${keys.map((to) => `<td class="n">${text(increase(to))}</td>`).join('')}<td class="n">${text(total(keys.map(increase)))}</td></tr>`;
  return `<table class="whole"><thead><tr><th rowspan="2">年初地类</th><th rowspan="2">年初面积</th><th colspan="${keys.length}">年末地类</th><th rowspan="2">本年减少</th></tr><tr>${keys.map((key) => `<th>${GROUP_TITLES[key]!.zh}</th>`).join('')}</tr></thead><tbody>${sum}${rows.join('')}${last}</tbody></table>`;
}
