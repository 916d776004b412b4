/**
 * 未检查的图层 — topology of a survey that no layer was given for. Parcels are held against the county, the villages, the
 * settlements and the neighbouring county only where these layers are there; where one lacks, nothing was found, which is
 * no pass.
 */
import { type Finding, type Place, say } from '../base/index.ts';
import { surveyFinding } from './survey-rules.ts';

/** What a survey brings besides its parcels. A layer is there when it has what its rules need. */
export interface LayersGiven {
  readonly county: boolean;
  readonly villages: boolean;
  /** 控制面积 of any unit, stated by one of the two. */
  readonly controlAreas: boolean;
  readonly settlements: boolean;
  readonly neighbour: boolean;
}

const NEEDED: readonly (readonly [
  given: keyof LayersGiven,
  zh: string,
  en: string,
  rulesZh: string,
  rulesEn: string,
])[] = [
  [
    'county',
    'XZQ',
    'XZQ',
    'T1-gap 外缘的缺口、T2-county、T2-zone、T2-settlement 是否跨行政区',
    'T1-gap along the outer border, T2-county, T2-zone, T2-settlement within one unit',
  ],
  ['villages', 'CJDCQ', 'CJDCQ', 'T2-village、T2-zone', 'T2-village, T2-zone'],
  ['controlAreas', '控制面积 DCMJ', 'control areas DCMJ', 'A3', 'A3'],
  ['settlements', 'CZCDYD', 'CZCDYD', 'T2-settlement', 'T2-settlement'],
  ['neighbour', '邻县图层', "the neighbouring county's layer", 'T2-neighbour', 'T2-neighbour'],
];

/** One finding that names every missing layer and the rules that were not checked for want of it; none when all are there. */
export function missingLayers(given: LayersGiven, place: Pick<Place, 'file' | 'layer'>): Finding[] {
  const absent = NEEDED.filter(([name]) => !given[name]);
  if (absent.length === 0) return [];
  return [
    surveyFinding(
      'T0',
      place,
      say(
        absent.map(([, layer, , rules]) => `${layer}（${rules}）`).join('，'),
        absent.map(([, , layer, , rules]) => `${layer} (${rules})`).join(', '),
      ),
    ),
  ];
}

/** Parcels that no village could be found for, by their `ZLDWDM`. */
export interface Homeless {
  readonly count: number;
  /** The first of them. */
  readonly feature: number;
  readonly id: string;
  /** What it says as its village; '' for nothing. */
  readonly village: string;
}

/** One finding for the parcels whose village has no polygon in CJDCQ: T2-village was not checked for them. */
export function homelessParcels(
  { count, feature, id, village }: Homeless,
  place: Pick<Place, 'file' | 'layer'>,
): Finding[] {
  if (count === 0) return [];
  const code = village === '' ? say('空', 'empty') : say(village, village);
  const shown = count.toLocaleString('en-US');
  return [
    surveyFinding(
      'T0',
      { ...place, feature, id, field: 'ZLDWDM' },
      say(
        `${shown} 个图斑的村在 CJDCQ 中没有面，未检查 T2-village，例如 ZLDWDM 为 ${code.zh} 的图斑`,
        `the village of ${shown} parcels has no polygon in CJDCQ, so T2-village was not checked for them, for example where ZLDWDM is ${code.en}`,
      ),
    ),
  ];
}
