/**
 * 行政区与城镇村的问题 — villages (CJDCQ) and settlements (CZCDYD) that do not fit the administrative units or the parcels, as
 * findings of T2-zone and T2-settlement.
 */
import { type Finding, type Place, say } from '../base/index.ts';
import type { LooseBorder } from '../geo/index.ts';
import { surveyFinding } from './survey-rules.ts';
import { listed, type Wordings } from './topology-findings.ts';

/** Faults between villages, with the administrative units as their county. */
export const OF_VILLAGES: Wordings = {
  overlap: {
    rule: 'T2-zone',
    zh: (names, ground) => `村级调查区 ${listed(names, '、')} 重叠 ${ground} m²`,
    en: (names, ground) => `the villages ${listed(names, ', ')} overlap by ${ground} m²`,
  },
  gap: {
    rule: 'T2-zone',
    zh: (names, ground) =>
      `行政区内有 ${ground} m² 不属于任何村级调查区，旁边是 ${listed(names, '、')}`,
    en: (names, ground) =>
      `${ground} m² of the administrative unit beside ${listed(names, ', ')} are no village's`,
  },
  'outside-county': {
    rule: 'T2-zone',
    zh: (names, ground) => `${listed(names, '、')} 有 ${ground} m² 在行政区（XZQ）之外`,
    en: (names, ground) => `${ground} m² of ${listed(names, ', ')} lie outside XZQ`,
  },
  'outside-village': {
    rule: 'T2-zone',
    zh: (names, ground) => `${listed(names, '、')} 有 ${ground} m² 不在其代码所属的行政区（XZQ）内`,
    en: (names, ground) =>
      `${ground} m² of ${listed(names, ', ')} lie outside the unit of XZQ that its code belongs to`,
  },
};

/** Settlements that lie in more than one administrative unit, or in none. */
export const OF_SETTLEMENTS: Wordings = {
  'outside-county': {
    rule: 'T2-settlement',
    zh: (names, ground) => `${listed(names, '、')} 有 ${ground} m² 在行政区（XZQ）之外`,
    en: (names, ground) => `${ground} m² of ${listed(names, ', ')} lie outside XZQ`,
  },
  'outside-village': {
    rule: 'T2-settlement',
    zh: (names, ground) => `${listed(names, '、')} 跨行政区（XZQ），有 ${ground} m² 在另一个行政区`,
    en: (names, ground) =>
      `${listed(names, ', ')} lies in more than one unit of XZQ, ${ground} m² of it in another`,
  },
};

/** One finding for each stretch of a settlement's border that runs along no border of parcels. */
export function looseBorderFindings(
  borders: readonly LooseBorder[],
  place: Pick<Place, 'file' | 'layer'>,
  idOf: (row: number) => string,
): Finding[] {
  return borders.map(({ feature, line, length }) => {
    const [name, metres] = [idOf(feature), length.toFixed(2)];
    return {
      ...surveyFinding(
        'T2-settlement',
        { ...place, feature, id: name, point: middleOf(line) },
        say(
          `${name} 有 ${metres} m 界线不在图斑界线上`,
          `${metres} m of the border of ${name} run along no border of parcels`,
        ),
      ),
      length,
      shape: { kind: 'line' as const, lines: [line] },
    };
  });
}

/** The middle of the edge in the middle of a line. */
function middleOf(line: LooseBorder['line']): readonly [number, number] {
  const k = Math.floor(line.length / 2);
  const [[ax, ay], [bx, by]] = [line[k - 1]!, line[k]!];
  return [(ax + bx) / 2, (ay + by) / 2];
}
