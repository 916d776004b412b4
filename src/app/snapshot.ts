/**
 * 快照 — a survey as it is stored: parcels in Hilbert order as GeoParquet, named by the hash of their canonical rows. The
 * same survey gives the same id whatever file, format, ring start or row order it came in.
 */
import { createHash } from 'node:crypto';
import { type Column, type Counter, InputError, say, type SecrecyLevel } from '../base/index.ts';
import { type GeoParquetContents, readGeoParquet, writeGeoParquet } from '../formats/index.ts';
import {
  boundsOf,
  featureBounds,
  hilbertKeys,
  parseCrs,
  ringHashes,
  takeFeatures,
} from '../geo/index.ts';
import type { LandClassScheme, ParcelTable } from '../land/index.ts';
import {
  hashColumns,
  hashShapes,
  hashText,
  hashValues,
  systemKey,
  takeColumn,
  takeNumbers,
  takeText,
} from './stored-rows.ts';

/** An administrative outline for maps, in the coordinates of the survey, rounded to about a metre. */
export interface ZoneOutline {
  readonly code: string;
  readonly level: 'county' | 'town' | 'village';
  /** x, y, x, y … */
  readonly rings: readonly (readonly number[])[];
}

/** What the layers of administrative units say: names, control areas (0.01 m², as text) and outlines. */
export interface ZoneFacts {
  readonly names: Readonly<Record<string, string>>;
  readonly controlAreas: Readonly<Record<string, string>>;
  readonly outlines: readonly ZoneOutline[];
}

/** A survey with what is known of its administrative units. */
export interface Survey {
  readonly parcels: ParcelTable;
  readonly zones: ZoneFacts;
}

interface Facts {
  readonly kind: 'survey';
  /** 1 had hashes of another kind. */
  readonly version: 1 | 2;
  readonly region: string;
  readonly year: number;
  readonly scheme: LandClassScheme;
  readonly areaSource: 'filed' | 'computed';
  readonly crs: string;
  readonly secrecy: SecrecyLevel;
  readonly zones: ZoneFacts;
}

/** A snapshot ready to be stored; `survey` has the order of the stored rows. */
export interface PackedSurvey {
  readonly id: string;
  readonly survey: Survey;
  /** The file; it carries its 密级 wherever it is copied to. */
  bytes(secrecy: SecrecyLevel, count?: Counter): Uint8Array;
}

/** Sorts, hashes and (on demand) encodes a survey. */
export function packSurvey(survey: Survey): PackedSurvey {
  const parcels = sorted(survey.parcels);
  const packed = { parcels, zones: survey.zones };
  return {
    id: snapshotId(packed),
    survey: packed,
    bytes: (secrecy, count) => encode(packed, secrecy, count),
  };
}

function sorted(parcels: ParcelTable): ParcelTable {
  const { polygons } = parcels;
  const keys = hilbertKeys(featureBounds(polygons), boundsOf(polygons));
  const ids = parcels.id.dictionary;
  const hashes = parcels.ringHash;
  const codes = parcels.id.codes;
  const order = Uint32Array.from({ length: keys.length }, (_, i) => i).sort((p, q) => {
    if (keys[p] !== keys[q]) return keys[p]! - keys[q]!;
    const [one, other] = [
      codes[p]! < 0 ? '' : ids[codes[p]!]!,
      codes[q]! < 0 ? '' : ids[codes[q]!]!,
    ];
    if (one !== other) return one < other ? -1 : 1;
    return hashes[p]! < hashes[q]! ? -1 : hashes[p]! > hashes[q]! ? 1 : p - q;
  });
  return {
    ...parcels,
    polygons: takeFeatures(polygons, order),
    ringHash: BigUint64Array.from(order, (i) => parcels.ringHash[i]!),
    computedArea: takeNumbers(parcels.computedArea, order),
    parcelArea: BigInt64Array.from(order, (i) => parcels.parcelArea[i]!),
    ridgeArea: BigInt64Array.from(order, (i) => parcels.ridgeArea[i]!),
    id: takeText(parcels.id, order),
    landClass: takeText(parcels.landClass, order),
    attributes: new Map(
      [...parcels.attributes].map(([name, column]) => [name, takeColumn(column, order)] as const),
    ),
  };
}

