/**
 * Layers of plans, water and farming works: 永久基本农田储备区, 规划建设用地, 黑土地, 灌溉水源, 灌排工程设施 and the registered ground of
 * earlier projects. Each lies where such ground lies in a county.
 */
import { type Plot, townName, villageName } from './county.ts';
import type { Cell } from './footprints.ts';
import {
  type GroundCells,
  inOrder,
  stepsBetween,
  type SteadyCell,
  villageBand,
  villageStart,
  VILLAGES,
} from './ground-cells.ts';
import { VILLAGE_COLUMNS } from './lattice.ts';
import type { StandingFeature, StandingLayer } from './constraints-standing.ts';

/** Average grade behind that of permanent basic farmland: next in line for it. */
const RESERVE_GRADE = 6;
/** Villages of the plain, along the river, whose soil is black. */
const BLACK_COLUMNS = [8, 9, 10, 11];
/** Lines of the lattice between two channels, and half the width of one, of a cell. */
const CHANNEL_EVERY = 4;
const HALF_CHANNEL = 0.03;
const CHANNEL_WIDTH_M = 5.5;

const isField = ({ plot }: SteadyCell): boolean => plot.landClass.startsWith('01');
/** Villages that the high-standard programme has reached, as GBZNT has them. */
const isHighStandard = ({ plot, isPermanent }: SteadyCell): boolean =>
  isPermanent && plot.village % 3 === 0;

/** 永久基本农田储备区: CBQBH, DLBM. */
export function reserve({ steady, seed }: GroundCells): StandingLayer {
  const wanted = steady.filter(
    (one) =>
      isField(one) &&
      !one.isPermanent &&
      one.plot.qualityGrade === RESERVE_GRADE &&
      Number(one.slope) <= 3,
  );
  return {
    key: 'YJJBNTCBQ',
    features: inOrder(wanted, seed, 61)
      .slice(0, Math.max(2, Math.ceil(wanted.length / 3)))
      .map(({ cell, plot }, i) => ({
        cells: [cell],
        fields: { CBQBH: `CBQ${String(i + 1).padStart(4, '0')}`, DLBM: plot.landClass },
      })),
  };
}

/** 规划建设用地: the seat within its boundary, and the village that each town builds up: MC, YTFL (城 or 镇). */
export function planned(cells: GroundCells): StandingLayer {
  const { ground, steady } = cells;
  const seat = villageBand(ground, [0, 2], [0, 1]).filter(([i, j]) => i > 0 && j > 0);
  const built = Array.from({ length: 12 }, (_, town) => {
    // The eighth of the fifteen villages of a town lies in its middle.
    const middle = (1 + 3 * Math.floor(town / 4)) * VILLAGE_COLUMNS + (town % 4) * 5 + 2;
    return {
      cells: steady
        .filter(({ plot }) => plot.village === middle && /^(05|06|07|08)/.test(plot.landClass))
        .map(({ cell }) => cell),
      fields: { MC: `${townName(town)}规划建设用地`, YTFL: '镇' },
    };
  });
  return {
    key: 'GHJSYD',
    features: [
      { cells: seat, fields: { MC: '清源县城区规划建设用地', YTFL: '城' } },
      ...built.filter((one) => one.cells.length > 0),
    ],
  };
}

/** 黑土地保护范围: good level fields of the plain, by village: MC. */
export function blackSoil({ steady }: GroundCells): StandingLayer {
  const inPlain = steady.filter(
    ({ plot }) => BLACK_COLUMNS.includes(plot.village % VILLAGE_COLUMNS) && plot.village % 3 !== 0,
  );
  const byVillage = new Map<number, Cell[]>();
  for (const one of inPlain.filter((cell) => isField(cell) && cell.slope === '1'))
    byVillage.set(one.plot.village, [...(byVillage.get(one.plot.village) ?? []), one.cell]);
  return {
    key: 'HTDBHFW',
    features: [...byVillage].map(([village, list]) => ({
      cells: list,
      fields: { MC: `${villageName(village)}黑土地保护片区` },
    })),
  };
}

/** 农业灌溉水源: ponds beside high-standard farmland: MC, LX. */
export function waterSources({ steady }: GroundCells): StandingLayer {
  const villages = new Set(steady.filter(isHighStandard).map(({ plot }) => plot.village));
  const ponds = steady.filter(({ plot }) => plot.landClass === '1104');
  const near = ponds.filter(({ plot }) => villages.has(plot.village));
  return {
    key: 'GGSY',
    features: (near.length > 0 ? near : ponds).map(({ cell, plot }) => ({
      cells: [cell],
      fields: { MC: `${villageName(plot.village)}${plot.number}号塘`, LX: '坑塘' },
    })),
  };
}

/** 灌排工程设施: channels along the parcels of villages with high-standard farmland, as areas: MC, LX, KD in m. */
export function channels({ ground, steady }: GroundCells): StandingLayer {
  const villages = new Set(steady.filter(isHighStandard).map(({ plot }) => plot.village));
  const features: StandingFeature[] = [];
  for (let village = 0; village < VILLAGES; village++) {
    if (!villages.has(village)) continue;
    const [i0, j0] = villageStart(ground, village);
    for (let line = CHANNEL_EVERY / 2; line < ground.across; line += CHANNEL_EVERY)
      features.push({
        patch: {
          i0: i0 + line - HALF_CHANNEL,
          j0,
          i1: i0 + line + HALF_CHANNEL,
          j1: j0 + ground.up,
        },
        fields: {
          MC: `${villageName(village)}${Math.ceil(line / CHANNEL_EVERY)}号斗渠`,
          LX: '渠道',
          KD: CHANNEL_WIDTH_M,
        },
      });
  }
  return { key: 'GPGCSS', features };
}

/** Parcels of each earlier project. */
const PROJECT_PARCELS = 3;

/** Two projects of earlier years: what each is registered with. */
const PROJECTS = [
  { XMBH: '990101202100017', title: '土地整治项目', SL: 'xzmj', JH: '土地整治', NF: 2021 },
  { XMBH: '990101202200042', title: '旱地改水田项目', SL: 'stzl', JH: '提质改造', NF: 2022 },
] as const;

/**
 * 已备案补充耕地: fields that two earlier projects are registered with: XMBH 项目备案编号, XMMC, SL (which quantity the ground
 * backs: `xzmj` 新增面积, `stzl` 水田增量 or `cnzl` 产能增量), JH programme, NF year of registration, TBMJ m².
 */
export function registered(
  { steady, seed }: GroundCells,
  areaOf: (plot: Plot) => bigint,
): StandingLayer {
  const used = new Set<SteadyCell>();
  const features = PROJECTS.flatMap(({ title, ...fields }, n) => {
    const wanted = steady.filter(
      (one) =>
        isField(one) &&
        !one.isPermanent &&
        !used.has(one) &&
        Number(one.slope) <= 4 &&
        one.plot.landClass === (n === 0 ? '0103' : '0101'),
    );
    const [first] = inOrder(wanted, seed, 62 + n);
    if (first === undefined) return [];
    return wanted
      .map((one) => ({ one, far: stepsBetween(one.cell, first.cell) }))
      .sort((a, b) => a.far - b.far)
      .slice(0, PROJECT_PARCELS)
      .map(({ one }): StandingFeature => {
        used.add(one);
        return {
          cells: [one.cell],
          fields: {
            ...fields,
            XMMC: `清源县${villageName(first.plot.village)}${title}`,
            TBMJ: Number(areaOf(one.plot)) / 100,
          },
        };
      });
  });
  return { key: 'BCGD', features };
}
