/**
 * 图层事实 — what each layer says of the ground: how much of it lies within, cell by cell and feature by feature. Ground counts
 * once where features of a layer lie over each other; a cell that lies wholly within has its whole area there.
 */
import { apportion, type Area, compareText, rowValues } from '../base/index.ts';
import {
  CONSTRAINT_LAYERS,
  type LayerFact,
  type LayerHit,
  type LayerKey,
} from '../policy/index.ts';
import {
  type GroundCell,
  type GroundOverlay,
  legalOf,
  type OverlaidLayer,
  shareOf,
  weightOf,
} from './ground.ts';

/** Facts of all kinds of layers, and for every cell the ground within each layer that it meets. */
export interface GroundLayers {
  readonly facts: Readonly<Record<LayerKey, LayerFact>>;
  readonly within: readonly Readonly<Partial<Record<LayerKey, Area>>>[];
}

/** What the overlay says of the layers. */
export function groundLayers(overlay: GroundOverlay): GroundLayers {
  const within = overlay.cells.map((): Partial<Record<LayerKey, Area>> => ({}));
  const given = new Map<LayerKey, LayerFact>();
  for (const layer of overlay.layers) {
    const { fact, areas } = layerFact(overlay, layer);
    given.set(layer.key, fact);
    areas.forEach((area, cell) => {
      if (area > 0n) within[cell]![layer.key] = area;
    });
  }
  const facts = Object.fromEntries(
    CONSTRAINT_LAYERS.map(({ key }) => [key, given.get(key) ?? { state: 'missing' }]),
  ) as Record<LayerKey, LayerFact>;
  return { facts, within };
}

function layerFact(
  overlay: GroundOverlay,
  layer: OverlaidLayer,
): { readonly fact: LayerFact; readonly areas: readonly Area[] } {
  const { cells } = overlay;
  const hits = hitsOf(overlay, layer);
  const areas = areasWithin(overlay, coveredBy(overlay, layer, hits));
  const nets = cells.map((cell, i) =>
    cell.isCultivated ? shareOf(cell.netArea, areas[i]!, cell.area) : 0n,
  );
  const total = (list: readonly Area[]): Area => list.reduce((sum, area) => sum + area, 0n);
  return {
    fact: {
      state: 'given',
      day: layer.day,
      source: layer.source,
      area: total(areas),
      cultivatedArea: total(nets),
      hits: layerHits(overlay, layer, hits, areas, nets),
    },
    areas,
  };
}

/** One hit: the rows that count as one, and m² by cell. */
interface Hit {
  readonly row: number;
  readonly weights: Map<number, number>;
}

/** 坡度图 is asked by its level, every other layer by its features. */
function groupOf(layer: OverlaidLayer): (face: number) => string {
  if (layer.key !== 'PDT') return (face) => String(layer.rows[face]!);
  return (face) => slopeOf(layer, layer.rows[face]!) ?? String(layer.rows[face]!);
}

function slopeOf({ table }: OverlaidLayer, row: number): string | null {
  const level = rowValues(table.columns, row)['PDJB'];
  return level === undefined || level === null ? null : `PDJB ${level}`;
}

function hitsOf(overlay: GroundOverlay, layer: OverlaidLayer): Map<string, Hit> {
  const group = groupOf(layer);
  const hits = new Map<string, Hit>();
  overlay.atoms.forEach(({ area, faces }, i) => {
    const cell = overlay.cellOf[i]!;
    if (cell < 0) return;
    for (const name of new Set(faces[layer.at]!.map(group))) {
      const row = Math.min(
        ...faces[layer.at]!.filter((face) => group(face) === name).map((face) => layer.rows[face]!),
      );
      const hit = hits.get(name) ?? { row, weights: new Map<number, number>() };
      hit.weights.set(cell, (hit.weights.get(cell) ?? 0) + area);
      hits.set(name, row < hit.row ? { ...hit, row } : hit);
    }
  });
  for (const [name, { weights }] of hits) {
    const sum = [...weights.values()].reduce((one, weight) => one + weight, 0);
    if (sum < overlay.least) hits.delete(name);
  }
  return hits;
}

