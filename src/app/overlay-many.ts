/** 多层叠加 — area of every combination of groups of three or more layers. */
import { areaFromSquareMetres, compareText, type Finding, InputError, say } from '../base/index.ts';
import { readLayer } from '../engine/index.ts';
import { legalAreas, MOST_LAYERS, overlayManyLayers } from '../geo/index.ts';
import type { App } from './context.ts';
import { findingsOf, groupsOf, totalOf } from './overlay.ts';

/** One of the layers to overlay. */
export interface OverlayLayer {
  readonly path: string;
  /** Field that groups its features; undefined: every feature by itself. */
  readonly by?: string | undefined;
  readonly crs?: string | undefined;
}

/** What the command `overlay` prints for three or more layers. */
export interface OverlayManyReport {
  readonly units: { readonly area: '0.01 m2' };
  readonly files: readonly string[];
  /** `of` has one group a layer, in the order of the files; null is ground that the layer does not cover. */
  readonly groups: readonly { readonly of: readonly (string | null)[]; readonly area: string }[];
  /** Legal area of every layer, and the ground that all of them cover. */
  readonly total: { readonly layers: readonly string[]; readonly all: string };
  /** Per layer, the features that lie over others of the same layer: their ground counts once for each of them. */
  readonly overlapping: readonly (readonly string[])[];
  readonly seconds: { readonly read: number; readonly overlay: number };
  readonly findings: readonly Finding[];
}

/** Overlays 2 to 8 files by groups; InputError for any other number, or when a file or field is not there. */
export async function overlayManyFiles(
  app: App,
  files: readonly OverlayLayer[],
): Promise<OverlayManyReport> {
  refuseMany(files.length);
  const started = performance.now();
  app.progress(say('读取', 'reading'), 0, 0);
  const layers = [];
  for (const { path, by, crs } of files) {
    const read = await readLayer(app.gdal, path, crs === undefined ? {} : { crs });
    layers.push({ path, read, groups: groupsOf(read, by, path) });
  }
  const began = performance.now();
  const numbered = layers.map(({ groups }) => numberedGroups(groups));
  const found = await overlayManyLayers(
    layers.map(({ read: { table } }, i) => ({
      polygons: table.polygons,
      crs: table.crs,
      labels: numbered[i]!.labels,
    })),
    (done, total) => app.progress(say('叠加', 'overlay'), done, total),
    app.overlays,
  );
  const ended = performance.now();
  const rows = Array.from(found.area, (area, row) => {
    const faces = [...found.faces.subarray(row * found.layers, (row + 1) * found.layers)];
    return { faces, of: faces.map((face, i) => numbered[i]!.names[face] ?? null), area };
  });
  const all = rows.reduce((sum, { faces, area }) => (faces.includes(-1) ? sum : sum + area), 0);
  return {
    units: { area: '0.01 m2' },
    files: files.map(({ path }) => path),
    groups: rows
      .map(({ of, area }) => ({ of, area: areaFromSquareMetres(area).toString() }))
      .filter((group) => group.area !== '0')
      .sort(byNames),
    total: {
      layers: layers.map(({ read }) => totalOf(legalAreas(read.table.polygons, read.table.crs))),
      all: areaFromSquareMetres(all).toString(),
    },
    overlapping: layers.map(({ groups }, i) => {
      const rowsOver = new Set(found.overlaps[i]!.flatMap(({ one, other }) => [one, other]));
      return [...rowsOver].sort((p, q) => p - q).map((row) => groups[row] ?? '');
    }),
    seconds: { read: (began - started) / 1000, overlay: (ended - began) / 1000 },
    findings: layers.flatMap(({ read, path }) => findingsOf(read, path)),
  };
}

function refuseMany(count: number): void {
  if (count >= 2 && count <= MOST_LAYERS) return;
  throw new InputError(
    'layer-count',
    say(`给了 ${count} 个图层`, `${count} layers were given`),
    say(
      `一次叠加 2 到 ${MOST_LAYERS} 个图层；更多的请先合并或分几次叠加。`,
      `Overlay 2 to ${MOST_LAYERS} layers at once; join more of them first, or overlay them in turns.`,
    ),
    {},
  );
}

/** Groups numbered in the order in which they come up: the number of every feature, and the name of every number. */
function numberedGroups(groups: readonly string[]): {
  readonly labels: Int32Array;
  readonly names: readonly string[];
} {
  const numbers = new Map<string, number>();
  const labels = Int32Array.from(groups, (name) => {
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
  return { labels, names: [...numbers.keys()] };
}

type Group = OverlayManyReport['groups'][number];

/** By the group of the first layer, then the second …; what a layer does not cover comes first. */
function byNames(one: Group, other: Group): number {
  const differing = one.of.findIndex((name, i) => name !== other.of[i]);
  const [name, second] = [one.of[differing] ?? null, other.of[differing] ?? null];
  if (name === null || second === null) return Number(second === null) - Number(name === null);
  return compareText(name, second);
}
