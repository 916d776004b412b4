/** 拓扑检查 of a survey: its parcels among themselves, and against the layers beside them and a neighbouring county. */
import type { Finding } from '../base/index.ts';
import type { ReadLayer } from '../engine/index.ts';
import { coverageFaults, type FeatureTable, reproject } from '../geo/index.ts';
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
import type { RuleSet } from '../policy/index.ts';
import { layersInSystem, zoneTopology } from './survey-zones.ts';

/** Layers that lie beside the parcels, by name; each is used when it is there. */
export interface TopologyLayers {
  readonly zones: ReadonlyMap<string, Pick<ReadLayer, 'table'>>;
  /** Whether they state the area of any unit. */
  readonly haveControlAreas: boolean;
  /** Parcels or boundary of neighbouring counties. */
  readonly neighbour?: FeatureTable | undefined;
}

/** Every fault of shapes and between parcels as a finding, after what could not be looked at. */
export function surveyTopology(
  parcels: ParcelTable,
  { zones, haveControlAreas, neighbour }: TopologyLayers,
  { values, standing }: Pick<RuleSet, 'values' | 'standing'>,
  place: { readonly file: string; readonly layer: string },
): Finding[] {
  const beside = layersInSystem(parcels, zones);
  const { units, villages, settlements } = beside;
  const { topologyLimits: limits, smallestMappedArea: areas } = values;
  const { confidence } = standing.smallestMappedArea;
  const faults = coverageFaults(parcels.polygons, parcels.crs, {
    tolerance: limits.areaTolerance,
    junctionTolerance: limits.junctionTolerance,
    ...(units === null ? {} : { county: units.polygons }),
    ...(villages === null
      ? {}
      : {
          villages: {
            polygons: villages.polygons,
            village: villages.unit,
            ofParcel: villages.ofParcel,
          },
        }),
    ...(neighbour === undefined
      ? {}
      : { neighbour: reproject(neighbour.polygons, neighbour.crs, parcels.crs) }),
  });
  const given = {
    county: units !== null,
    villages: villages !== null,
    controlAreas: haveControlAreas,
    settlements: settlements !== null,
    neighbour: neighbour !== undefined,
  };
  return [
    ...missingLayers(given, place),
    ...(villages === null ? [] : homelessParcels(homelessOf(parcels, villages.ofParcel), place)),
    ...shapeFindings(parcels, limits, { areas, confidence }, place),
    ...topologyFindings(faults, place, idReader(parcels)),
    ...zoneTopology(parcels, beside, limits, place.file),
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
