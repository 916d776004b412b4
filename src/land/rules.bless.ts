/**
 * docs/generated/: the checks of a survey, the kinds of flows, the attributes that map by themselves, and the JSON Schema of
 * a mapping file — as an officer or another program wants to look them up.
 */
import { FLOWS } from './flow-table.ts';
import { MAPPING_SCHEMA } from './mapping.ts';
import { SURVEY_FIELDS } from './survey.ts';
import { SURVEY_RULES } from './survey-rules.ts';

/** Path from the root of the checkout → the text that belongs there. */
export const GENERATED: Readonly<Record<string, () => Promise<string>>> = {
  'docs/generated/survey-rules.md': async () => surveyRules(),
  'docs/generated/flows.md': async () => flows(),
  'docs/generated/survey-fields.md': async () => fields(),
  'docs/generated/mapping.schema.json': async () => `${JSON.stringify(MAPPING_SCHEMA, null, 2)}\n`,
};

const NOTE = '由 `npm run bless` 从代码生成，请勿手改。Generated from the code; do not edit.';
const SEVERITY = { error: '错误 error', warning: '警告 warning', notice: '提示 notice' } as const;

const LEVEL = {
  national: '国家 national',
  provincial: '省 provincial',
  county: '县 county',
} as const;

function surveyRules(): string {
  const rows = SURVEY_RULES.map(
    (rule) =>
      `| ${rule.id} | ${SEVERITY[rule.severity]} | ${rule.sentence.zh}<br>${rule.sentence.en} | ${rule.remedy.zh}<br>${rule.remedy.en} | ${LEVEL[rule.level]} | ${rule.from} | ${rule.source}<br>${rule.confidence === 'confirmed' ? '已确认 confirmed' : '未确认 unconfirmed'} |`,
  );
  return `# 调查规则 · Rules of a survey

${NOTE}

\`survey check\` 和 \`survey import\` 逐图斑检查；一个图斑有错不影响其他图斑。缺字段的规则没有检查，在 C0 中指明。
县、省的规则在选用其规则包之前只作提示。
Every parcel is checked on its own. Rules whose fields a file does not have are not checked, and C0 names them. Rules of a county
or province are notices until its rule pack is chosen.

| 规则 rule | 级别 severity | 要求 what must hold | 怎么办 remedy | 谁定的 whose | 起 from | 依据 source |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

const SIDES: Record<(typeof FLOWS)[number]['side'], string> = {
  loss: '减少 loss',
  gain: '增加 gain',
  adjustment: '调整 adjustment',
  inside: '耕地内部 inside',
  none: '不涉及耕地 none',
};
const DUTIES = {
  user: '用地单位或个人 the user',
  county: '县级政府 the county',
  nobody: '—',
} as const;
const BALANCE = {
  occupation: '占用 occupation',
  supplement: '补充 supplement',
  none: '—',
} as const;

function flows(): string {
  const rows = FLOWS.map(
    (flow) =>
      `| \`${flow.id}\` | ${flow.title.zh} ${flow.title.en} | ${SIDES[flow.side]} | ${DUTIES[flow.duty]}${flow.exempt ? '，免补 exempt' : ''} | ${BALANCE[flow.balance]} | ${flow.citation.instrument} ${flow.citation.clause} | ${flow.confidence === 'confirmed' ? '已确认 confirmed' : '未确认 unconfirmed'} |`,
  );
  return `# 流量 · Kinds of flows

${NOTE}

每一对地类（年初、年末）恰好有一种默认流量，没有“其他”；文件或图层作为证据，可以把默认流量改成免补的。
Every ordered pair of classes has exactly one default flow, and there is no “other”; evidence turns a default flow into an exempt one.

| 代码 code | 名称 name | 在账上 side | 补充义务 duty | 平衡检验 in the tests | 依据 clause | 可信度 standing |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function fields(): string {
  const rows = SURVEY_FIELDS.map(
    (field) =>
      `| \`${field.name}\` | ${field.zh} | ${field.field} | ${field.aliases.join(' ')} | ${field.kind === 'number' ? '数 number' : '文字 text'} |`,
  );
  return `# 图斑属性 · Attributes of a parcel

${NOTE}

这些字段（不分大小写）和它们的常见写法自动对应；其他字段用映射文件的 \`attributes\` 对应，左边写这里的属性名。
These fields and their usual spellings map by themselves, in any case; any other field is named in \`attributes\` of a mapping file,
by the attribute's name in the first column.

| 属性 attribute | 中文 | 字段 field | 别名 spellings | 类型 kind |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
