/** 行政区 — names, control areas and outlines from the layers XZQ (行政区) and CJDCQ (村级调查区) of a 成果包. */
import { areaFromSquareMetres, textAt } from '../base/index.ts';
import type { ReadLayer } from '../engine/index.ts';
import type { FeatureTable } from '../geo/index.ts';
import type { ZoneFacts, ZoneOutline } from './snapshot.ts';

/** Layers of administrative units. */
const ZONE_LAYERS = ['XZQ', 'CJDCQ'];

/** Layers that are looked for beside the parcels: those units, and 城镇村等用地 (CZCDYD) for its topology. */
export const LAYERS_BESIDE: readonly string[] = [...ZONE_LAYERS, 'CZCDYD'];

const CODE = ['XZQDM', 'ZLDWDM', 'CJDCQDM'];
const NAME = ['XZQMC', 'ZLDWMC', 'CJDCQMC'];
/** 控制面积, or 调查面积 (DCMJ) of the standard, which must equal it. */
const CONTROL = ['KZMJ', 'DCMJ', 'XZQMJ'];

/** Nothing is known of the units. */
export const NO_ZONES: ZoneFacts = { names: {}, controlAreas: {}, outlines: [] };

/** Reads what the layers say; fields that are missing leave gaps. */
export function zoneFacts(layers: ReadonlyMap<string, Pick<ReadLayer, 'table'>>): ZoneFacts {
  const names: Record<string, string> = {};
  const controlAreas: Record<string, string> = {};
  const outlines: ZoneOutline[] = [];
  for (const layer of ZONE_LAYERS) {
    const table = layers.get(layer)?.table;
    if (table === undefined) continue;
    const [code, name, control] = [
      fieldReader(table, CODE),
      fieldReader(table, NAME),
      fieldReader(table, CONTROL),
    ];
    const count = table.polygons.featureStart.length - 1;
    for (let row = 0; row < count; row++) {
      const full = code(row);
      const unit = full.length >= 12 ? full.slice(0, 12) : full;
      const level = unit.length === 6 ? 'county' : unit.length === 9 ? 'town' : 'village';
      if (!/^\d{6}(\d{3}){0,2}$/.test(unit)) continue;
      if (name(row) !== '') names[unit] = name(row);
      const area = Number(control(row));
      if (control(row) !== '' && Number.isFinite(area)) {
        // A village with an enclave has a feature for each part.
        const sum = BigInt(controlAreas[unit] ?? '0') + areaFromSquareMetres(area);
        controlAreas[unit] = sum.toString();
      }
      outlines.push({ code: unit, level, rings: ringsOf(table, row) });
    }
  }
  return { names, controlAreas: withCounties(controlAreas, outlines), outlines };
}

/** The county as the sum of its towns, where XZQ holds towns alone and each states its area. */
function withCounties(
  areas: Readonly<Record<string, string>>,
  outlines: readonly ZoneOutline[],
): Record<string, string> {
  const towns = [...new Set(outlines.filter((one) => one.level === 'town').map((o) => o.code))];
  const counties = new Map<string, bigint | null>();
  for (const town of towns) {
    const county = town.slice(0, 6);
    if (areas[county] !== undefined) continue;
    const [sum, area] = [counties.get(county), areas[town]];
    counties.set(county, sum === null || area === undefined ? null : (sum ?? 0n) + BigInt(area));
  }
  const found = [...counties].filter(([, sum]) => sum !== null);
  return { ...areas, ...Object.fromEntries(found.map(([code, sum]) => [code, String(sum)])) };
}

/** Values as texts of the first of the fields that the layer has; '' where it has none, and for NULL. */
export function fieldReader(
  table: FeatureTable,
  fields: readonly string[],
): (row: number) => string {
  for (const field of fields) {
    const name = [...table.columns.keys()].find((key) => key.toUpperCase() === field);
    const column = name === undefined ? undefined : table.columns.get(name);
    if (column === undefined) continue;
    if (column.kind === 'text') return (row) => (textAt(column, row) ?? '').trim();
    return (row) => (Number.isNaN(column.values[row]!) ? '' : String(column.values[row]!));
  }
  return () => '';
}

/** Rings to about a metre, with points that fall together or lie on one line dropped; for drawing only. */
function ringsOf(table: FeatureTable, feature: number): number[][] {
  const { x, y, ringStart, featureStart } = table.polygons;
  const grain = table.crs.unitMetres === 0 ? 1e-5 : 1 / table.crs.unitMetres;
  const rings: number[][] = [];
  for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
    const points: number[] = [];
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    const stride = Math.max(1, Math.floor((end - start) / 600));
    for (let i = start; i < end; i += stride) {
      const [px, py] = [round(x[i]!, grain), round(y[i]!, grain)];
      if (points.at(-2) !== px || points.at(-1) !== py) points.push(px, py);
    }
    if (points.length >= 6) rings.push(points);
  }
  return rings;
}

function round(value: number, grain: number): number {
  return grain >= 1 ? Math.round(value / grain) * grain : Number(value.toFixed(5));
}
