/** 叠加 — area of every pair of groups of two layers. */
import { areaFromSquareMetres, compareText, type Finding, say } from '../base/index.ts';
import { type ReadLayer, readLayer } from '../engine/index.ts';
import { legalArea, legalAreas, overlayLayers } from '../geo/index.ts';
import { geometryFindings } from '../land/index.ts';
import type { App } from './context.ts';
import { featureIds, fieldTexts } from './layer-ids.ts';

/** What the command `overlay` prints; null is ground that the layer does not cover, '' a group without a name. */
export interface OverlayReport {
  readonly units: { readonly area: '0.01 m2' };
  readonly groups: readonly {
    readonly a: string | null;
    readonly b: string | null;
    readonly area: string;
  }[];
  readonly total: { readonly a: string; readonly b: string; readonly both: string };
  readonly pairs: number;
  readonly unchanged: number;
  readonly overlapped: { readonly a: readonly string[]; readonly b: readonly string[] };
  /**
   * In m²: the largest area of a feature that its pairs miss by rounding, and the largest difference between the snapped and
   * the legal area of a feature; how many edges were looked at by themselves because features overlap each other.
   */
  readonly rounding: {
    readonly worstRest: number;
    readonly worstDifference: number;
    readonly unclearEdges: number;
  };
  readonly seconds: { readonly read: number; readonly overlay: number };
  readonly findings: readonly Finding[];
}

/** Overlays two files by groups: a field each, or the features themselves. */
export async function overlayFiles(
  app: App,
  files: { readonly a: string; readonly b: string },
  options: {
    readonly byA?: string | undefined;
    readonly byB?: string | undefined;
    readonly crsA?: string | undefined;
    readonly crsB?: string | undefined;
  } = {},
): Promise<OverlayReport> {
  const started = performance.now();
  app.progress(say('读取', 'reading'), 0, 0);
  const readA = await readLayer(
    app.gdal,
    files.a,
    options.crsA === undefined ? {} : { crs: options.crsA },
  );
  const readB = await readLayer(
    app.gdal,
    files.b,
    options.crsB === undefined ? {} : { crs: options.crsB },
  );
  const seconds = { read: (performance.now() - started) / 1000, overlay: 0 };
  const groupA = groupsOf(readA, options.byA, files.a);
  const groupB = groupsOf(readB, options.byB, files.b);
  const began = performance.now();
  const [layerA, layerB] = [await hashed(app, readA), await hashed(app, readB)];
  const pairs = await overlayLayers(
    layerA,
    layerB,
    (done, total) => app.progress(say('叠加', 'overlay'), done, total),
    app.overlays,
  );
  seconds.overlay = (performance.now() - began) / 1000;
  const sums = new Map<string, { a: string | null; b: string | null; area: number }>();
  let both = 0;
  for (let i = 0; i < pairs.a.length; i++) {
    const a = pairs.a[i]! < 0 ? null : groupA[pairs.a[i]!]!;
    const b = pairs.b[i]! < 0 ? null : groupB[pairs.b[i]!]!;
    if (pairs.a[i]! >= 0 && pairs.b[i]! >= 0) both += pairs.area[i]!;
    const key = JSON.stringify([a, b]);
    const sum = sums.get(key);
    if (sum) sum.area += pairs.area[i]!;
    else sums.set(key, { a, b, area: pairs.area[i]! });
  }
  return {
    units: { area: '0.01 m2' },
    groups: [...sums.values()]
      .map(({ a, b, area }) => ({ a, b, area: areaFromSquareMetres(area).toString() }))
      .filter((group) => group.area !== '0')
      .sort((p, q) => inOrder(p.a, q.a) || inOrder(p.b, q.b)),
    total: {
      a: totalOf(layerA.legalArea),
      b: totalOf(layerB.legalArea),
      both: areaFromSquareMetres(both).toString(),
    },
    pairs: pairs.a.length,
    unchanged: pairs.unchanged,
    overlapped: {
      a: Array.from(pairs.overlappedA, (row) => groupA[row] ?? ''),
      b: Array.from(pairs.overlappedB, (row) => groupB[row] ?? ''),
    },
    rounding: {
      worstRest: pairs.worstRest,
      worstDifference: pairs.worstDifference,
      unclearEdges: pairs.unclearEdges,
    },
    seconds,
    findings: [findingsOf(readA, files.a), findingsOf(readB, files.b)].flat(),
  };
}

/** Ground that is not covered comes first. */
function inOrder(one: string | null, other: string | null): number {
  if (one === null || other === null) return Number(other === null) - Number(one === null);
  return compareText(one, other);
}

/** Legal area of all features together, in 0.01 m². */
export function totalOf(areas: Float64Array): string {
  let sum = 0n;
  for (const area of areas) sum += legalArea(area);
  return sum.toString();
}

/** The group of every feature: the value of a field, or what the feature is called. */
export function groupsOf(read: ReadLayer, field: string | undefined, file: string): string[] {
  return field === undefined ? featureIds(read.table) : fieldTexts(read.table, field, file);
}

async function hashed(app: App, { table }: ReadLayer) {
  return {
    polygons: table.polygons,
    crs: table.crs,
    ringHash: await app.overlays.hashes(table.polygons),
    legalArea: legalAreas(table.polygons, table.crs),
  };
}

/** What is wrong with the geometry of a file. */
export function findingsOf(read: ReadLayer, file: string): Finding[] {
  const ids = featureIds(read.table);
  return geometryFindings(read.faults, { file, layer: read.table.name }, (row) => ids[row] ?? '');
}
