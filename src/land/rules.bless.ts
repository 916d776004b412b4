/**
 * docs/generated/: the kinds of flows, the attributes that map by themselves, and the JSON Schema of a mapping file — as an officer or
 * another program wants to look them up.
 */
import { FLOWS } from './flow-table.ts';
import { MAPPING_SCHEMA } from './mapping.ts';
import { SURVEY_FIELDS } from './survey.ts';

/** Path from the root of the checkout → the text that belongs there. */
export const GENERATED: Readonly<Record<string, () => Promise<string>>> = {
  'docs/generated/flows.md': async () => flows(),
  'docs/generated/survey-fields.md': async () => fields(),
  'docs/generated/mapping.schema.json': async () => `${JSON.stringify(MAPPING_SCHEMA, null, 2)}\n`,
};

const NOTE = '由 `npm run bless` 从代码生成，请勿手改。Generated from the code; do not edit.';

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
