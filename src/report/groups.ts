/** 一级类 — flows added up to the level-1 groups of the printed balance table. */
import { type Bilingual, say } from '../base/index.ts';
import type { Settlement } from '../land/index.ts';

/** Columns of the balance table, in its order. */
export const GROUP_TITLES: Record<string, Bilingual> = {
  cultivated: say('耕地', 'cultivated land'),
  orchard: say('园地', 'orchards'),
  forest: say('林地', 'forest'),
  grass: say('草地', 'grass'),
  built: say('建设用地', 'construction land'),
  water: say('水域及其他', 'water and other'),
  outside: say('区域外', 'outside'),
};

/** Group of a TD1055 code as in the table of the settlement report; wetlands stand with water. */
export function groupOf(code: string): string {
  if (code === '') return 'outside';
  if (code.startsWith('01')) return 'cultivated';
  if (code.startsWith('02')) return 'orchard';
  if (/^030[1257]/.test(code)) return 'forest';
  if (/^040[134]/.test(code)) return 'grass';
  if (/^(05|06(?!03)|0603|07|08|09|100[1-57-9]|1109|1201)/.test(code)) return 'built';
  return 'water';
}

/** Sums by pair of groups, and what stood in a group at the start of the year. */
export function groupTotals(settlement: Settlement): {
  readonly keys: readonly string[];
  cell(from: string, to: string): bigint;
  before(group: string): bigint;
} {
  const cells = new Map<string, bigint>();
  const openings = new Map<string, bigint>();
  for (const flow of settlement.flows) {
    const [from, to] = [groupOf(flow.from), groupOf(flow.to)];
    const area = BigInt(flow.area);
    cells.set(`${from}>${to}`, (cells.get(`${from}>${to}`) ?? 0n) + area);
    openings.set(from, (openings.get(from) ?? 0n) + area);
  }
  const used = Object.keys(GROUP_TITLES).filter((key) =>
    [...cells.keys()].some((pair) => pair.split('>').includes(key)),
  );
  return {
    keys: used,
    cell: (from, to) => cells.get(`${from}>${to}`) ?? 0n,
    before: (group) => openings.get(group) ?? 0n,
  };
}
