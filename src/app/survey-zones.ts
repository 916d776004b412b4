/**
 * 行政区、村级调查区与城镇村 — the layers beside the parcels in their system, with the unit that each feature belongs to, and
 * what is wrong between them: T2-zone and T2-settlement.
 */
import type { Finding } from '../base/index.ts';
import type { ReadLayer } from '../engine/index.ts';
import {
  type CoverageFault,
  coverageFaults,
  coveringFeatures,
  type Crs,
  type FeatureTable,
  featureCount,
  innerPoint,
  looseBorders,
  type Polygons,
  reproject,
} from '../geo/index.ts';
import {
  looseBorderFindings,
  OF_SETTLEMENTS,
  OF_VILLAGES,
  type ParcelTable,
  textReader,
  topologyFindings,
  type Wordings,
} from '../land/index.ts';
import type { TopologyLimits } from '../policy/index.ts';
import { featureIds } from './layer-ids.ts';
import { fieldReader } from './zones.ts';

/** Digits of a county, a town and a village in a code of 19. */
const [COUNTY, TOWN, VILLAGE] = [6, 9, 12];

/** A layer of units in the system of the parcels. */
export interface UnitLayer {
  readonly table: FeatureTable;
  readonly polygons: Polygons;
  /** Number of the unit of each feature, −1 for none; features of one unit share it. */
  readonly unit: Int32Array;
  /** Code of a unit → its number. */
  readonly numbers: ReadonlyMap<string, number>;
}

/** The layers of a package, each null when it is not there; without codes of villages CJDCQ is not there either. */
export interface LayersBeside {
  readonly units: UnitLayer | null;
  readonly villages: (UnitLayer & { readonly ofParcel: Int32Array }) | null;
  readonly settlements: Pick<UnitLayer, 'table' | 'polygons'> | null;
}

/** Brings the layers XZQ, CJDCQ and CZCDYD into the system of the parcels. */
export function layersInSystem(
  parcels: ParcelTable,
  layers: ReadonlyMap<string, Pick<ReadLayer, 'table'>>,
): LayersBeside {
  const table = (name: string): FeatureTable | null => layers.get(name)?.table ?? null;
  const [xzq, cjdcq, czcdyd] = [table('XZQ'), table('CJDCQ'), table('CZCDYD')];
  const villages =
    cjdcq && unitLayer(cjdcq, parcels.crs, ['ZLDWDM', 'CJDCQDM', 'XZQDM'], villageCode);
  return {
    units: xzq && unitLayer(xzq, parcels.crs, ['XZQDM', 'ZLDWDM'], unitCode),
    villages:
      villages === null || villages.numbers.size === 0
        ? null
        : { ...villages, ofParcel: villagesOfParcels(parcels, villages.numbers) },
    settlements: czcdyd && {
      table: czcdyd,
      polygons: reproject(czcdyd.polygons, czcdyd.crs, parcels.crs),
    },
  };
}

function unitLayer(
  table: FeatureTable,
  crs: Crs,
  fields: readonly string[],
  codeOf: (text: string) => string,
): UnitLayer {
  const read = fieldReader(table, fields);
  const numbers = new Map<string, number>();
  const unit = Int32Array.from({ length: featureCount(table.polygons) }, (_, row) => {
    const code = codeOf(read(row));
    if (code === '') return -1;
    const number = numbers.get(code) ?? numbers.size;
    numbers.set(code, number);
    return number;
  });
  return { table, polygons: reproject(table.polygons, table.crs, crs), unit, numbers };
}

/** A parcel of a village that has no polygon belongs to none. */
function villagesOfParcels(parcels: ParcelTable, numbers: ReadonlyMap<string, number>): Int32Array {
  const unit = textReader(parcels, 'locationUnit');
  return Int32Array.from(
    parcels.parcelArea,
    (_, row) => numbers.get(unit(row).slice(0, VILLAGE)) ?? -1,
  );
}

const villageCode = (code: string): string => (code.length < VILLAGE ? '' : code.slice(0, VILLAGE));

/** A county of 6 digits, a town of 9 or a village of 12, however many zeros follow; '' for anything else. */
function unitCode(code: string): string {
  for (const digits of [COUNTY, TOWN, VILLAGE])
    if (code.length >= digits && /^0*$/.test(code.slice(digits))) return code.slice(0, digits);
  return '';
}

/** T2-zone and T2-settlement, as far as the layers for them are there. */
export function zoneTopology(
  parcels: ParcelTable,
  { units, villages, settlements }: LayersBeside,
  limits: TopologyLimits,
  file: string,
): Finding[] {
  const { crs } = parcels;
  const findings: Finding[] = [];
  const compare = (
    { table, polygons }: Pick<UnitLayer, 'table' | 'polygons'>,
    home: Int32Array,
    wordings: Wordings,
  ): void => {
    const faults = unitFaults(polygons, crs, units!, home, limits);
    const ids = featureIds(table);
    const place = { file, layer: table.name };
    findings.push(...topologyFindings(faults, place, (row) => ids[row]!, wordings));
  };
  if (units !== null && villages !== null)
    compare(villages, unitsOfVillages(villages, units), OF_VILLAGES);
  if (settlements === null) return findings;
  if (units !== null)
    compare(settlements, unitsByPlace(settlements.polygons, units), OF_SETTLEMENTS);
  const loose = looseBorders(settlements.polygons, parcels.polygons, crs, limits.junctionTolerance);
  const ids = featureIds(settlements.table);
  const place = { file, layer: settlements.table.name };
  findings.push(...looseBorderFindings(loose, place, (row) => ids[row]!));
  return findings;
}

/** Faults of features against the units that they belong to; who belongs to none is held against all of them together. */
function unitFaults(
  polygons: Polygons,
  crs: Crs,
  units: UnitLayer,
  home: Int32Array,
  limits: TopologyLimits,
): CoverageFault[] {
  return coverageFaults(polygons, crs, {
    tolerance: limits.areaTolerance,
    junctionTolerance: limits.junctionTolerance,
    county: units.polygons,
    villages: { polygons: units.polygons, village: units.unit, ofParcel: home },
  }).filter(
    ({ kind, features }) => kind !== 'outside-county' || features.some((row) => home[row]! < 0),
  );
}

/** The unit of each village by its code: its own, that of its town or that of its county, whichever XZQ has. */
function unitsOfVillages(villages: UnitLayer, { numbers }: UnitLayer): Int32Array {
  const ofVillage = new Map(
    [...villages.numbers].map(([code, village]) => [
      village,
      [VILLAGE, TOWN, COUNTY]
        .map((digits) => numbers.get(code.slice(0, digits)))
        .find((found) => found !== undefined) ?? -1,
    ]),
  );
  return villages.unit.map((village) => ofVillage.get(village) ?? -1);
}

/** The unit that a point inside each feature lies in, the last of those that XZQ has there. */
function unitsByPlace(polygons: Polygons, units: UnitLayer): Int32Array {
  const covering = coveringFeatures(units.polygons);
  return Int32Array.from({ length: featureCount(polygons) }, (_, row) => {
    const point = innerPoint(polygons, row);
    const found = point === null ? undefined : covering(point[0], point[1]).at(-1);
    return found === undefined ? -1 : units.unit[found]!;
  });
}
