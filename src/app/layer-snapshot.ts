/**
 * 图层快照 — a constraint layer as it is stored: features in Hilbert order as GeoParquet, named by the hash of what it is and of
 * its rows. The same layer of the same day gives the same id whatever file, ring start or row order it came in.
 */
import { createHash } from 'node:crypto';
import { type CalendarDate, InputError, rowValues, say, type SecrecyLevel } from '../base/index.ts';
import { type GeoParquetHead, writeGeoParquet } from '../formats/index.ts';
import {
  boundsOf,
  type Crs,
  featureBounds,
  featureCount,
  type FeatureTable,
  hilbertKeys,
  parseCrs,
  ringHashes,
  takeFeatures,
} from '../geo/index.ts';
import type { LayerKey } from '../policy/index.ts';
import type { LayerRow } from '../storage/index.ts';
import { hashColumns, hashShapes, systemKey, takeColumn } from './stored-rows.ts';

/** What a layer is, beside its rows. */
export interface LayerFacts {
  readonly kind: LayerKey;
  /** Code of the county, city or province that it covers, six digits. */
  readonly region: string;
  /** 数据时点. */
  readonly day: CalendarDate;
}

interface StoredFacts extends LayerFacts {
  readonly content: 'layer';
  readonly version: 1;
  readonly crs: string;
  readonly secrecy: SecrecyLevel;
}

/** A layer ready to be stored. */
export interface PackedLayer {
  readonly id: string;
  /** The file; it carries its 密级 wherever it is copied to. */
  bytes(secrecy: SecrecyLevel): Uint8Array;
}

/** Sorts, hashes and (on demand) encodes a layer, every feature of which has a shape. */
export function packLayer(facts: LayerFacts, layer: FeatureTable): PackedLayer {
  const table = sorted(layer);
  return {
    id: layerId(facts, table),
    bytes: (secrecy) => {
      const stored: StoredFacts = {
        content: 'layer',
        version: 1,
        ...facts,
        crs: table.crs.definition,
        secrecy,
      };
      return writeGeoParquet(table, {}, stored);
    },
  };
}

/** By place; features in one place by their shapes, and those of one shape by what stands in their rows. */
function sorted(table: FeatureTable): FeatureTable {
  const { polygons, columns } = table;
  const keys = hilbertKeys(featureBounds(polygons), boundsOf(polygons));
  const hashes = ringHashes(polygons);
  const names = [...columns.keys()].sort();
  const textOf = (row: number): string =>
    JSON.stringify(rowValues(new Map(names.map((name) => [name, columns.get(name)!])), row));
  const order = Uint32Array.from({ length: keys.length }, (_, i) => i).sort((p, q) => {
    if (keys[p] !== keys[q]) return keys[p]! - keys[q]!;
    if (hashes[p] !== hashes[q]) return hashes[p]! < hashes[q]! ? -1 : 1;
    const [one, other] = [textOf(p), textOf(q)];
    return one < other ? -1 : one > other ? 1 : p - q;
  });
  return {
    ...table,
    polygons: takeFeatures(polygons, order),
    columns: new Map([...columns].map(([name, column]) => [name, takeColumn(column, order)])),
  };
}

/** `l-` and 16 hex digits of SHA-256 over what the layer is, its shapes and its attributes. */
function layerId(
  { kind, region, day }: LayerFacts,
  { polygons, columns, crs }: FeatureTable,
): string {
  const hash = createHash('sha256');
  const system = featureCount(polygons) === 0 ? null : systemKey(crs);
  hash.update(JSON.stringify([1, kind, region, day, system]));
  hashShapes(hash, polygons);
  hashColumns(hash, columns);
  return `l-${hash.digest('hex').slice(0, 16)}`;
}

/** The reference system that a stored file names; InputError when the file is not the one of this layer. */
export function systemOfLayer(head: GeoParquetHead, row: LayerRow, file: string): Crs {
  const facts = head.facts as Partial<StoredFacts> | undefined;
  if (facts?.content === 'layer' && facts.kind === row.kind && facts.crs !== undefined)
    return parseCrs(facts.crs);
  throw new InputError(
    'not-a-layer',
    say('图层快照文件不是本程序写的，或已损坏', 'The file of the layer is not ours or is damaged'),
    say('请重新导入该图层。', 'Import the layer again.'),
    { file },
  );
}
