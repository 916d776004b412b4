/** Layers that a site check and a ground check look at beside those of a settlement, and how they become layers of a file. */
import { numberColumn, textColumn } from '../base/index.ts';
import type { FeatureTable } from '../geo/index.ts';
import {
  blackSoil,
  channels,
  planned,
  registered,
  reserve,
  waterSources,
} from './constraints-plans.ts';
import { zones } from './constraints-zones.ts';
import type { Plot } from './county.ts';
import { type Footprint, footprintShapes } from './footprints.ts';
import type { GroundCells } from './ground-cells.ts';
import { bsm, table } from './layers.ts';
import type { Lattice } from './lattice.ts';

/** A feature of a standing layer: its ground, and its fields beside BSM. */
export type StandingFeature = Footprint & {
  readonly fields: Readonly<Record<string, string | number>>;
};

/** A layer by its key in files; every feature has the same fields. */
export interface StandingLayer {
  readonly key: string;
  readonly features: readonly StandingFeature[];
}

/** All standing layers; `areaOf` is the filed area of a parcel in 0.01 m². */
export function standingLayers(
  cells: GroundCells,
  areaOf: (plot: Plot) => bigint,
): StandingLayer[] {
  return [
    reserve(cells),
    planned(cells),
    blackSoil(cells),
    waterSources(cells),
    channels(cells),
    ...zones(cells),
    registered(cells, areaOf),
  ];
}

/** First number of the identifiers of standing layers; each layer has so many. */
const FIRST_SERIAL = 20_000_000;
const SERIALS = 1_000_000;

/** The layers as tables in the order given. */
export function standingTables(ground: Lattice, layers: readonly StandingLayer[]): FeatureTable[] {
  return layers.map(({ key, features }, n) => {
    const names = Object.keys(features[0]?.fields ?? {});
    return table(key, footprintShapes(ground, features), [
      {
        name: 'BSM',
        column: textColumn(features.map((_, i) => bsm(FIRST_SERIAL + n * SERIALS + i))),
      },
      ...names.map((name) => {
        const values = features.map(({ fields }) => fields[name] ?? null);
        return {
          name,
          column: values.some((value) => typeof value === 'number')
            ? numberColumn(values.map((value) => (typeof value === 'number' ? value : null)))
            : textColumn(values.map((value) => (value === null ? null : String(value)))),
        };
      }),
    ]);
  });
}
