/**
 * 拓扑问题 — what is wrong with shapes and between them, as findings: 重叠, 缝隙, 超出行政区, 超出坐落村, 与邻县不接边, 未打断的结点,
 * 多部件, 狭长, 尖角. Each names the features and the ground; the map draws its shape.
 */
import {
  areaFromSquareMetres,
  type Bilingual,
  type Finding,
  formatArea,
  type Place,
  say,
} from '../base/index.ts';
import {
  type CoverageFault,
  type CoverageFaultKind,
  multiparts,
  perimeters,
  spikes,
} from '../geo/index.ts';
import type { TopologyLimits } from '../policy/index.ts';
import { hasWidth } from './land-classes.ts';
import { classReader, idReader } from './pieces.ts';
import { belowSmallestMapped, type SmallestMapped } from './smallest-mapped.ts';
import { surveyFinding } from './survey-rules.ts';
import type { ParcelTable } from './survey.ts';

/** The rule of a fault between parcels, and its values as a sentence of the features' names and the ground in m². */
export interface Wording {
  readonly rule: string;
  readonly zh: (names: readonly string[], ground: string) => string;
  readonly en: (names: readonly string[], ground: string) => string;
}

const NAMES_SHOWN = 5;
/** The first names of a list. */
export const listed = (names: readonly string[], between: string): string =>
  names.slice(0, NAMES_SHOWN).join(between) + (names.length > NAMES_SHOWN ? ' …' : '');

/** How faults between features of one layer are told. */
export type Wordings = Readonly<Partial<Record<CoverageFaultKind, Wording>>>;

const OF_PARCELS: Wordings = {
  overlap: {
    rule: 'T1-overlap',
    zh: (names, ground) => `${listed(names, '、')} 重叠 ${ground} m²，算了 ${names.length} 次`,
    en: (names, ground) =>
      `${listed(names, ', ')} overlap by ${ground} m², counted ${names.length} times`,
  },
  gap: {
    rule: 'T1-gap',
    zh: (names, ground) =>
      `${listed(names, '、')} ${names.length === 1 ? '旁边' : '之间'}有 ${ground} m² 没有图斑`,
    en: (names, ground) =>
      `${ground} m² ${names.length === 1 ? 'beside' : 'between'} ${listed(names, ', ')} have no parcel`,
  },
  'outside-county': {
    rule: 'T2-county',
    zh: (names, ground) => `${listed(names, '、')} 有 ${ground} m² 在行政区（XZQ）之外`,
    en: (names, ground) => `${ground} m² of ${listed(names, ', ')} lie outside XZQ`,
  },
  'outside-village': {
    rule: 'T2-village',
    zh: (names, ground) => `${listed(names, '、')} 有 ${ground} m² 不在 ZLDWDM 所指的村级调查区内`,
    en: (names, ground) =>
      `${ground} m² of ${listed(names, ', ')} lie outside the village that ZLDWDM names`,
  },
  'neighbour-overlap': {
    rule: 'T2-neighbour',
    zh: (names, ground) => `${listed(names, '、')} 有 ${ground} m² 与邻县重叠`,
    en: (names, ground) => `${ground} m² of ${listed(names, ', ')} are the neighbour's as well`,
  },
  'neighbour-gap': {
    rule: 'T2-neighbour',
    zh: (names, ground) => `${listed(names, '、')} 与邻县之间有 ${ground} m²，两县都没有`,
    en: (names, ground) =>
      `${ground} m² between ${listed(names, ', ')} and the neighbour are nobody's`,
  },
  junction: {
    rule: 'T6',
    zh: ([one, other]) => `${other} 的顶点在 ${one} 的边上，那条边上没有这个点`,
    en: ([one, other]) => `a vertex of ${other} lies on an edge of ${one}, which lacks it`,
  },
};

/**
 * One finding for each fault between features of a layer, parcels unless told otherwise; its place is that of the first
 * feature. Kinds of fault that have no words are passed over.
 */
