/** 面积 — legal, planar and geodesic area of every feature of a file. */
import geodesic from 'geographiclib-geodesic';
import { type Finding, type Guess, say } from '../base/index.ts';
import { readLayer } from '../engine/index.ts';
import {
  areaFormula,
  type AreaFormula,
  type Crs,
  legalArea,
  legalAreas,
  planarAreas,
  type Polygons,
  toGeographic,
} from '../geo/index.ts';
import { geometryFindings } from '../land/index.ts';
import type { App } from './context.ts';
import { featureIds, fieldTexts } from './layer-ids.ts';

/** What the command `area` prints. */
export interface AreaReport {
  readonly units: {
    readonly legal: '0.01 m2';
    readonly planar: 'm2' | 'deg2';
    readonly geodesic: 'm2';
  };
  readonly file: string;
  readonly layer: string;
  readonly crs: string;
  readonly formula: AreaFormula;
  readonly features: readonly {
    readonly id: string;
    readonly legal: string;
    readonly planar: number;
    readonly geodesic: number;
  }[];
  readonly total: { readonly legal: string };
  readonly evidence: readonly Guess[];
  readonly findings: readonly Finding[];
}

/** Measures a layer; features without usable geometry have area 0 and a finding. */
export async function measure(
  app: App,
  file: string,
  options: {
    readonly crs?: string | undefined;
    readonly encoding?: string | undefined;
    readonly id?: string | undefined;
  } = {},
): Promise<AreaReport> {
  app.progress(say('读取', 'reading'), 0, 0);
  const read = await readLayer(app.gdal, file, {
    ...(options.crs === undefined ? {} : { crs: options.crs }),
    ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
  });
  const { table } = read;
  const ids = options.id === undefined ? featureIds(table) : fieldTexts(table, options.id, file);
  const legal = legalAreas(table.polygons, table.crs);
  const planar = planarAreas(table.polygons, table.crs);
  const onEllipsoid = geodesicAreas(app, table.polygons, table.crs);
  let total = 0n;
  const features = ids.map((id, i) => {
    const area = legalArea(legal[i]!);
    total += area;
    return { id, legal: area.toString(), planar: planar[i]!, geodesic: onEllipsoid[i]! };
  });
  return {
    units: { legal: '0.01 m2', planar: table.crs.unitMetres === 0 ? 'deg2' : 'm2', geodesic: 'm2' },
    file,
    layer: table.name,
    crs: table.crs.id || table.crs.name,
    formula: areaFormula(table.crs),
    features,
    total: { legal: total.toString() },
    evidence: read.evidence,
    findings: geometryFindings(read.faults, { file, layer: table.name }, (row) => ids[row] ?? ''),
  };
}

/** Area on the ellipsoid with geodesics from vertex to vertex (C. F. F. Karney, Algorithms for geodesics, 2013), m². */
function geodesicAreas(app: App, polygons: Polygons, crs: Crs): Float64Array {
  const shape = new geodesic.Geodesic.Geodesic(crs.ellipsoid.a, flattening(crs.ellipsoid.e2));
  const convert = toGeographic(crs);
  const { x, y, ringStart, featureStart } = polygons;
  const areas = new Float64Array(featureStart.length - 1);
  const point = new Float64Array(2);
  for (let f = 0; f < areas.length; f++) {
    if (f % 200 === 0) app.progress(say('测地线面积', 'geodesic areas'), f, areas.length);
    for (let ring = featureStart[f]!; ring < featureStart[f + 1]!; ring++) {
      const polygon = shape.Polygon(false);
      for (let i = ringStart[ring]!; i < ringStart[ring + 1]!; i++) {
        convert(x[i]!, y[i]!, point);
        polygon.AddPoint((point[1]! * 180) / Math.PI, (point[0]! * 180) / Math.PI);
      }
      // Shells run counterclockwise and count; holes run clockwise and are taken away.
      areas[f]! += polygon.Compute(false, true).area ?? 0;
    }
  }
  return areas;
}

function flattening(e2: number): number {
  return 1 - Math.sqrt(1 - e2);
}
