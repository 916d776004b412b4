/**
 * 约束图层 — the layers that a settlement looks at beside the two surveys: protected ground, temporary land, approvals,
 * permanent basic farmland, documents, and what last year's settlement left.
 */
import { InputError, rowValues, say, textAt } from '../base/index.ts';
import { type ReadLayer, readNamedLayers, sourceSha256 } from '../engine/index.ts';
import {
  boundsOf,
  type Crs,
  equalAreaPlane,
  type FeatureTable,
  featureCount,
  GRID_UNIT_AREA,
  legalArea,
  legalAreas,
  overlayLayers,
  type OverlayMachine,
  type Polygons,
  projectToPlane,
  ringHashes,
} from '../geo/index.ts';
import {
  type EvidenceRecord,
  evidenceRows,
  type LayerShare,
  type ParcelTable,
  type ProcessRecord,
  processRows,
  type RecordRows,
} from '../land/index.ts';
import { classReader, isCultivated } from '../land/index.ts';
import type { App } from './context.ts';

/** Layers whose shares over changed pieces count. */
const SHARE_LAYERS = ['LSYD', 'APPROVAL', 'STBHHX', 'ZRBHD'] as const;
const ALL_LAYERS = [
  ...SHARE_LAYERS,
  'PZWJSTD',
  'YJJBNTTB',
  'EVIDENCE',
  'LASTYEAR',
  'DLTBGXGC',
] as const;

const TITLES: Record<(typeof ALL_LAYERS)[number], string> = {
  LSYD: '临时用地',
  APPROVAL: '建设用地批文范围',
  STBHHX: '生态保护红线',
  ZRBHD: '自然保护地',
  PZWJSTD: '批准未建设土地',
  YJJBNTTB: '永久基本农田图斑',
  EVIDENCE: '证据记录',
  LASTYEAR: '上年度结算结果',
  DLTBGXGC: '地类图斑更新过程',
};

/** The layers of one file or folder. */
export interface ConstraintLayers {
  readonly sha256: string;
  readonly found: ReadonlyMap<string, FeatureTable>;
  readonly list: readonly { kind: string; title: string; features: number }[];
}

/** No layers were given. */
export const NO_LAYERS: ConstraintLayers = { sha256: '', found: new Map(), list: [] };

/** Reads those layers of a file that are known; InputError when the file cannot be read. */
export async function readConstraints(app: App, path: string): Promise<ConstraintLayers> {
  const step = say('读取约束图层', 'reading layers');
  app.progress(step, 0, 0);
  const layers: Map<string, ReadLayer> = await readNamedLayers(app.gdal, path, ALL_LAYERS, {
    progress: (_, done, total) => app.progress(step, done, total),
  });
  const found = new Map([...layers].map(([name, layer]) => [name, layer.table] as const));
  if (found.size === 0) {
    const known = Object.entries(TITLES).map(([name, title]) => `${name} ${title}`);
    throw new InputError(
      'no-known-layer',
      say('里面没有认识的约束图层', 'There is no constraint layer in it that is known'),
      say(
        `图层要叫这些名字之一：${known.join('、')}。没有约束图层就不要给 --layers。`,
        `A layer must have one of these names: ${Object.keys(TITLES).join(', ')}. Without any, leave --layers out.`,
      ),
      { file: path },
    );
  }
  return {
    sha256: await sourceSha256(path),
    found,
    list: layerList(found),
  };
}

/** What a settlement says of the layers that it looked at. */
export function layerList(found: ConstraintLayers['found']): ConstraintLayers['list'] {
  return [...found].map(([kind, table]) => ({
    kind,
    title: TITLES[kind as keyof typeof TITLES],
    features: featureCount(table.polygons),
  }));
}

/** Shares of the layers over the pieces. `pairOf[k]` is the pair that shape k belongs to. */
export async function layerShares(
  machine: OverlayMachine,
  layers: ConstraintLayers,
  shapes: Polygons,
  crs: Crs,
  pairOf: Uint32Array,
): Promise<LayerShare[]> {
  const shares: LayerShare[] = [];
  if (pairOf.length === 0) return shares;
  const plane = equalAreaPlane(crs, boundsOf(shapes));
  const pieces = projectToPlane(shapes, crs, plane);
  const areas = planeAreas(pieces);
  for (const name of SHARE_LAYERS) {
    const table = layers.found.get(name);
    if (!table) continue;
    const projected = projectToPlane(table.polygons, table.crs, {
      ...plane,
      ellipsoid: table.crs.ellipsoid,
    });
    const pairs = await machine.overlay({ polygons: pieces }, { polygons: projected });
    for (let i = 0; i < pairs.a.length; i++) {
      const [piece, feature] = [pairs.a[i]!, pairs.b[i]!];
      if (piece < 0 || feature < 0 || !(areas[piece]! > 0)) continue;
      const share = pairs.area[i]! / areas[piece]!;
      // Less than half a legal unit is a touching border.
      if (pairs.area[i]! * GRID_UNIT_AREA < 0.005) continue;
      shares.push({
        pair: pairOf[piece]!,
        layer: name,
        share: share > 1 - 1e-9 ? 1 : share,
        attributes: rowValues(table.columns, feature),
      });
    }
  }
  return shares;
}

