/**
 * 地块的毛病 — ground that cannot be checked is refused with what to do; ground that can, but not as its author may think, is
 * told: features that share ground, ground outside the survey or of another county.
 */
import {
  adminUnit,
  type Bilingual,
  compareText,
  type Finding,
  formatArea,
  InputError,
  say,
} from '../base/index.ts';
import { featureCount, legalAreas, legalArea, selfCrossings } from '../geo/index.ts';
import { textReader } from '../land/index.ts';
import { type GroundInput, type GroundOverlay, outsideArea, type Shared } from './ground.ts';

const LAYER = '核查范围';

/** InputError for ground that has no area or whose border crosses itself. */
export function refuseGround({ ground: { polygons, crs } }: GroundInput): void {
  if (featureCount(polygons) === 0 || polygons.x.length === 0)
    throw new InputError(
      'no-ground',
      say('核查范围里没有一个面', 'There is no polygon in the ground to be checked'),
      say(
        '请给出含有面要素的文件或图层；只有点、线的先构成面。',
        'Give a file or layer with polygons; close points and lines to polygons first.',
      ),
      { layer: LAYER },
    );
  const crossing = selfCrossings(polygons).find(({ kind }) => kind !== 'self-touching');
  if (crossing)
    throw new InputError(
      'ground-crosses-itself',
      say(
        `核查范围第 ${crossing.feature + 1} 个面的界线自相交${atPoint(crossing.point).zh}`,
        `The border of polygon ${crossing.feature + 1} of the ground crosses itself${atPoint(crossing.point).en}`,
      ),
      say(
        '面积因此说不清。请改正界址点的顺序，或用 repair 修复后重新核查。',
        'Its area cannot be told. Correct the order of its points, or mend it with repair, and check again.',
      ),
      {
        layer: LAYER,
        feature: crossing.feature,
        ...(crossing.point ? { point: crossing.point } : {}),
      },
    );
  const empty = legalAreas(polygons, crs).findIndex((area) => legalArea(area) <= 0n);
  if (empty >= 0)
    throw new InputError(
      'ground-without-area',
      say(
        `核查范围第 ${empty + 1} 个面的面积为 0`,
        `Polygon ${empty + 1} of the ground has no area`,
      ),
      say(
        '请删去这个面，或补全它的界址点（至少三个不在一条直线上的点）。',
        'Take it out, or complete its points: three at least that are not on one line.',
      ),
      { layer: LAYER, feature: empty },
    );
}

function atPoint(point: readonly [number, number] | null): Bilingual {
  if (point === null) return say('', '');
  const text = `${Math.round(point[0] * 1e6) / 1e6}, ${Math.round(point[1] * 1e6) / 1e6}`;
  return say(`，在 (${text})`, ` at (${text})`);
}

/** InputError for ground that no parcel covers, or that is larger than all that was given of the survey. */
export function refuseOverlaid(overlay: GroundOverlay): void {
  const { input, area } = overlay;
  const outside = outsideArea(overlay);
  const hectares = formatArea(area, 'ha', 4);
  if (overlay.cells.every(({ parcel }) => parcel < 0))
    throw new InputError(
      'ground-outside-survey',
      say(
        `核查范围（${hectares} 公顷）全在 ${input.region} 的 ${input.survey.year} 年调查之外`,
        `The ground (${hectares} ha) lies wholly outside the survey ${input.survey.year} of ${input.region}`,
      ),
      say(
        `请核对坐标系（读作 ${input.ground.crs.name}）和带号，或换用所在县的调查。`,
        `Check its reference system (read as ${input.ground.crs.name}) and zone, or take the survey of its county.`,
      ),
      { layer: LAYER },
    );
  if (outside === 0n) return;
  const surveyed = input.parcels.parcelArea.reduce((sum, one) => sum + one, 0n);
  if (outside > surveyed)
    throw new InputError(
      'ground-larger-than-survey',
      say(
        `核查范围 ${hectares} 公顷，比该处调查的全部图斑（${formatArea(surveyed, 'ha', 4)} 公顷）还大`,
        `The ground has ${hectares} ha, more than all parcels of the survey there (${formatArea(surveyed, 'ha', 4)} ha)`,
      ),
      say(
        `请核对坐标单位和坐标系（读作 ${input.ground.crs.name}）；跨县的按县分开核查。`,
        `Check units and reference system (read as ${input.ground.crs.name}); check ground of several counties county by county.`,
      ),
      { layer: LAYER },
    );
}

