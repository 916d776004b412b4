/**
 * Small ground for tests: rectangles near the central meridian of EPSG:4527, where a metre of the grid is a metre of the ground
 * to 1e-8, so that legal areas can be reckoned by hand.
 */
import { type Column, numberColumn, textColumn } from '../../base/index.ts';
import {
  type Crs,
  type FeatureTable,
  legalArea,
  legalAreas,
  parseCrs,
  type Polygons,
  polygonsFromRings,
} from '../../geo/index.ts';
import type { ParcelTable } from '../../land/index.ts';
import type { LayerKey } from '../../policy/index.ts';
import type { SiteInput } from '../ground-facts.ts';

export const CRS = parseCrs('EPSG:4527');
const [EAST, NORTH] = [39_500_000, 4_428_000];

type Ring = readonly (readonly [number, number])[];
/** A shell and its holes, in metres from the corner of the test. */
export type Shape = readonly Ring[];

/** A rectangle by its lower left corner, width and height. */
export function box(x: number, y: number, width: number, height: number): Shape {
  return [ring(x, y, width, height)];
}

/** A rectangle as a ring, e.g. of a hole. */
export function ring(x: number, y: number, width: number, height: number): Ring {
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
}

/** Shapes at their place. */
export function placed(shapes: readonly Shape[]): Polygons {
  return polygonsFromRings(
    shapes.map((rings) => rings.map((one) => one.map(([x, y]) => [EAST + x, NORTH + y] as const))),
  );
}

/** One parcel; ridges in 0.01 m². */
export interface TestParcel {
  readonly id: string;
  readonly landClass: string;
  readonly shape: Shape;
  readonly ridge?: number;
  readonly village?: string;
  readonly text?: Readonly<Record<string, string>>;
  readonly grade?: number;
}

/** A survey whose parcels have their computed areas. */
export function survey(parcels: readonly TestParcel[], year = 2025): ParcelTable {
  const polygons = placed(parcels.map(({ shape }) => shape));
  const computedArea = legalAreas(polygons, CRS);
  const texts = [...new Set(parcels.flatMap(({ text }) => Object.keys(text ?? {})))];
  return {
    region: '990101',
    year,
    scheme: 'TD1055',
    crs: CRS,
    polygons,
    ringHash: new BigUint64Array(parcels.length),
    computedArea,
    id: textColumn(parcels.map(({ id }) => id)),
    landClass: textColumn(parcels.map(({ landClass }) => landClass)),
    parcelArea: BigInt64Array.from(computedArea, legalArea),
    ridgeArea: BigInt64Array.from(parcels, ({ ridge }) => BigInt(ridge ?? 0)),
    areaSource: 'filed',
    attributes: new Map<string, Column>([
      [
        'locationUnit',
        textColumn(parcels.map(({ village }) => `${village ?? '990101100200'}0000000`)),
      ],
      ['qualityGrade', numberColumn(parcels.map(({ grade }) => grade ?? null))],
      ...texts.map(
        (name) => [name, textColumn(parcels.map(({ text }) => text?.[name] ?? null))] as const,
      ),
    ]),
  };
}

/** A layer with one column of texts. */
export function layer(
  shapes: readonly Shape[],
  field = 'MC',
  values: readonly (string | null)[] = shapes.map(() => null),
  crs: Crs = CRS,
): FeatureTable {
  return {
    name: 'LAYER',
    polygons: placed(shapes),
    crs,
    columns: new Map([[field, textColumn(values)]]),
  };
}

/** A site of some shapes over a survey and layers of the day 2025-12-31. */
export function siteInput(
  shapes: readonly Shape[],
  parcels: ParcelTable,
  layers: Readonly<Partial<Record<LayerKey, FeatureTable>>> = {},
): SiteInput {
  return {
    ground: { polygons: placed(shapes), crs: CRS },
    parcels,
    layers: new Map(
      Object.entries(layers).map(([key, table]) => [
        key as LayerKey,
        { table, day: '2025-12-31', source: `l-${key}` },
      ]),
    ),
    region: '990101',
    day: '2026-03-17',
    survey: { id: 's-1', year: 2025 },
    use: 'permanent',
    answers: {},
    county: { lastYearGrade: null, allotmentArea: null, usedArea: null },
  };
}
