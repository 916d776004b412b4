/**
 * docs/generated/survey-rules.md — every rule of a survey, and what the check says of the small surveys that break one each:
 * they are read and checked like every survey, so the sentences are those that an officer sees.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Bilingual, type Finding, silent } from '../base/index.ts';
import { gdalHost } from '../engine/index.ts';
import { SURVEY_RULES, type SurveyRule } from '../land/index.ts';
import { type Reader, readSurvey } from './read-survey.ts';

/** Path from the root of the checkout → the text that belongs there. */
export const GENERATED: Readonly<Record<string, () => Promise<string>>> = {
  'docs/generated/survey-rules.md': surveyRules,
};

/** Where the surveys with one flaw lie, from the root of the checkout: a folder for each rule. */
const CASES = 'src/land/testdata/survey-rules/refuses';

const SEVERITY = { error: '错误 error', warning: '警告 warning', notice: '提示 notice' } as const;
const LEVEL = {
  national: '国家 national',
  provincial: '省 provincial',
  county: '县 county',
} as const;

async function surveyRules(): Promise<string> {
  const rules = SURVEY_RULES.map(
    (rule) =>
      `| ${rule.id} | ${SEVERITY[rule.severity]} | ${both(rule.sentence)} | ${both(rule.remedy)} | ${LEVEL[rule.level]} | ${rule.from} | ${rule.source}<br>${rule.confidence === 'confirmed' ? '已确认 confirmed' : '未确认 unconfirmed'} |`,
  );
  return `# 调查规则 · Rules of a survey

由 \`npm run bless\` 从代码生成，请勿手改。Generated from the code; do not edit.

\`survey check\` 和 \`survey import\` 逐图斑检查；一个图斑有错不影响其他图斑。缺字段的规则没有检查，在 C0 中指明。
县、省的规则在选用其规则包之前只作提示。
Every parcel is checked on its own. Rules whose fields a file does not have are not checked, and C0 names them. Rules of a county
or province are notices until its rule pack is chosen.

| 规则 rule | 级别 severity | 要求 what must hold | 怎么办 remedy | 谁定的 whose | 起 from | 依据 source |
| --- | --- | --- | --- | --- | --- | --- |
${rules.join('\n')}

## 例子 · Examples

\`${CASES}\` 中每个小文件只有一处错误；右边是检查它时得到的原话。
Each small file of \`${CASES}\` has one flaw; beside it is what the check says of it, word for word.

| 规则 rule | 文件 file | 级别 severity | 检查结果 what the check says |
| --- | --- | --- | --- |
${(await examples()).join('\n')}
`;
}

/** A row for every case, in the order of the rules and then of the cases' names. */
async function examples(): Promise<string[]> {
  const reader: Reader = { gdal: gdalHost(), progress: silent };
  const rows: string[] = [];
  try {
    for (const rule of SURVEY_RULES)
      for (const name of cases(rule)) {
        const { severity, message } = await findingOf(reader, rule, name);
        rows.push(`| ${rule.id} | \`${name}\` | ${SEVERITY[severity]} | ${both(message)} |`);
      }
  } finally {
    await reader.gdal.close();
  }
  return rows;
}

/** Names of the surveys that break a rule; what a case has of the neighbouring county is no case of its own. */
function cases({ id }: SurveyRule): string[] {
  return readdirSync(join(CASES, id))
    .filter((name) => !isNeighbour(name))
    .sort();
}

const isNeighbour = (name: string): boolean => name.includes('.neighbour.');

/** The first finding of the rule in a case; throws where the check finds none, which would be a fault of the case. */
async function findingOf(reader: Reader, { id }: SurveyRule, name: string): Promise<Finding> {
  const folder = join(CASES, id);
  const beside = name.replace(/(?=\.\w+$)/, '.neighbour');
  const neighbour = readdirSync(folder).includes(beside) ? join(folder, beside) : undefined;
  const options = { neighbour, changesAlone: true };
  const { findings } = await readSurvey(reader, join(folder, name), options);
  const found = findings.find(({ rule }) => rule === id);
  if (found === undefined) throw new Error(`${id}/${name} does not break the rule`);
  return found;
}

/** Both languages in one cell of a table. */
function both({ zh, en }: Bilingual): string {
  return `${zh}<br>${en}`.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