export function topologyFindings(
  faults: readonly CoverageFault[],
  place: Pick<Place, 'file' | 'layer'>,
  idOf: (row: number) => string,
  wordings: Wordings = OF_PARCELS,
): Finding[] {
  return faults.flatMap(({ kind, features, point, area, rings, unlisted }) => {
    const wording = wordings[kind];
    if (wording === undefined) return [];
    const { rule, zh, en } = wording;
    if (unlisted !== undefined) return surveyFinding(rule, place, notListed(unlisted));
    const names = features.map((feature) => idOf(feature) || `#${feature + 1}`);
    const ground = formatArea(areaFromSquareMetres(area), 'm2');
    const [first, ...rest] = features;
    const where = {
      ...place,
      ...(first === undefined ? {} : { feature: first, id: idOf(first) }),
      point,
    };
    return {
      ...surveyFinding(rule, where, say(zh(names, ground), en(names, ground))),
      others: rest.map((feature) => ({ feature, id: idOf(feature) })),
      ...(rings.length === 0 ? {} : { area, shape: { kind: 'polygon' as const, lines: rings } }),
    };
  });
}

/** The value of the finding that stands for all that have no room in a list. */
function notListed(count: number): Bilingual {
  return say(
    `另有 ${count} 处同类问题，未逐一列出`,
    `${count} more of this kind, not listed one by one`,
  );
}

/** T3, T4 and T5-spike: what is odd about single parcels. Lines on the ground may be as narrow and small as they are. */
export function shapeFindings(
  parcels: ParcelTable,
  limits: TopologyLimits,
  smallest: SmallestMapped,
  place: Pick<Place, 'file' | 'layer'>,
): Finding[] {
  const { polygons, crs, computedArea } = parcels;
  const [id, classOf] = [idReader(parcels), classReader(parcels)];
  const at = (feature: number, point: readonly [number, number]): Place => ({
    ...place,
    feature,
    id: id(feature),
    point,
  });
  const findings = multiparts(polygons).map(({ feature, parts, point }) =>
    surveyFinding('T3', at(feature, point), say(`有 ${parts} 个部分`, `it has ${parts} parts`)),
  );
  for (const { feature, point, angle } of spikes(polygons, crs, limits)) {
    const degrees = angle.toFixed(2);
    findings.push(
      surveyFinding(
        'T5-spike',
        at(feature, point),
        say(
          `夹角 ${degrees}°，小于 ${limits.spikeDegrees}°`,
          `the angle is ${degrees}°, below ${limits.spikeDegrees}°`,
        ),
      ),
    );
  }
  const small = belowSmallestMapped(parcels, smallest);
  perimeters(polygons, crs).forEach((border, feature) => {
    const area = computedArea[feature]!;
    if (!(border > 0) || !(area > 0) || hasWidth(classOf(feature))) return;
    const [roundness, width] = [(4 * Math.PI * area) / border ** 2, (2 * area) / border];
    const isNarrow = roundness < limits.compactness || width < limits.meanWidth;
    const tooSmall = small.get(feature);
    if (!isNarrow && tooSmall === undefined) return;
    const vertex = polygons.ringStart[polygons.featureStart[feature]!]!;
    const [shape, metres] = [roundness.toFixed(4), width.toFixed(2)];
    const narrow = say(
      `平均宽度 ${metres} m，4πA/P² 为 ${shape}`,
      `its mean width is ${metres} m, its 4πA/P² ${shape}`,
    );
    const told = [isNarrow ? narrow : undefined, tooSmall].filter((one) => one !== undefined);
    findings.push({
      ...surveyFinding(
        'T4',
        at(feature, [polygons.x[vertex]!, polygons.y[vertex]!]),
        say(told.map(({ zh }) => zh).join('；'), told.map(({ en }) => en).join('; ')),
      ),
      area,
      length: border,
    });
  });
  return findings;
}
