/**
 * 清源县 — a county that does not exist, as its survey of the first year would record it: 12 towns, 180 villages, paddies in
 * the valley, terraces and forest on the hills, villages, ponds, roads and a river. Codes and sizes follow practice.
 */
import {
  type CellBlock,
  type Lattice,
  RIVER_COLUMN,
  RIVER_WIDTH,
  ROAD_WIDTH,
  VILLAGE_COLUMNS,
  VILLAGE_ROWS,
} from './lattice.ts';
import { hashed, noise } from './random.ts';

export const COUNTY = '990101';
export const COUNTY_NAME = '清源县';
/** CGCS2000, 3° Gauss–Krüger, zone 39, with the zone number before the easting. */
export const COUNTY_CRS = 'EPSG:4527';
export const FIRST_YEAR = 2024;

/** One parcel as the generator knows it. Areas come later, from its rings. */
export interface Plot {
  /** Number of its identifier; BSM is made of it. */
  readonly serial: number;
  /** One block, or several for a multipart parcel. */
  readonly blocks: readonly CellBlock[];
  /** West or east part of a divided cell. */
  readonly half?: { readonly k: number; readonly side: 0 | 1 };
  /** Radius of a pond that is cut out; `isPond` for the pond itself. */
  readonly island?: number;
  readonly isPond?: boolean;
  readonly landClass: string;
  /** Index of the village, 0 … 179. */
  readonly village: number;
  /** Number within the village. */
  readonly number: number;
  /** 1 … 5, '' where the class has none. */
  readonly slope: string;
  readonly terrace: '' | 'TT' | 'PD';
  readonly ridgeRate: number;
  readonly planting: string;
  readonly refinement: string;
  readonly qualityGrade: number | null;
  readonly utilizationGrade: number | null;
  readonly settlement: string;
  readonly width: number | null;
  readonly enclave: boolean;
  /** 备注 of a change; '' where there is none. */
  readonly note: string;
}

/** Ridge rates of terraces by slope level, as a county's table would set them. */
export const RIDGE_RATES: Readonly<Record<string, number>> = {
  '2': 0.06,
  '3': 0.1,
  '4': 0.14,
  '5': 0.18,
};

const TOWNS = [
  '城关',
  '河口',
  '石桥',
  '柳林',
  '南塘',
  '白水',
  '青龙',
  '云台',
  '大坪',
  '竹溪',
  '高岭',
  '三合',
];
const VILLAGE_FIRST = [
  '上',
  '下',
  '东',
  '西',
  '南',
  '北',
  '大',
  '小',
  '前',
  '后',
  '新',
  '老',
  '高',
  '长',
  '双',
];
const VILLAGE_LAST = ['湾', '坝', '塘', '坪', '岗', '冲', '桥', '庄', '寨', '沟', '坡', '营'];

/** Town of a village: 4 × 3 towns of 5 × 3 villages. */
export function townOf(village: number): number {
  const [column, row] = [village % VILLAGE_COLUMNS, Math.floor(village / VILLAGE_COLUMNS)];
  return Math.floor(row / 3) * 4 + Math.floor(column / 5);
}

/** Twelve-digit code of a village, nine-digit code of a town. */
export function villageCode(village: number): string {
  const [column, row] = [village % VILLAGE_COLUMNS, Math.floor(village / VILLAGE_COLUMNS)];
  const within = (row % 3) * 5 + (column % 5);
  return `${townCode(townOf(village))}${String(200 + within)}`;
}

export function townCode(town: number): string {
  return `${COUNTY}${String(100 + town)}`;
}

export function townName(town: number): string {
  return `${TOWNS[town]}镇`;
}

export function villageName(village: number): string {
  const within = village % 15;
  return `${VILLAGE_FIRST[within]}${VILLAGE_LAST[townOf(village)]}村`;
}

