/** Where the sections of a VCT file lie. Markers may be written in any case; sections that nobody asks for cost one walk over their lines. */
import { InputError, say } from '../../base/index.ts';
import { badLine, type LineMark, type Lines } from './lines.ts';

/** Sections by their name in small letters (`head`, `polygon` …): where each one begins, in the order of the file. */
export type Sections = ReadonlyMap<string, readonly LineMark[]>;

/** Throws InputError when there is no head, a section does not end, or one begins within another. */
export function findSections(lines: Lines): Sections {
  const sections = new Map<string, LineMark[]>();
  let open: { readonly name: string; readonly line: number } | null = null;
  while (lines.next()) {
    const marker = markerOf(lines);
    if (!marker) continue;
    const { name, begins } = marker;
    if (open === null) {
      if (!begins)
        throw badLine(lines.number, say(`${name}End 没有对应的开头`, `${name}End ends nothing`));
      open = { name, line: lines.number };
      const known = sections.get(name);
      if (known) known.push(lines.mark());
      else sections.set(name, [lines.mark()]);
    } else if (!begins && name === open.name) open = null;
    else if (open.name !== 'comment' && open.name !== 'topology' && open.name !== 'style')
      throw unended(open.line, open.name, lines.number);
  }
  if (!sections.has('head')) throw noHead();
  if (open) throw unended(open.line, open.name, lines.number);
  return sections;
}

/** Calls `visit` at every line of a section, as long as it lasts; `visit` may go on over lines by itself. */
export function eachLine(lines: Lines, sections: Sections, name: string, visit: () => void): void {
  for (const start of sections.get(name) ?? []) {
    lines.back(start);
    while (lines.next() && !isEnd(lines)) {
      visit();
      if (isEnd(lines)) break;
    }
  }
}

/** Whether the current line ends a section. */
export function isEnd(lines: Lines): boolean {
  const marker = markerOf(lines);
  return marker !== null && !marker.begins;
}

interface Marker {
  readonly name: string;
  readonly begins: boolean;
}

/** Sections of GB/T 17798; a text that merely looks like a marker is none. */
const NAMES =
  /^(head|featurecode|tablestructure|point|line|polygon|solid|aggregation|annotation|topology|attribute|style|comment|constant|metadata|relation|dataidentification)(begin|end)$/;

function markerOf(lines: Lines): Marker | null {
  const { bytes, from, to } = lines;
  const length = to - from;
  if (length < 7 || length > 26) return null;
  const [first, last] = [bytes[from]! | 32, bytes[to - 1]! | 32];
  if (first < 97 || first > 122 || (last !== 110 && last !== 100)) return null;
  const found = NAMES.exec(String.fromCharCode(...bytes.subarray(from, to)).toLowerCase());
  return found ? { name: found[1]!, begins: found[2] === 'begin' } : null;
}

function unended(line: number, name: string, before: number): InputError {
  return badLine(
    line,
    say(
      `${name}Begin 一节直到第 ${before} 行也没有结束，文件可能被截断`,
      `the section ${name}Begin has not ended at line ${before}; the file may be cut off`,
    ),
  );
}

function noHead(): InputError {
  return new InputError(
    'bad-vct',
    say('文件里没有 HeadBegin，不是 VCT 文件', 'The file has no HeadBegin, so it is no VCT file'),
    say(
      '请确认文件是 GB/T 17798 的矢量交换文件（纯文本），不是压缩包或数据库。',
      'Make sure that the file is a vector exchange file of GB/T 17798 (plain text), not an archive or a database.',
    ),
  );
}
