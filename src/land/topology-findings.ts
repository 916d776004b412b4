/**
 * 拓扑问题 — what is wrong between parcels, as findings: 重叠, 缝隙, 超出行政区, 超出坐落村, 与邻县不接边, 未打断的结点. Each names the
 * features, the ground and the remedy; the map draws its shape.
 */
import {
  areaFromSquareMetres,
  type Finding,
  formatArea,
  type Place,
  say,
  type Severity,
} from '../base/index.ts';
import type { CoverageFault, CoverageFaultKind } from '../geo/index.ts';

/** What one kind of fault says: its rule, and sentences of the names of the features and the ground in m². */
interface Wording {
  readonly rule: string;
  readonly severity: Severity;
  readonly zh: (names: readonly string[], ground: string) => string;
  readonly en: (names: readonly string[], ground: string) => string;
  readonly remedyZh: string;
  readonly remedyEn: string;
}

const list = (names: readonly string[], between: string): string =>
  names.slice(0, 5).join(between) + (names.length > 5 ? ' …' : '');

const WORDINGS: Readonly<Record<CoverageFaultKind, Wording>> = {
  overlap: {
    rule: 'T1-overlap',
    severity: 'error',
    zh: (names, ground) =>
      `图斑 ${list(names, '、')} 重叠 ${ground} 平方米，这块地算了 ${names.length} 次`,
    en: (names, ground) =>
      `Parcels ${list(names, ', ')} overlap by ${ground} m², which is counted ${names.length} times`,
    remedyZh: '请改正其中一个图斑的边界；整个重复的，删去一个。',
    remedyEn: 'Mend the border of one of them; delete one that was drawn twice.',
  },
  gap: {
    rule: 'T1-gap',
    severity: 'error',
    zh: (names, ground) => `图斑 ${list(names, '、')} 之间有 ${ground} 平方米的缝隙，没有图斑`,
    en: (names, ground) => `Between parcels ${list(names, ', ')} lie ${ground} m² without a parcel`,
    remedyZh: '请补绘图斑，或把边界拉到一起；确是外县飞地的，给出行政区图层 XZQ。',
    remedyEn:
      'Draw the missing parcel or bring the borders together; for an enclave of another county give the layer XZQ.',
  },
  'outside-county': {
    rule: 'T2-county',
    severity: 'error',
    zh: (names, ground) => `图斑 ${list(names, '、')} 有 ${ground} 平方米在行政区 XZQ 之外`,
    en: (names, ground) =>
      `${ground} m² of parcel ${list(names, ', ')} lie outside the county (XZQ)`,
    remedyZh: '请把图斑切到行政区界线；界线有调整的，换用新的 XZQ。',
    remedyEn: 'Cut the parcel at the boundary; where the boundary was moved, use the new XZQ.',
  },
  'outside-village': {
    rule: 'T2-village',
    severity: 'error',
    zh: (names, ground) =>
      `图斑 ${list(names, '、')} 有 ${ground} 平方米不在坐落单位的村级调查区内`,
    en: (names, ground) =>
      `${ground} m² of parcel ${list(names, ', ')} lie outside the village that ZLDWDM names`,
    remedyZh: '请改正 ZLDWDM，或在村级调查区界线处切开图斑。',
    remedyEn: 'Correct ZLDWDM, or cut the parcel at the boundary of the village.',
  },
  'neighbour-overlap': {
    rule: 'T2-neighbour',
    severity: 'error',
    zh: (names, ground) => `图斑 ${list(names, '、')} 有 ${ground} 平方米与邻县重叠`,
    en: (names, ground) =>
      `${ground} m² of parcel ${list(names, ', ')} are claimed by the neighbouring county as well`,
    remedyZh: '请两县按同一条界线接边。',
    remedyEn: 'Both counties have to use one boundary.',
  },
  'neighbour-gap': {
    rule: 'T2-neighbour',
    severity: 'error',
    zh: (names, ground) => `图斑 ${list(names, '、')} 与邻县之间有 ${ground} 平方米，两县都没有`,
    en: (names, ground) =>
      `Between parcel ${list(names, ', ')} and the neighbouring county lie ${ground} m² of neither`,
    remedyZh: '请两县按同一条界线接边。',
    remedyEn: 'Both counties have to use one boundary.',
  },
  junction: {
    rule: 'T6',
    severity: 'warning',
    zh: ([one, other]) => `图斑 ${other} 的一个顶点在图斑 ${one} 的边上，那条边上没有这个点`,
    en: ([one, other]) =>
      `A vertex of parcel ${other} lies on an edge of parcel ${one}, which lacks it`,
    remedyZh: '请在边上加上这个点（打断），否则投影或取位后会出现缝隙。',
    remedyEn: 'Add the vertex to the edge; projecting or rounding would open a sliver there.',
  },
};

/** One finding for each fault; its place is that of the first feature. */
export function topologyFindings(
  faults: readonly CoverageFault[],
  place: Pick<Place, 'file' | 'layer'>,
  idOf: (row: number) => string,
): Finding[] {
  return faults.map((fault) => {
    const wording = WORDINGS[fault.kind];
    const name = (feature: number): string => idOf(feature) || `#${feature + 1}`;
    const names = fault.features.map(name);
    const ground = formatArea(areaFromSquareMetres(fault.area), 'm2');
    const [first, ...rest] = fault.features;
    return {
      rule: wording.rule,
      severity: wording.severity,
      place: {
        ...place,
        ...(first === undefined ? {} : { feature: first, id: idOf(first) }),
        point: fault.point,
      },
      message: say(wording.zh(names, ground), wording.en(names, ground)),
      remedy: say(wording.remedyZh, wording.remedyEn),
      citation: { instrument: 'survey-rules', clause: wording.rule.slice(0, 2) },
      others: rest.map((feature) => ({ feature, id: idOf(feature) })),
      ...(fault.rings.length === 0
        ? {}
        : { area: fault.area, shape: { kind: 'polygon' as const, lines: fault.rings } }),
    };
  });
}