/** All parcels of the first year in the order of their villages. */
export function firstSurvey(ground: Lattice, seed: number): Plot[] {
  const plots: Plot[] = [];
  for (let village = 0; village < VILLAGE_COLUMNS * VILLAGE_ROWS; village++) {
    let number = 0;
    const add = (plot: Omit<Plot, 'serial' | 'village' | 'number'>): void => {
      number++;
      plots.push({ ...plot, serial: plots.length + 1, village, number });
    };
    const i0 = (village % VILLAGE_COLUMNS) * (ground.across + 1);
    const j0 = Math.floor(village / VILLAGE_COLUMNS) * (ground.up + 1);
    const [i1, j1] = [i0 + ground.across + 1, j0 + ground.up + 1];
    add({ ...plain('1006', ROAD_WIDTH), blocks: [{ i0, j0, i1, j1: j0 + 1 }] });
    const river = village % VILLAGE_COLUMNS === RIVER_COLUMN;
    add({
      ...plain(river ? '1101' : '1006', river ? RIVER_WIDTH : ROAD_WIDTH),
      blocks: [{ i0, j0: j0 + 1, i1: i0 + 1, j1 }],
    });
    for (let j = j0 + 1; j < j1; j++) {
      for (let i = i0 + 1; i < i1; i++) {
        const plot = cellPlot(ground, seed, i, j, i0, j0);
        const block = { i0: i, j0: j, i1: i + 1, j1: j + 1 };
        const hasPond = plot.landClass.startsWith('01') && hashed(seed, i, j, 21) < 0.012;
        if (!hasPond) add({ ...plot, blocks: [block] });
        else {
          add({ ...plot, blocks: [block], island: 14 });
          add({ ...plain('1104', null), blocks: [block], island: 14, isPond: true });
        }
      }
    }
  }
  return withEnclave(plots);
}

/** One parcel that belongs to another village than it lies in, flagged 飞入地. */
function withEnclave(plots: Plot[]): Plot[] {
  const village = 42;
  const enclave = plots.find((p) => p.village === village && p.landClass === '0301' && !p.island);
  return plots.map((plot) => (plot === enclave ? { ...plot, enclave: true } : plot));
}

type Ground = Omit<Plot, 'serial' | 'village' | 'number' | 'blocks'>;

/** A parcel of a class that carries no farming attributes. */
export function plain(landClass: string, width: number | null): Ground {
  return {
    landClass,
    slope: '',
    terrace: '',
    ridgeRate: 0,
    planting: '',
    refinement: '',
    qualityGrade: null,
    utilizationGrade: null,
    settlement: /^(05|06|07|08|09|1004|1005|1201)/.test(landClass)
      ? /^(0701|05|08)/.test(landClass)
        ? '202'
        : landClass === '0601'
          ? '203A'
          : landClass.startsWith('06')
            ? '204'
            : '203'
      : '',
    width,
    enclave: false,
    note: '',
  };
}

/** Attributes of cultivated land on ground of a slope. Better ground has lower grades. */
export function cultivated(
  landClass: string,
  slope: string,
  terrace: '' | 'TT' | 'PD',
  quality: number,
): Ground {
  return {
    ...plain(landClass, null),
    slope,
    terrace: slope === '1' ? '' : terrace,
    ridgeRate: slope !== '1' && terrace === 'TT' ? RIDGE_RATES[slope]! : 0,
    planting: landClass === '0103' && quality > 6 ? 'LYFL' : 'LS',
    qualityGrade: quality,
    utilizationGrade: Math.min(15, Math.max(1, quality + 3)),
  };
}

/** The valley follows the river; hills rise east and west of it. About 0 to 1. */
function heightAt(ground: Lattice, seed: number, i: number, j: number): number {
  const across = Math.abs(i / ground.columns - RIVER_COLUMN / VILLAGE_COLUMNS) * 2;
  return 0.55 * across + 0.6 * noise(seed, (i / ground.columns) * 9, (j / ground.rows) * 6) - 0.03;
}

/** Cells along one side of a patch of the slope map. */
const PATCH = 3;

/** 坡度级别 1 … 5 of a cell: that of its patch of the slope map. */
export function slopeAt(ground: Lattice, seed: number, i: number, j: number): string {
  const { i0, j0 } = patchOf(ground, i, j);
  const height = heightAt(ground, seed, i0 + 1.5, j0 + 1.5);
  return String(
    Math.min(5, Math.max(1, Math.floor(height * 5.4 + hashed(seed, i0, j0, 22) * 1.5))),
  );
}

