/** 地类去向 — where cultivated land went and came from, as ribbons; and the full class matrix as a table. */
import type { Bilingual } from '../base/index.ts';
import { compareText } from '../base/index.ts';
import { say } from '../base/index.ts';
import {
  CLASS_COLOURS,
  type FlowRow,
  isCultivated,
  landClass,
  type Settlement,
} from '../land/index.ts';
import { both, escapeHtml, figure, figureOrBlank, tip, words } from './figures.ts';
import { levelOne, levelOneName } from './margins.ts';

const WIDTH = 760;
const BAR = 12;
const GAP = 16;

/** Level-1 groups of the other side of a ribbon, in the order of the account. */
const GROUPS: readonly {
  readonly key: string;
  readonly title: Bilingual;
  readonly test: (code: string) => boolean;
}[] = [
  {
    key: 'built',
    title: say('建设用地', 'construction land'),
    test: (c) => /^(05|06|07|08|09|100[1-57-9]|1109|1201)/.test(c),
  },
  { key: 'orchard', title: say('园地', 'orchards'), test: (c) => c.startsWith('02') },
  { key: 'forest', title: say('林地', 'forest'), test: (c) => /^030[1257]/.test(c) },
  { key: 'grass', title: say('草地', 'grass'), test: (c) => /^040[134]/.test(c) },
  { key: 'facility', title: say('设施农用', 'facility land'), test: (c) => c === '1202' },
  {
    key: 'road',
    title: say('农村道路沟渠', 'farm roads, ditches'),
    test: (c) => c === '1006' || c.startsWith('1107'),
  },
  {
    key: 'water',
    title: say('水域湿地', 'water, wetland'),
    test: (c) => /^(11|0303|0304|0306|0402|0603)/.test(c),
  },
  { key: 'ridge', title: say('田坎', 'ridges'), test: (c) => c === '1203' },
  { key: 'unused', title: say('其他土地', 'other land'), test: (c) => c.startsWith('12') },
  { key: 'outside', title: say('区域外', 'outside'), test: (c) => c === '' },
];

const GROUP_COLOUR: Record<string, string> = {
  built: '#E39594',
  orchard: '#DDBBD3',
  forest: '#7DBB94',
  grass: '#B8DAA3',
  facility: '#DFC29C',
  road: '#D3D1CC',
  water: '#AFC3DE',
  ridge: '#D7CAC5',
  unused: '#D7C8B9',
  outside: '#F0EEE8',
};

function groupOf(code: string): (typeof GROUPS)[number] {
  return GROUPS.find((group) => group.test(code)) ?? GROUPS.at(-2)!;
}

/** Sum of the flows between each cultivated class and each group, one direction. */
function ribbons(
  flows: readonly FlowRow[],
  direction: 'out' | 'in',
): Map<string, Map<string, bigint>> {
  const sums = new Map<string, Map<string, bigint>>();
  for (const flow of flows) {
    const mine = direction === 'out' ? flow.from : flow.to;
    const other = direction === 'out' ? flow.to : flow.from;
    if (!isCultivated(mine) || isCultivated(other)) continue;
    const key = groupOf(other).key;
    const row = sums.get(mine) ?? new Map<string, bigint>();
    row.set(key, (row.get(key) ?? 0n) + BigInt(flow.area));
    sums.set(mine, row);
  }
  return sums;
}

interface Node {
  readonly key: string;
  readonly title: Bilingual;
  readonly colour: string;
  readonly total: bigint;
  y: number;
  height: number;
  used: number;
}

/** Ribbons from left to right; both sides sorted as in the account, labels never closer than 15 px. */
export function sankey(flows: readonly FlowRow[], direction: 'out' | 'in'): string {
  const sums = ribbons(flows, direction);
  const classes = [...sums.keys()].sort();
  const total = classes.reduce(
    (all, c) => all + [...sums.get(c)!.values()].reduce((a, b) => a + b, 0n),
    0n,
  );
  if (total === 0n) return `<p class="muted">${words('本年没有。', 'None this year.')}</p>`;
  const height = 250;
  const left = place(
    classes.map((c) => ({
      key: c,
      title: className(c),
      colour: CLASS_COLOURS[c]?.screen ?? '#F6DA8E',
      total: sumOf(sums.get(c)!),
    })),
    total,
    height,
  );
  const right = place(
    GROUPS.map((g) => ({
      key: g.key,
      title: g.title,
      colour: GROUP_COLOUR[g.key] ?? '#D3D1CC',
      total: classes.reduce((all, c) => all + (sums.get(c)!.get(g.key) ?? 0n), 0n),
    })).filter((node) => node.total > 0n),
    total,
    height,
  );
  const x0 = 150;
  const x1 = WIDTH - 200;
  const parts: string[] = [];
  for (const from of left) {
    for (const to of right) {
      const value = sums.get(from.key)!.get(to.key) ?? 0n;
      if (value === 0n) continue;
      const thick = Math.max(1.2, (Number(value) / Number(from.total)) * from.height);
      const thickTo = Math.max(1.2, (Number(value) / Number(to.total)) * to.height);
      const [ya, yb] = [from.y + from.used, to.y + to.used];
      from.used += (Number(value) / Number(from.total)) * from.height;
      to.used += (Number(value) / Number(to.total)) * to.height;
      const mid = (x0 + BAR + x1) / 2;
      const arrow = direction === 'out' ? '→' : '←';
      const tone = direction === 'out' ? 'var(--loss)' : 'var(--gain)';
      parts.push(
        `<path d="M${x0 + BAR} ${ya}C${mid} ${ya} ${mid} ${yb} ${x1} ${yb}v${thickTo}C${mid} ${yb + thickTo} ${mid} ${ya + thick} ${x0 + BAR} ${ya + thick}z" fill="${tone}" opacity=".28"><title ${tip(say(`${from.title.zh} ${arrow} ${to.title.zh}`, `${from.title.en} ${arrow} ${to.title.en}`))}></title></path>`,
      );
    }
  }
  for (const node of left) parts.push(nodeSvg(node, x0, 'end'));
  for (const node of right) parts.push(nodeSvg(node, x1, 'start'));
  return `<div class="scroll"><svg role="img" aria-label="sankey" viewBox="0 0 ${WIDTH} ${height + 60}" style="width:100%;min-width:560px;max-height:340px">${parts.join('')}</svg></div>`;
}

