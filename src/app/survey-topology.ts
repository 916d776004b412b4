/** 拓扑检查 of a survey: its parcels among themselves, and against the layers XZQ, CJDCQ and a neighbouring county. */
import { type Finding, textAt } from '../base/index.ts';
import type { ReadLayer } from '../engine/index.ts';
import { coverageFaults, type FeatureTable, reproject, type Polygons } from '../geo/index.ts';
import {
  homelessParcels,
  type Homeless,
  idReader,
  missingLayers,
  type ParcelTable,
  shapeFindings,
  textReader,
  topologyFindings,
} from '../land/index.ts';
import type { TopologyLimits } from '../policy/index.ts';

/** Digits of a village in its code of 19. */
const VILLAGE = 12;

/** Layers that lie beside the parcels, by name; each is used when it is there. */
export interface TopologyLayers {
  readonly zones: ReadonlyMap<string, Pick<ReadLayer, 'table'>>;
  /** Parcels or boundary of neighbouring counties. */
  readonly neighbour?: FeatureTable | undefined;
}

/** Every fault of shapes and between parcels as a finding, after what could not be looked at. */
export function surveyTopology(
  parcels: ParcelTable,
  layers: TopologyLayers,
  limits: TopologyLimits,
  place: { readonly file: string; readonly layer: string },
): Finding[] {
  const county = layers.zones.get('XZQ')?.table;
  const villages = villagesOf(parcels, layers.zones.get('CJDCQ')?.table);
  const inSystem = (table: FeatureTable): Polygons =>
    reproject(table.polygons, table.crs, parcels.crs);
  const faults = coverageFaults(parcels.polygons, parcels.crs, {
    tolerance: limits.areaTolerance,
    junctionTolerance: limits.junctionTolerance,
    ...(county === undefined ? {} : { county: inSystem(county) }),
    ...(villages === null ? {} : { villages }),
    ...(layers.neighbour === undefined ? {} : { neighbour: inSystem(layers.neighbour) }),
  });
  const given = {
    county: county !== undefined,
    villages: villages !== null,
    settlements: false,
    neighbour: layers.neighbour !== undefined,
  };
  return [
    ...missingLayers(given, place),
    ...(villages === null ? [] : homelessParcels(homelessOf(parcels, villages.ofParcel), place)),
    ...shapeFindings(parcels, limits, place),
    ...topologyFindings(faults, place, idReader(parcels)),
  ];
}

/** Parcels with a shape whose village has no polygon. */
function homelessOf(parcels: ParcelTable, ofParcel: Int32Array): Homeless {
  const { featureStart } = parcels.polygons;
  let [count, feature] = [0, -1];
  ofParcel.forEach((village, row) => {
    if (village >= 0 || featureStart[row] === featureStart[row + 1]) return;
    count++;
    if (feature < 0) feature = row;
  });
  return feature < 0
    ? { count, feature, id: '', village: '' }
    : {
        count,
        feature,
        id: idReader(parcels)(feature),
        village: textReader(parcels, 'locationUnit')(feature),
      };
}

/** Villages by number, of the polygons and of the parcels; a parcel of a village that has no polygon is not compared. */
function villagesOf(parcels: ParcelTable, table: FeatureTable | undefined) {
  const column =
    table === undefined
      ? undefined
      : ['ZLDWDM', 'CJDCQDM', 'XZQDM']
          .map((field) => [...table.columns].find(([name]) => name.toUpperCase() === field)?.[1])
          .find((found) => found !== undefined);
  if (table === undefined || column?.kind !== 'text') return null;
  const numbers = new Map<string, number>();
  const village = Int32Array.from(column.codes, (_, row) => {
    const code = (textAt(column, row) ?? '').slice(0, VILLAGE);
    if (code.length < VILLAGE) return -1;
    const number = numbers.get(code) ?? numbers.size;
    numbers.set(code, number);
    return number;
  });
  const unit = textReader(parcels, 'locationUnit');
  const ofParcel = Int32Array.from(
    parcels.parcelArea,
    (_, row) => numbers.get(unit(row).slice(0, VILLAGE)) ?? -1,
  );
  return { polygons: reproject(table.polygons, table.crs, parcels.crs), village, ofParcel };
}