/** What is told of ground that can be checked, the graver first. */
export function groundFindings(overlay: GroundOverlay): Finding[] {
  return [
    ...outsideFindings(overlay),
    ...countyFindings(overlay),
    ...overlay.groundOverlaps.map((shared) => groundOverlapFinding(overlay, shared)),
    ...overlay.parcelOverlaps.map((shared) => parcelOverlapFinding(overlay, shared)),
  ];
}

function outsideFindings(overlay: GroundOverlay): Finding[] {
  const { region, survey } = overlay.input;
  const outside = outsideArea(overlay);
  if (outside === 0n) return [];
  const area = formatArea(outside, 'ha', 4);
  return [
    {
      rule: 'K1',
      severity: 'error',
      place: { layer: LAYER },
      message: say(
        `${area} 公顷在 ${region} 的 ${survey.year} 年调查之外，那里的地类、质量都不知道`,
        `${area} ha lie outside the survey ${survey.year} of ${region}; nothing is known of them`,
      ),
      remedy: say(
        '超出县界的部分用邻县的调查另行核查；否则改正范围。',
        'Check what reaches over the county border with the survey of the next county; else correct the ground.',
      ),
      area: Number(outside) / 100,
    },
  ];
}

/** 飞地 and ground over a border that both counties surveyed: the pieces lie in several counties. */
function countyFindings({ input, cells }: GroundOverlay): Finding[] {
  const locationOf = textReader(input.parcels, 'locationUnit');
  const areas = new Map<string, bigint>();
  for (const { parcel, area } of cells) {
    const county = parcel < 0 ? '' : adminUnit(locationOf(parcel), 'county');
    if (county !== '') areas.set(county, (areas.get(county) ?? 0n) + area);
  }
  const counties = [...areas].sort(([one], [other]) => compareText(one, other));
  if (counties.length < 2 && (counties.length === 0 || counties[0]![0] === input.region)) return [];
  const list = counties.map(([code, area]) => `${code} ${formatArea(area, 'ha', 4)}`);
  return [
    {
      rule: 'K2',
      severity: 'warning',
      place: { layer: LAYER },
      message: say(
        `范围涉及 ${input.region} 以外的县：${list.map((one) => `${one} 公顷`).join('、')}`,
        `The ground lies in counties beside ${input.region}: ${list.map((one) => `${one} ha`).join(', ')}`,
      ),
      remedy: say(
        '按县分开核查；补充耕地责任和费用分县计算。飞地按管辖的县核查。',
        'Check it county by county, since duties and fees are counted by county; an exclave goes with the county that governs it.',
      ),
    },
  ];
}

function groundOverlapFinding(overlay: GroundOverlay, { one, other, area }: Shared): Finding {
  const { polygons, crs } = overlay.input.ground;
  const own = legalAreas(polygons, crs);
  const isSame = [one, other].every((feature) => Math.abs(own[feature]! - area) < overlay.least);
  const shown = formatArea(BigInt(Math.round(area * 100)), 'ha', 4);
  return {
    rule: 'K3',
    severity: 'warning',
    place: { layer: LAYER, feature: one },
    message: isSame
      ? say(
          `第 ${other + 1} 个面与第 ${one + 1} 个面相同，只计一次`,
          `Polygon ${other + 1} is the same as polygon ${one + 1} and counts once`,
        )
      : say(
          `第 ${one + 1} 个面与第 ${other + 1} 个面重叠 ${shown} 公顷，只计一次`,
          `Polygons ${one + 1} and ${other + 1} share ${shown} ha, which count once`,
        ),
    remedy: say('请删去重复的面，或改正界线。', 'Take out what is double, or correct the borders.'),
    others: [{ feature: other, id: String(other + 1) }],
    area,
  };
}

function parcelOverlapFinding({ input }: GroundOverlay, { one, other, area }: Shared): Finding {
  const { dictionary, codes } = input.parcels.id;
  const [first, second] = [one, other].map((row) => dictionary[codes[row]!] ?? `#${row + 1}`);
  const shown = formatArea(BigInt(Math.round(area * 100)), 'm2');
  return {
    rule: 'K4',
    severity: 'warning',
    place: { layer: 'DLTB', feature: one, ...(first ? { id: first } : {}) },
    message: say(
      `调查图斑 ${first} 与 ${second} 在范围内重叠 ${shown} m²，按标识码小的一个计`,
      `The parcels ${first} and ${second} of the survey share ${shown} m² of the ground, which go to the smaller identifier`,
    ),
    remedy: say('请在调查成果中改正重叠的图斑。', 'Correct the overlap in the survey.'),
    others: [{ feature: other, id: second! }],
    area,
  };
}
