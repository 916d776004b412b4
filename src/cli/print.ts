/** How findings, refused input and evidence look on a terminal: what, where, by which rule, what to do. */
import type { Finding, InputError, Language, Place } from '../base/index.ts';
import { compareText } from '../base/index.ts';
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

/** The one sentence of an input that was not understood, with its place and remedy. */
export function printInputError(error: InputError, terminal: Terminal, language: Language): void {
  const place = placeText(error.place, language);
  terminal.err(`${error.text[language]}${place === '' ? '' : ` [${place}]`}\n`);
  terminal.err(`${language === 'zh' ? '怎么办：' : 'What to do: '}${error.remedy[language]}\n`);
}

const WORST_FIRST = ['error', 'warning', 'notice'] as const;

/** Findings grouped by rule: the count first, then at most `limit` examples of each. */
export function printFindings(
  findings: readonly Finding[],
  terminal: Terminal,
  language: Language,
  limit = 5,
): void {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.rule);
    if (group) group.push(finding);
    else groups.set(finding.rule, [finding]);
  }
  const marks = { error: '■', warning: '▲', notice: '△' };
  for (const [rule, group] of [...groups].sort(([a], [b]) => compareText(a, b))) {
    // A later finding of a rule may be worse than its first: the worst stands first and gives the mark.
    group.sort((p, q) => WORST_FIRST.indexOf(p.severity) - WORST_FIRST.indexOf(q.severity));
    const first = group[0]!;
    const count = language === 'zh' ? `${group.length} 个` : `${group.length}`;
    terminal.err(`${marks[first.severity]} ${rule}  ${count}  ${first.remedy[language]}\n`);
    for (const finding of group.slice(0, limit)) {
      terminal.err(`    ${placeText(finding.place, language)}: ${finding.message[language]}\n`);
    }
    if (group.length > limit) {
      terminal.err(
        language === 'zh'
          ? `    ……另有 ${group.length - limit} 个\n`
          : `    … ${group.length - limit} more\n`,
      );
    }
  }
}
