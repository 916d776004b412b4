/**
 * 调平的合计 — the figures that several official tables share, fixed once per settlement: the total of the county closes to
 * the control area, level-one classes to the total, level-two classes to their level-one class, each by largest remainder.
 * So a class has the same figure in every table, and level one is the sum of level two.
 */
import { type Bilingual, say } from '../base/index.ts';
import type { Settlement } from '../land/index.ts';
import { closedYears, roundedCents, sum } from './rounding.ts';

/** Closed figures of one year, in hundredths of a hectare. */
export interface YearMargins {
  readonly total: bigint;
  /** By code of either level. */
  readonly classes: ReadonlyMap<string, bigint>;
}

/** Both years. */
export interface Margins {
  readonly before: YearMargins;
  readonly after: YearMargins;
}

/** Level-one class of a code. Wetland codes stand under 00 in the working classification, whatever their first digits. */
export function levelOne(code: string): string {
  return /^(0303|0304|0306|0402|0603|1105|1106|1108)/.test(code) ? '00' : code.slice(0, 2);
}

const LEVEL_ONE: Readonly<Record<string, Bilingual>> = {
  '': say('区域外', 'outside'),
  '00': say('湿地', 'wetland'),
  '01': say('耕地', 'cultivated land'),
  '02': say('种植园用地', 'orchards'),
  '03': say('林地', 'forest'),
  '04': say('草地', 'grassland'),
  '05': say('商业服务业用地', 'commerce'),
  '06': say('工矿用地', 'industry and mining'),
  '07': say('住宅用地', 'housing'),
  '08': say('公共管理与公共服务用地', 'public services'),
  '09': say('特殊用地', 'special use'),
  '10': say('交通运输用地', 'transport'),
  '11': say('水域及水利设施用地', 'water'),
  '12': say('其他土地', 'other land'),
};

/** Name of a level-one class; `''` is the outside of the region. */
export function levelOneName(code: string): Bilingual {
  return LEVEL_ONE[code] ?? say('未归类', 'not classified');
}

/** Figure of a class in a year; a class that does not occur has none. */
export function classFigure(year: YearMargins, code: string): bigint {
  return year.classes.get(code) ?? 0n;
}

/** Figures of all cultivated land in both years: what the tables of cultivated land add up to. */
export function cultivatedFigures(margins: Margins): readonly [bigint, bigint] {
  return [classFigure(margins.before, '01'), classFigure(margins.after, '01')];
}

/** The shared figures of a settlement. */
export function marginsOf(settlement: Settlement): Margins {
  const years = (['before', 'after'] as const).map((when) =>
    settlement.classes.map((row) => BigInt(row[when])),
  );
  const codes = settlement.classes.map((row) => row.landClass);
  const groups = [...new Set(codes.map(levelOne))];
  const members = groups.map((group) =>
    codes.flatMap((code, i) => (levelOne(code) === group ? [i] : [])),
  );
  const [before, after] = years.map((areas) =>
    members.map((rows) => sum(rows.map((i) => areas[i]!))),
  );
  const totals = [roundedCents(sum(before!)), roundedCents(sum(after!))] as const;
  const ones = closedYears(before!, after!, totals);
  const figures = [new Map<string, bigint>(), new Map<string, bigint>()] as const;
  groups.forEach((group, g) => {
    const rows = members[g]!;
    const [was, is] = years.map((areas) => rows.map((i) => areas[i]!));
    const twos = closedYears(was!, is!, [ones[0][g]!, ones[1][g]!]);
    figures.forEach((map, year) => {
      map.set(group, ones[year]![g]!);
      rows.forEach((i, k) => map.set(codes[i]!, twos[year]![k]!));
    });
  });
  return {
    before: { total: totals[0], classes: figures[0] },
    after: { total: totals[1], classes: figures[1] },
  };
}