/** Patches of the slope map: within a village, its strips of road or river included. */
function patchOf(ground: Lattice, i: number, j: number): CellBlock {
  const [wide, high] = [ground.across + 1, ground.up + 1];
  const [left, low] = [Math.floor(i / wide) * wide, Math.floor(j / high) * high];
  const start = (at: number, base: number): number =>
    base + Math.max(0, Math.floor((at - base - 1) / PATCH)) * PATCH;
  const [a, b] = [start(i, left), start(j, low)];
  // The first patch of a village takes its strip along, and each ends where the next begins.
  const [i0, j0] = [a === left ? left : a + 1, b === low ? low : b + 1];
  return {
    i0,
    j0,
    i1: Math.min(left + wide, a + PATCH + 1),
    j1: Math.min(low + high, b + PATCH + 1),
  };
}

/** 坡度图 — every patch with its level; together they cover the county. */
export function slopePatches(
  ground: Lattice,
  seed: number,
): { readonly block: CellBlock; readonly level: string }[] {
  const patches: { block: CellBlock; level: string }[] = [];
  for (let j = 0; j < ground.rows;) {
    let next = ground.rows;
    for (let i = 0; i < ground.columns;) {
      const block = patchOf(ground, i, j);
      patches.push({ block, level: slopeAt(ground, seed, i, j) });
      [i, next] = [block.i1, block.j1];
    }
    j = next;
  }
  return patches;
}

function cellPlot(
  ground: Lattice,
  seed: number,
  i: number,
  j: number,
  i0: number,
  j0: number,
): Ground {
  const height = heightAt(ground, seed, i, j);
  const chance = hashed(seed, i, j, 20);
  const [x, y] = [(i - i0 - 1) / ground.across - 0.45, (j - j0 - 1) / ground.up - 0.45];
  if (Math.hypot(x, y) < 0.17) return settlementPlot(seed, i, j);
  const slope = slopeAt(ground, seed, i, j);
  const quality = Math.min(
    9,
    Math.max(2, Math.round(2 + height * 6 + hashed(seed, i, j, 23) * 1.5)),
  );
  const terrace = hashed(seed, i, j, 24) < 0.6 ? 'TT' : 'PD';
  const label = (share: number): string => {
    const draw = hashed(seed, i, j, 25);
    return draw < share * 0.7 ? 'JKHF' : draw < share ? 'GCHF' : '';
  };
  if (height < 0.3) {
    if (chance < 0.5) return cultivated('0101', slope, terrace, quality);
    if (chance < 0.62) return cultivated('0102', slope, terrace, quality);
    if (chance < 0.76) return cultivated('0103', slope, terrace, quality);
    if (chance < 0.82) return { ...plain('0201', null), planting: label(0.5) };
    if (chance < 0.87) return plain('1104', null);
    if (chance < 0.9) return plain('1107', 5);
    if (chance < 0.93) return plain('1202', null);
    return { ...plain('0307', null), planting: label(0.3) };
  }
  if (height < 0.58) {
    if (chance < 0.3) return cultivated('0103', slope, terrace, quality);
    if (chance < 0.36) return cultivated('0101', slope, terrace, quality);
    if (chance < 0.46) return { ...plain('0201', null), planting: label(0.5) };
    if (chance < 0.5) return { ...plain('0201K', null), planting: label(0.4) };
    if (chance < 0.55) return { ...plain('0202', null), planting: label(0.3) };
    if (chance < 0.62) return { ...plain('0404', null), planting: label(0.3) };
    if (chance < 0.65) return { ...plain('0307K', null), planting: label(0.4) };
    if (chance < 0.665) return plain('1202', null);
    if (chance < 0.68) return plain('1107', 4);
    return { ...plain('0301', null), planting: label(0.12) };
  }
  if (chance < 0.1)
    return {
      ...cultivated('0103', slope, terrace, quality),
      refinement: hashed(seed, i, j, 26) < 0.25 ? 'LQGD' : '',
    };
  if (chance < 0.16) return plain('0404', null);
  if (chance < 0.3) return plain('0305', null);
  if (chance < 0.32) return plain('1207', null);
  if (chance < 0.33) return plain('1206', null);
  return plain('0301', null);
}

function settlementPlot(seed: number, i: number, j: number): Ground {
  const chance = hashed(seed, i, j, 27);
  if (chance < 0.8) return plain('0702', null);
  if (chance < 0.88) return plain('0601', null);
  if (chance < 0.94) return plain('08H2', null);
  return plain('0602', null);
}
