/** docs/generated/clauses.md and parameters.md — what of the law is carried out and by what, and every value with its dates. */
import { BALANCE_RULES } from './balance-tests.ts';
import { NOTICE_204 } from './notice-2024-204.ts';
import { ARTICLES, OPINIONS } from './opinions-2024.ts';
import { type Parameters, PARAMETERS } from './parameters.ts';

/** Path from the root of the checkout → the text that belongs there. */
export const GENERATED: Readonly<Record<string, () => Promise<string>>> = {
  'docs/generated/clauses.md': async () => clauses(),
  'docs/generated/parameters.md': async () => parameters(),
};

const NOTE = '由 `npm run bless` 从代码生成，请勿手改。Generated from the code; do not edit.';
const STANDING = { confirmed: '已确认 confirmed', unconfirmed: '未确认 unconfirmed' } as const;

function clauses(): string {
  const executed = ARTICLES.filter((article) => article.executed.length > 0);
  const rows = ARTICLES.map((article) => {
    const [title = ''] = article.text.split('。');
    const state = article.executed.length > 0 ? '部分执行 in part' : '尚未执行 not yet';
    const what = [
      ...article.executed.map(({ sentence, by }) => `「${sentence}」 \`${by}\``),
      article.notExecuted.zh,
      article.notExecuted.en,
    ].join('<br>');
    return `| ${article.number} | ${title} | ${state} | ${what} |`;
  });
  const tests = Object.values(BALANCE_RULES).map(
    ({ id, title, clause, citation, confidence }) =>
      `| ${id} | ${title.zh} ${title.en} | ${clause} | ${citation.quote ?? '未见原文 words not seen'} | ${STANDING[confidence]} |`,
  );
  const notice = Object.entries(NOTICE_204.quotes).map(
    ([place, quote]) => `| ${place} | ${quote} |`,
  );
  return `# 条款执行情况 · Clauses and what carries them out

${NOTE}

## ${OPINIONS.title.zh} (${OPINIONS.date})

${OPINIONS.title.en}. 共 ${ARTICLES.length} 条，其中 ${executed.length} 条有句子由程序执行；各条都写明其余的等待什么。
Of ${ARTICLES.length} articles, ${executed.length} have sentences that the program carries out; each says what the rest waits for.

| 条 article | 首句 first sentence | 状态 state | 执行的句子与位置，或等待什么 sentences and where, or what it waits for |
| --- | --- | --- | --- |
${rows.join('\n')}

## ${NOTICE_204.title}

只见到第一部分的下列文字；其余内容未见原文，作为未确认参数处理。
Only these words of its part one were seen; what else it rules stands among the parameters as unconfirmed.

| 处 place | 文字 words |
| --- | --- |
${notice.join('\n')}

## 平衡检验 · Balance tests

由 \`land/balance.ts\` 执行。Carried out by \`land/balance.ts\`.

| 检验 test | 比较什么 compares | 依据 clause | 原文 words | 可信度 standing |
| --- | --- | --- | --- | --- |
${tests.join('\n')}
`;
}

