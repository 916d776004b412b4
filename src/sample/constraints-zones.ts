/**
 * Zones that replenishing asks about: 沙化、石漠化、沙源、沙尘通道, 河湖管理范围, 林区、林场、退耕还林、公益林、天然林. Each zone of
 * forest or bare ground is a connected piece of such ground; no two of them overlap, but that 公益林 takes in 天然林.
 */
import type { StandingLayer } from './constraints-standing.ts';
import type { Cell } from './footprints.ts';
import {
  cluster,
  type GroundCells,
  inOrder,
  keyOf,
  riverColumn,
  type SteadyCell,
  villageBand,
} from './ground-cells.ts';
import { VILLAGE_ROWS } from './lattice.ts';
import { hashed } from './random.ts';

/** How far the management range goes beyond the river, in cells of 92 m. */
const BANK = 0.35;

type Rank = (one: SteadyCell) => number | null;

/** By how well a class of land shows a zone; null for land that it does not lie on. */
function rankBy(ranks: Readonly<Record<string, number>>): Rank {
  return ({ plot }) => ranks[plot.landClass] ?? null;
}

const SANDY = rankBy({ '1206': 0, '0404': 1, '0305': 2, '0301': 6 });
const ROCKY = rankBy({ '1207': 0, '0305': 1, '0404': 2, '0301': 6 });
const FOREST = rankBy({ '0301': 0, '0305': 2, '0307': 3, '0404': 6 });
/** Deep forest: the steeper the better. */
const DEEP_FOREST: Rank = (one) =>
  FOREST(one) === null ? null : FOREST(one)! + 5 - Number(one.slope);

/** All zones. Fields: MC everywhere; CD 程度, LX kind, GLJG who manages it, NF year of the programme where a zone has them. */
export function zones(cells: GroundCells): StandingLayer[] {
  const { ground, seed, steady } = cells;
  const size = Math.min(300, Math.max(6, Math.round(steady.length / 200)));
  const taken = new Set<string>();
  // Regional zones first: forest and bare zones stay outside of them.
  const source = villageBand(ground, [17, 20], [Math.floor(hashed(seed, 71) * 4) + 2, 7]).filter(
    ([, j]) => j % (ground.up + 1) > 0,
  );
  const corridorRow = (VILLAGE_ROWS - 1) * (ground.up + 1);
  const corridor = villageBand(ground, [12, 16], [8, 9]).filter(([, j]) => j <= corridorRow + 2);
  for (const cell of [...source, ...corridor]) taken.add(keyOf(cell));
  const grown = (key: number, rank: Rank, of = size) => cluster(cells, key, of, rank, taken);
  const natural = grown(77, FOREST);
  const publicForest = grown(78, FOREST);
  const returned = inOrder(steady, seed, 79)
    .filter(
      ({ cell, plot, slope }) =>
        /^(02|03)/.test(plot.landClass) && Number(slope) >= 4 && !taken.has(keyOf(cell)),
    )
    .slice(0, Math.max(3, Math.round(size / 3)));
  for (const { cell } of returned) taken.add(keyOf(cell));
  const one = (
    key: string,
    list: readonly Cell[],
    fields: Readonly<Record<string, string>>,
  ): StandingLayer => ({ key, features: [{ cells: list, fields }] });
  return [
    one('YZSHTD', grown(73, SANDY), { MC: '清源县严重沙化土地', CD: '重度' }),
    one('YZSMHTD', grown(74, ROCKY), { MC: '清源县严重石漠化土地', CD: '重度' }),
    one('ZDSYQ', source, { MC: '东部重点沙源区' }),
    one('SCSSTD', corridor, { MC: '北部沙尘传输通道' }),
    riverRange(cells),
    one('ZDLQ', grown(75, DEEP_FOREST, size * 2), { MC: '清源山重点林区' }),
    one('GYLC', grown(76, FOREST), { MC: '清源国有林场', GLJG: '清源县林业局' }),
    {
      key: 'TGHL',
      features: returned.map(({ cell }, i) => ({
        cells: [cell],
        fields: { MC: `退耕还林${i + 1}号小班`, NF: 2003 + (i % 4) },
      })),
    },
    {
      key: 'GYL',
      features: [publicForest, natural.slice(0, Math.ceil(natural.length / 3))].map((list, i) => ({
        cells: list,
        fields: { MC: `省级公益林${i + 1}号林班`, LX: '防护林' },
      })),
    },
    one('TRL', natural, { MC: '清源县天然林' }),
  ];
}

/** 河湖管理范围: the river and its banks in three reaches. */
function riverRange({ ground }: GroundCells): StandingLayer {
  const river = riverColumn(ground);
  const rows = (VILLAGE_ROWS / 3) * (ground.up + 1);
  return {
    key: 'HHGLFW',
    features: ['下游', '中游', '上游'].map((reach, k) => ({
      patch: { i0: river - BANK, j0: k * rows, i1: river + 1 + BANK, j1: (k + 1) * rows },
      fields: { MC: `清源河${reach}管理范围`, LX: '河流' },
    })),
  };
}