function sumOf(row: Map<string, bigint>): bigint {
  return [...row.values()].reduce((a, b) => a + b, 0n);
}

function place(
  nodes: readonly Omit<Node, 'y' | 'height' | 'used'>[],
  total: bigint,
  height: number,
): Node[] {
  const usable = Math.max(40, height - GAP * (nodes.length - 1));
  let y = 10;
  return nodes.map((node) => {
    const own = Math.max(2, (Number(node.total) / Number(total)) * usable);
    const placed: Node = { ...node, y, height: own, used: 0 };
    y += Math.max(own + GAP, 20);
    return placed;
  });
}

function nodeSvg(node: Node, x: number, anchor: 'start' | 'end'): string {
  const textX = anchor === 'start' ? x + BAR + 6 : x - 6;
  const middle = node.y + node.height / 2 + 4;
  const label = (lang: 'zh' | 'en'): string =>
    `<text class="${lang}" x="${textX}" y="${middle}" text-anchor="${anchor}">${escapeHtml(node.title[lang])} ${tspan(node.total)}</text>`;
  return `<rect x="${x}" y="${node.y}" width="${BAR}" height="${node.height}" fill="${node.colour}" stroke="var(--t3)" stroke-width=".6"/>${label('zh')}${label('en')}`;
}

function tspan(total: bigint): string {
  return `<tspan class="a" data-a="${total}" style="fill:var(--t2)">${escapeHtml(figureText(total))}</tspan>`;
}

function figureText(total: bigint): string {
  return figure(total.toString()).replace(/<[^>]+>/g, '');
}

/** Name of a class for people; `''` is the outside of the region. */
export function className(code: string): Bilingual {
  if (code === '') return say('区域外', 'outside');
  const found = landClass('TD1055', code);
  return found ? { zh: found.zh, en: found.en } : say(`${code} 未归类`, `${code} not classified`);
}

/** 平衡表 as on the page: level-one classes, which fit a screen, and level two below, which scrolls beside its names. */
export function transitionMatrix(settlement: Settlement): string {
  return `${matrix(settlement.flows, levelOne, levelOneName)}
<details><summary>${words('按二级类', 'by level-two class')}</summary>${matrix(settlement.flows, (code) => code, className)}</details>
<p class="muted">${words('行是年初地类，列是年末地类；斜纹为未变。“—”是区域外：划入在行，划出在列。', 'Rows are classes at the start, columns at the end; hatched did not change. “—” is outside the region: what came in is a row, what left a column.')}</p>`;
}

/** Rows are classes at the start of the year, columns at the end; the diagonal did not change. */
function matrix(
  flows: readonly FlowRow[],
  groupOfCode: (code: string) => string,
  nameOf: (code: string) => Bilingual,
): string {
  const cells = new Map<string, bigint>();
  const codes = new Set<string>();
  for (const flow of flows) {
    const [from, to] = [groupOfCode(flow.from), groupOfCode(flow.to)];
    codes.add(from).add(to);
    const key = `${from}>${to}`;
    cells.set(key, (cells.get(key) ?? 0n) + BigInt(flow.area));
  }
  const order = [...codes].sort((a, b) => (a === '' ? 1 : b === '' ? -1 : compareText(a, b)));
  const head = order.map(
    (code) => `<th class="n" ${tip(nameOf(code))}>${escapeHtml(code === '' ? '—' : code)}</th>`,
  );
  const body = order.map((from) => {
    const row = order.map((to) => {
      const area = cells.get(`${from}>${to}`);
      return `<td class="n${from === to ? ' diag' : ''}">${figureOrBlank(area?.toString())}</td>`;
    });
    return `<tr><th ${tip(nameOf(from))}>${escapeHtml(from)} ${both(nameOf(from))}</th>${row.join('')}</tr>`;
  });
  return `<div class="scroll"><table class="matrix"><thead><tr><th>${words('年初 ＼ 年末', 'start \\ end')}</th>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}