/** What each parameter means, and in what unit its value stands. */
const MEANING: Record<keyof Parameters, { zh: string; en: string; unit: string }> = {
  reformFirstYear: {
    zh: '统一核算（一本账）的第一个年度',
    en: 'first year that is settled in one account',
    unit: '年 year',
  },
  stableExclusion: {
    zh: '不计入稳定利用耕地的条件',
    en: 'conditions that keep cultivated land out of the stable area',
    unit: '—',
  },
  capacityFormula: {
    zh: '粮食产能 =（上界 − 利用等）× 级差',
    en: 'grain capacity = (top − utilization grade) × step',
    unit: '公斤/亩 kg per mu',
  },
  areaToleranceCents: {
    zh: '填报面积与重算面积的允许差（A1）',
    en: 'tolerance of the filed against the recomputed area (A1)',
    unit: '0.01 m²',
  },
  controlAreaTolerance: {
    zh: '实测面积之和与控制面积之差占控制面积的比例，在此之内才调平，超出列为问题',
    en: 'gap between measured ground and control area, as a share of it: closed up to this, beyond it a finding',
    unit: '比例 share',
  },
  topologyLimits: {
    zh: '拓扑检查的限值（T1–T6）：重叠和缝隙、结点偏离、尖角、圆度 4πA/P²、平均宽度 2A/P',
    en: 'limits of the topology rules (T1–T6): overlaps and gaps, points off an edge, spikes, 4πA/P², mean width 2A/P',
    unit: 'm², m, °, —, m',
  },
  smallestMappedArea: {
    zh: '最小上图面积（T4），按建设用地和设施农用地、其余农用地、其他地类',
    en: 'smallest mapped area (T4) of construction land and agricultural facilities, of other agricultural land, of the rest',
    unit: 'm²',
  },
  sliverWidthMetres: {
    zh: '窄于此宽度的碎片全部计入拓扑残差',
    en: 'pieces narrower than this go whole into the topological residual',
    unit: 'm',
  },
  countyQuantityIsTest: {
    zh: '县级的 Q1 是检验还是提示',
    en: 'whether Q1 of a county is a test or a notice',
    unit: '是/否 yes or no',
  },
  gradeFallback: {
    zh: '上年无非农建设占用时 Q3 怎么办',
    en: 'what Q3 does when construction took nothing the year before',
    unit: '—',
  },
  temporaryLandYears: {
    zh: '临时用地最长年限',
    en: 'temporary land: years at most',
    unit: '年 years',
  },
  changeNotesRequired: {
    zh: '变更备注的县规则（C8）是错误还是提示',
    en: 'whether the county rules of notes on changes (C8) are errors or notices',
    unit: '是/否 yes or no',
  },
  layerYears: {
    zh: '图层时效：超过此年数的图层算过旧，依据它的“通过”标为需关注',
    en: 'age beyond which a layer is stale, and a pass that rests on it is amber',
    unit: '年 years',
  },
  ridgeRates: {
    zh: '各县的田坎系数表，按耕地类型 TT、PD 和坡度级别 2–5（C3）',
    en: 'ridge rates of counties by terrace type TT, PD and slope level 2–5 (C3)',
    unit: '比例 share',
  },
  overlapToleranceCents: {
    zh: '核查：与图层或地类重叠不超过此面积的，算不涉及',
    en: 'check: ground that meets a layer or a class by no more than this meets none',
    unit: '0.01 m²',
  },
  steepShare: {
    zh: '25 度以上的面积超过此比例的地块按陡坡处理',
    en: 'ground is steep when more than this share of it is of 25 degrees and above',
    unit: '比例 share',
  },
  soilDepthLeast: {
    zh: '质量验收：有效土层厚度下限',
    en: 'acceptance: least depth of effective soil',
    unit: 'cm',
  },
  forcedSoilDepth: {
    zh: '土层薄于此值，作为不顾自然条件强行补充的迹象',
    en: 'soil thinner than this is a sign of replenishment forced against nature',
    unit: 'cm',
  },
  phRange: {
    zh: '质量验收：酸碱度范围',
    en: 'acceptance: range of pH',
    unit: 'pH',
  },
  contiguityMetres: {
    zh: '连片：相距不超过此值的耕地算连在一起',
    en: 'contiguity: cultivated land no farther apart than this is joined',
    unit: 'm',
  },
  isolatedMu: {
    zh: '连片：连同周边耕地不足此面积的为零星地块',
    en: 'contiguity: a block that with the cultivated land around it is below this is isolated',
    unit: '亩 mu',
  },
  reclamationFees: {
    zh: '耕地开垦费和后续培肥管护资金标准，按地区、地类、质量等级、缴费主体',
    en: 'reclamation fee and upkeep by region, class, quality grade and payer',
    unit: '分 fen',
  },
  permanentFeeFactor: {
    zh: '占用永久基本农田的，开垦费为同类同等耕地的倍数',
    en: 'permanent basic farmland: times the fee of the same class and grade',
    unit: '倍 times',
  },
  transferLimits: {
    zh: '指标调剂的年度规模和价格区间，按地区',
    en: 'transfers: yearly volume and range of prices by region',
    unit: '公顷 ha, 分/亩 fen per mu',
  },
};

function parameters(): string {
  const names = Object.keys(PARAMETERS) as (keyof Parameters)[];
  const rows = names.flatMap((name) => {
    const { zh, en, unit } = MEANING[name];
    return PARAMETERS[name].map(
      (version) =>
        `| \`${name}\`<br>${zh}<br>${en} | ${valueOf(version.value)} | ${unit} | ${version.from} | ${'to' in version ? String(version.to) : '—'} | ${version.source} | ${STANDING[version.confidence]} |`,
    );
  });
  return `# 参数 · Parameters

${NOTE}

法规留白或未见原文的数值。每个值有起止日期、来源和可信度；凡未确认的，报告和 \`explain\` 都会标出。
Values that the law leaves open or whose text was not seen. Each has its dates, source and standing; reports and \`explain\` mark
unconfirmed ones. Before its first date a parameter has its first value,
shown as unconfirmed.

| 参数 parameter | 值 value | 单位 unit | 自 from | 至 to | 来源 source | 可信度 standing |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function valueOf(value: Parameters[keyof Parameters]): string {
  if (typeof value !== 'object') return `\`${String(value)}\``;
  if ('top' in value) return `上界 top ${value.top}，级差 step ${value.step}`;
  if (!('map' in value))
    return Object.entries(value)
      .map(([name, limit]) => `\`${name}\` ${limit}`)
      .join('<br>');
  if (value.length === 0) return '—';
  return value
    .map((one) =>
      'region' in one
        ? JSON.stringify(one)
        : `${one.zh} ${one.en} (\`${one.attribute}\`: ${one.values.join(' ')})`,
    )
    .join('<br>');
}
