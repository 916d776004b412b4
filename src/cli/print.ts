/** How findings, refused input and evidence look on a terminal: what, where, by which rule, what to do. */
import { countByRule, ruleTitle } from '../app/index.ts';
import type { Bilingual, Finding, InputError, Language, Place, Severity } from '../base/index.ts';
import { renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';

/** `文件 a.shp，第 12 个要素（BSM …），字段 TBMJ` — only what is known. Features are counted from 1 for people. */
export function placeText(place: Place, language: Language): string {
  const zh = language === 'zh';
  const parts: string[] = [];
  if (place.file !== undefined) parts.push(place.file);
  if (place.layer !== undefined) parts.push(zh ? `图层 ${place.layer}` : `layer ${place.layer}`);
  if (place.feature !== undefined)
    parts.push(zh ? `第 ${place.feature + 1} 个要素` : `feature ${place.feature + 1}`);
  if (place.id !== undefined) parts.push(place.id);
  if (place.field !== undefined) parts.push(zh ? `字段 ${place.field}` : `field ${place.field}`);
  if (place.point !== undefined) parts.push(`(${place.point[0]}, ${place.point[1]})`);
  return parts.join(zh ? '，' : ', ');
}

/** A number of things in English: `1 finding`, `1,200 findings`. */
export function counted(count: number, thing: string): string {
  return `${count.toLocaleString('en-US')} ${thing}${count === 1 ? '' : 's'}`;
}

/** The one sentence of an input that was not understood, with its place and remedy. */
export function printInputError(error: InputError, terminal: Terminal, language: Language): void {
  const place = placeText(error.place, language);
  terminal.err(`${error.text[language]}${place === '' ? '' : ` [${place}]`}\n`);
  terminal.err(`${language === 'zh' ? '怎么办：' : 'What to do: '}${error.remedy[language]}\n`);
}

const MARKS: Readonly<Record<Severity, string>> = { error: '■', warning: '▲', notice: '△' };

/** How many examples of each rule are printed when nobody says. */
export const EXAMPLES = 3;

/**
 * Findings for people: how many of each rule, errors first; then each rule with what to do and at most `limit` examples,
 * each with its place and numbers.
 */
export function printFindings(
  findings: readonly Finding[],
  terminal: Terminal,
  language: Language,
  limit = EXAMPLES,
): void {
  const counts = countByRule(findings);
  if (counts.length === 0) return;
  const zh = language === 'zh';
  const rows = counts.map(({ rule, severity, count }) => [
    `${MARKS[severity]} ${SEVERITY[severity][language]}`,
    rule,
    count.toLocaleString('en-US'),
    ruleTitle(rule)[language],
  ]);
  terminal.err(
    `${renderTable(
      [
        { head: zh ? '程度' : 'severity', align: 'left' },
        { head: zh ? '规则' : 'rule', align: 'left' },
        { head: zh ? '个数' : 'count', align: 'right' },
        { head: zh ? '检查内容' : 'what is checked', align: 'left' },
      ],
      rows,
    )}\n`,
  );
  if (limit === 0) return;
  const groups = byRule(findings);
  for (const { rule, severity, count, first } of counts) {
    terminal.err(`\n${MARKS[severity]} ${rule}  ${first.remedy[language]}\n`);
    for (const finding of groups.get(`${severity} ${rule}`)!.slice(0, limit)) {
      const numbers = numbersText(finding, language);
      const place = placeText(finding.place, language);
      terminal.err(`    ${place}: ${finding.message[language]}${numbers && ` [${numbers}]`}\n`);
    }
    if (count > limit)
      terminal.err(zh ? `    ……另有 ${count - limit} 个\n` : `    … ${count - limit} more\n`);
  }
}

const SEVERITY: Readonly<Record<Severity, Bilingual>> = {
  error: { zh: '错误', en: 'error' },
  warning: { zh: '警告', en: 'warning' },
  notice: { zh: '提示', en: 'notice' },
};

function byRule(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.rule}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return groups;
}

/** The other features, ground and length of a finding, as far as it states them. */
function numbersText({ others, area, length }: Finding, language: Language): string {
  const parts: string[] = [];
  if (others && others.length > 0) {
    const names = others.map((one) => one.id || `#${one.feature + 1}`).join(', ');
    parts.push(language === 'zh' ? `与 ${names}` : `with ${names}`);
  }
  if (area !== undefined) parts.push(`${area.toFixed(2)} m²`);
  if (length !== undefined) parts.push(`${length.toFixed(3)} m`);
  return parts.join(language === 'zh' ? '，' : ', ');
}