/** `s-` and 16 hex digits of SHA-256 over geometry, areas and attributes in the order of the rows. */
function snapshotId({ parcels, zones }: Survey): string {
  const hash = createHash('sha256');
  const { polygons } = parcels;
  hash.update(
    JSON.stringify([
      2,
      parcels.region,
      parcels.year,
      parcels.scheme,
      parcels.areaSource,
      systemKey(parcels.crs),
      zones,
    ]),
  );
  hashShapes(hash, polygons);
  for (const values of [parcels.parcelArea, parcels.ridgeArea]) hashValues(hash, values);
  hashText(hash, parcels.id);
  hashText(hash, parcels.landClass);
  hashColumns(hash, parcels.attributes);
  return `s-${hash.digest('hex').slice(0, 16)}`;
}

function encode(
  { parcels, zones }: Survey,
  secrecy: SecrecyLevel,
  count: Counter | undefined,
): Uint8Array {
  const facts: Facts = {
    kind: 'survey',
    version: 2,
    region: parcels.region,
    year: parcels.year,
    scheme: parcels.scheme,
    areaSource: parcels.areaSource,
    crs: parcels.crs.definition,
    secrecy,
    zones,
  };
  const columns = new Map<string, Column>([
    ['id', parcels.id],
    ['landClass', parcels.landClass],
    ['computedArea', { kind: 'number', values: parcels.computedArea }],
    ...parcels.attributes,
  ]);
  return writeGeoParquet(
    { name: 'parcels', polygons: parcels.polygons, crs: parcels.crs, columns },
    {
      legalParcelArea: parcels.parcelArea,
      legalRidgeArea: parcels.ridgeArea,
      ringHash: parcels.ringHash,
    },
    facts,
    count,
  );
}

/** Reads a stored snapshot; InputError when the file is not one. */
export async function readSnapshot(path: string): Promise<Survey> {
  return surveyOf(await readGeoParquet(path), path);
}

/** The survey, or the part of it that was read from its file; InputError when the file is not a snapshot. */
export function surveyOf(
  { table, integers, facts }: Pick<GeoParquetContents, 'table' | 'integers' | 'facts'>,
  path: string,
): Survey {
  const known = facts as Partial<Facts> | undefined;
  const id = table.columns.get('id');
  const landClass = table.columns.get('landClass');
  const computed = table.columns.get('computedArea');
  const { legalParcelArea, legalRidgeArea, ringHash } = integers;
  if (
    known?.kind !== 'survey' ||
    (known.version !== 1 && known.version !== 2) ||
    id?.kind !== 'text' ||
    landClass?.kind !== 'text' ||
    computed?.kind !== 'number' ||
    !legalParcelArea ||
    !legalRidgeArea ||
    !ringHash
  ) {
    throw new InputError(
      'not-a-snapshot',
      say('快照文件不是本程序写的，或已损坏', 'The snapshot file is not ours or is damaged'),
      say('请重新导入该年调查数据。', 'Import the survey of that year again.'),
      { file: path },
    );
  }
  const attributes = new Map(table.columns);
  for (const name of ['id', 'landClass', 'computedArea']) attributes.delete(name);
  const { region, year, scheme, areaSource, crs, zones } = known as Facts;
  return {
    parcels: {
      region,
      year,
      scheme,
      crs: parseCrs(crs),
      polygons: table.polygons,
      ringHash:
        known.version === 1
          ? ringHashes(table.polygons)
          : new BigUint64Array(ringHash.buffer, ringHash.byteOffset, ringHash.length),
      computedArea: computed.values,
      id,
      landClass,
      parcelArea: legalParcelArea,
      ridgeArea: legalRidgeArea,
      areaSource,
      attributes,
    },
    zones,
  };
}