function planeAreas(polygons: Polygons): Float64Array {
  const { x, y, ringStart, featureStart } = polygons;
  const areas = new Float64Array(featureCount(polygons));
  for (let f = 0; f < areas.length; f++) {
    for (let ring = featureStart[f]!; ring < featureStart[f + 1]!; ring++) {
      const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
      const [ox, oy] = [x[start]!, y[start]!];
      for (let i = start; i < end; i++) {
        const j = i + 1 === end ? start : i + 1;
        areas[f]! += ((x[i]! - ox) * (y[j]! - oy) - (x[j]! - ox) * (y[i]! - oy)) / 2;
      }
    }
  }
  return areas;
}

/** 证据记录 of the layer EVIDENCE, and the rows that are none. */
export function evidenceRecords(layers: ConstraintLayers): RecordRows<EvidenceRecord> {
  return evidenceRows(rowsOf(layers, 'EVIDENCE'));
}

/** 更新过程 of the layer DLTBGXGC, and the rows that are none. */
export function processRecords(layers: ConstraintLayers): RecordRows<ProcessRecord> {
  return processRows(rowsOf(layers, 'DLTBGXGC'));
}

/** 批而未建 — area and patches of the layer PZWJSTD; null when neither it nor APPROVAL was given. */
export function approvedNotBuilt(
  layers: ConstraintLayers,
): { readonly area: number; readonly parcels: readonly string[] } | null {
  const table = layers.found.get('PZWJSTD');
  if (!table) return layers.found.has('APPROVAL') ? { area: 0, parcels: [] } : null;
  let area = 0n;
  for (const one of legalAreas(table.polygons, table.crs)) area += legalArea(one);
  return {
    area: Number(area),
    parcels: rowsOf(layers, 'PZWJSTD').map((row, i) => String(row['BSM'] ?? row['TBBH'] ?? i + 1)),
  };
}

/**
 * What the layer LASTYEAR says of the year before: PJDJ is the average grade of land taken for construction. An empty
 * value says nothing; that nothing was occupied is known from last year's settlement alone.
 */
export function lastYearGrade(layers: ConstraintLayers): number | undefined {
  const said = rowsOf(layers, 'LASTYEAR')[0]?.['PJDJ'];
  const shown = said === undefined || said === null ? '' : String(said).trim();
  if (shown === '' || shown === 'NaN') return undefined;
  const grade = Number(shown);
  if (grade >= 1 && grade <= 10) return grade;
  throw new InputError(
    'bad-grade',
    say(
      `上年度平均等级“${shown}”不是 1–10 的数`,
      `Last year's average grade “${shown}” is no number from 1 to 10`,
    ),
    say(
      '请改正图层 LASTYEAR 的 PJDJ；不知道时留空。',
      'Correct PJDJ of the layer LASTYEAR; leave it empty when it is not known.',
    ),
    { layer: 'LASTYEAR', feature: 0, field: 'PJDJ' },
  );
}

function rowsOf(layers: ConstraintLayers, name: string): Record<string, string | number | null>[] {
  const table = layers.found.get(name);
  return table ? tableRows(table) : [];
}

/** The attributes of every feature of a layer, by the upper-case names of its fields. */
export function tableRows(table: FeatureTable): Record<string, string | number | null>[] {
  return Array.from({ length: featureCount(table.polygons) }, (_, row) =>
    rowValues(table.columns, row),
  );
}

/** What permanent basic farmland says of each cultivated parcel (WDGD): 1 stable, 0 not, −1 nothing; by the larger part. */
export async function stableByPermanent(
  machine: OverlayMachine,
  layers: ConstraintLayers,
  parcels: ParcelTable,
): Promise<Int8Array | null> {
  const table = layers.found.get('YJJBNTTB');
  const said = table && [...table.columns].find(([name]) => name.toUpperCase() === 'WDGD')?.[1];
  if (!table || said?.kind !== 'text') return null;
  const classOf = classReader(parcels);
  const pairs = await overlayLayers(
    {
      polygons: parcels.polygons,
      crs: parcels.crs,
      ringHash: parcels.ringHash,
      legalArea: parcels.computedArea,
    },
    {
      polygons: table.polygons,
      crs: table.crs,
      ringHash: ringHashes(table.polygons),
      legalArea: legalAreas(table.polygons, table.crs),
    },
    undefined,
    machine,
  );
  const override = new Int8Array(parcels.parcelArea.length).fill(-1);
  for (let i = 0; i < pairs.a.length; i++) {
    const [parcel, feature] = [pairs.a[i]!, pairs.b[i]!];
    if (parcel < 0 || feature < 0 || !isCultivated(classOf(parcel))) continue;
    if (pairs.area[i]! * 2 < parcels.computedArea[parcel]!) continue;
    const word = textAt(said, feature);
    if (word === '是' || word === '1') override[parcel] = 1;
    else if (word === '否' || word === '0') override[parcel] = 0;
  }
  return override;
}