/** m² of every cell that any of the hits covers. */
function coveredBy(
  overlay: GroundOverlay,
  layer: OverlaidLayer,
  hits: ReadonlyMap<string, Hit>,
): Float64Array {
  const group = groupOf(layer);
  const covered = new Float64Array(overlay.cells.length);
  overlay.atoms.forEach(({ area, faces }, i) => {
    const cell = overlay.cellOf[i]!;
    if (cell >= 0 && faces[layer.at]!.some((face) => hits.has(group(face)))) covered[cell]! += area;
  });
  return covered;
}

/** Part of a cell that rounding may leave uncovered while all of it is. */
const WHOLE = 1 - 1e-9;

/** Legal areas of the covered parts: whole cells whole, the others by largest remainder, none more than its cell. */
function areasWithin(overlay: GroundOverlay, covered: Float64Array): Area[] {
  const { cells } = overlay;
  const isWhole = (cell: GroundCell, i: number): boolean =>
    covered[i]! >= cell.weight * WHOLE - 1e-6;
  const parts = cells.map((cell, i) => (isWhole(cell, i) ? 0 : weightOf(covered[i]!)));
  const sum = parts.reduce((one, part) => one + part, 0);
  const shares = apportion(sum > 0 ? legalOf(overlay, sum) : 0n, parts);
  return cells.map((cell, i) => {
    if (isWhole(cell, i)) return cell.area;
    return shares[i]! < cell.area ? shares[i]! : cell.area;
  });
}

/** The hits with legal areas that add up to those of the cells where no two lie over each other. */
function layerHits(
  overlay: GroundOverlay,
  layer: OverlaidLayer,
  hits: ReadonlyMap<string, Hit>,
  areas: readonly Area[],
  nets: readonly Area[],
): LayerHit[] {
  const list = [...hits.values()].sort((p, q) => p.row - q.row);
  const sums = list.map(() => ({ area: 0n, cultivatedArea: 0n }));
  areas.forEach((area, cell) => {
    const weights = list.map(({ weights: own }) => weightOf(own.get(cell) ?? 0));
    const split = splitAmong(overlay, weights, area);
    const netSplit = split.map((one) => shareOf(nets[cell]!, one, area));
    split.forEach((one, i) => {
      sums[i]!.area += one;
      sums[i]!.cultivatedArea += netSplit[i]!;
    });
  });
  return list
    .map(({ row }, i) => {
      const attributes = rowValues(layer.table.columns, row);
      const slope = layer.key === 'PDT' ? slopeOf(layer, row) : null;
      return {
        name: slope ?? nameOf(attributes, row),
        ...sums[i]!,
        attributes: slope === null ? attributes : { PDJB: attributes['PDJB']! },
      };
    })
    .filter(({ area }) => area > 0n)
    .sort((p, q) => (p.area === q.area ? compareText(p.name, q.name) : p.area > q.area ? -1 : 1));
}

/** Areas of the hits in one cell: a division where they lie side by side, each by itself where they share ground. */
function splitAmong(overlay: GroundOverlay, weights: readonly number[], area: Area): Area[] {
  const sum = weights.reduce((one, weight) => one + weight, 0);
  if (sum === 0) return weights.map(() => 0n);
  const isShared = legalOf(overlay, sum) > area + BigInt(weights.length);
  if (!isShared) return apportion(area, weights);
  return weights.map((weight) => {
    const own = legalOf(overlay, weight);
    return own < area ? own : area;
  });
}

/** Fields that hold what people call a feature, the surest first. */
const NAME_FIELDS = ['MC', 'XMMC', 'HXMC', 'BHQMC', 'NAME', '名称', '项目名称', 'TITLE'];

/** What people call a feature; else its BSM; else its number in the layer, from 1. */
function nameOf(attributes: Readonly<Record<string, string | number | null>>, row: number): string {
  const others = Object.keys(attributes).filter(
    (name) => /MC$|名称$/.test(name) && !ABOUT_OTHERS.test(name),
  );
  for (const field of [...NAME_FIELDS, ...others, 'BSM']) {
    const text = String(attributes[field] ?? '').trim();
    if (text !== '') return text;
  }
  return `#${row + 1}`;
}

/** Names of the village, the owner or the class of ground: not of the feature. */
const ABOUT_OTHERS = /^(ZLDW|QSDW|XZQ|DL|ZZSX|TBXH)MC$/;
