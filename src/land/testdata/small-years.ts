/** Small years for tests: parcels and overlays as plain lists, without geometry. */
import { type Column, numberColumn, textColumn } from '../../base/index.ts';
import { parseCrs, polygonsFromRings } from '../../geo/index.ts';
import { ruleSetAt } from '../../policy/index.ts';
import type { ParcelTable } from '../survey.ts';
import type { YearInput } from '../year.ts';

const CRS = parseCrs('EPSG:4527');
const EMPTY = polygonsFromRings([]);

/** One parcel: area and ridges in 0.01 m². */
export interface Parcel {
  readonly id: string;
  readonly landClass: string;
  readonly area: number;
  readonly ridge?: number;
  readonly village?: string;
  readonly slope?: string;
  /** Further attributes by our name. */
  readonly text?: Readonly<Record<string, string>>;
  readonly number?: Readonly<Record<string, number>>;
}

/** A survey without geometry: the overlay is given as areas. */
export function survey(year: number, parcels: readonly Parcel[]): ParcelTable {
  return {
    region: '990101',
    year,
    scheme: 'TD1055',
    crs: CRS,
    polygons: EMPTY,
    ringHash: new BigUint64Array(parcels.length),
    computedArea: Float64Array.from(parcels, (p) => p.area / 100),
    id: textColumn(parcels.map((p) => p.id)),
    landClass: textColumn(parcels.map((p) => p.landClass)),
    parcelArea: BigInt64Array.from(parcels, (p) => BigInt(p.area)),
    ridgeArea: BigInt64Array.from(parcels, (p) => BigInt(p.ridge ?? 0)),
    areaSource: 'filed',
    attributes: new Map<string, Column>([
      ['locationUnit', textColumn(parcels.map((p) => `${p.village ?? '990101100200'}0000000`))],
      ['slopeLevel', textColumn(parcels.map((p) => p.slope ?? '1'))],
      ...names(parcels, 'text').map(
        (name) => [name, textColumn(parcels.map((p) => p.text?.[name] ?? null))] as const,
      ),
      ...names(parcels, 'number').map(
        (name) => [name, numberColumn(parcels.map((p) => p.number?.[name] ?? null))] as const,
      ),
    ]),
  };
}

/** The input of a settlement; links are (before, after, m²), −1 is outside. */
export function input(
  before: ParcelTable,
  after: ParcelTable,
  pairs: readonly (readonly [number, number, number])[],
  rest: Partial<YearInput> = {},
): YearInput {
  const of = (table: ParcelTable) => ({
    snapshot: `s-${table.year}`,
    title: '清源县',
    year: table.year,
    parcels: table.parcelArea.length,
    area: String(table.parcelArea.reduce((sum, area) => sum + area, 0n)),
    secrecy: 'work-secret' as const,
  });
  const sorted = [...pairs].sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  return {
    region: '990101',
    regionName: '清源县',
    level: 'county',
    year: after.year,
    stage: 'county-reported',
    secrecy: 'work-secret',
    before,
    after,
    inputs: { before: of(before), after: of(after) },
    pairs: {
      a: Int32Array.from(sorted, (p) => p[0]),
      b: Int32Array.from(sorted, (p) => p[1]),
      area: Float64Array.from(sorted, (p) => p[2]),
    },
    shares: [],
    evidence: [],
    approvedNotBuilt: null,
    rules: ruleSetAt(`${after.year}-12-31`),
    zoneNames: new Map(),
    controlArea: { before: null, after: null },
    lastYear: { closing: null, nonAgriculturalGradeAverage: undefined },
    layers: ['STBHHX', 'ZRBHD', 'LSYD', 'APPROVAL', 'YJJBNTTB'].map((kind) => ({
      kind,
      title: kind,
      features: 0,
    })),
    findings: [],
    unchangedParcels: 0,
    worstParcelDifference: 0,
    engine: 'test',
    ...rest,
  };
}

function names(parcels: readonly Parcel[], kind: 'text' | 'number'): string[] {
  return [...new Set(parcels.flatMap((p) => Object.keys(p[kind] ?? {})))];
}
