/** The changed pieces and the administrative outlines as the page draws them. */
import { type Crs, featureCount, type Polygons } from '../geo/index.ts';
import { type ChangedPiece, flowKind, type Settlement } from '../land/index.ts';
import type { MapOutline, MapPiece, ReportMap } from '../report/index.ts';
import type { ZoneFacts } from './snapshot.ts';

/** What is drawn. */
export interface MapInput {
  readonly settlement: Settlement;
  /** System of `shapes` and of the outlines of `zones`. */
  readonly crs: Crs;
  readonly pieces: readonly ChangedPiece[];
  /** Shape k belongs to piece k. */
  readonly shapes: Polygons;
  readonly zones: ZoneFacts;
  /** Lower left corner of the ground, x and y in `crs`. */
  readonly corner: readonly [number, number];
}

/** The page draws the largest pieces; all of them stand in changes.gpkg. */
const DRAWN_PIECES = 6000;

/** Whole metres from the corner of the county: enough to draw, and a third of the bytes. */
export function reportMap(input: MapInput): ReportMap {
  const { crs, shapes, pieces, zones, settlement } = input;
  const [minX, minY] = input.corner;
  const [scaleX, scaleY] = metresPerUnit(crs, minY);
  const metres = (x: number, y: number): [number, number] => [
    Math.round((x - minX) * scaleX),
    Math.round((y - minY) * scaleY),
  ];
  const order = pieces
    .map((_, i) => i)
    .sort((p, q) => Number(pieces[q]!.area) - Number(pieces[p]!.area));
  const drawn = order
    .slice(0, DRAWN_PIECES)
    .map((i) => mapPiece(pieces[i]!, ringsOf(shapes, i, metres), settlement));
  const outlines: MapOutline[] = zones.outlines.map((outline) => ({
    name: zones.names[outline.code] ?? outline.code,
    level: outline.level,
    rings: outline.rings.map((ring) => {
      const flat: number[] = [];
      for (let i = 0; i + 1 < ring.length; i += 2) flat.push(...metres(ring[i]!, ring[i + 1]!));
      return flat;
    }),
  }));
  const rank = { county: 0, town: 1, village: 2 };
  return {
    pieces: drawn.filter((piece) => piece.rings.length > 0),
    outlines: outlines.sort((p, q) => rank[q.level] - rank[p.level] || 0).reverse(),
    omitted: Math.max(0, pieces.length - DRAWN_PIECES),
    reference: crs.name,
  };
}

/** Metres of a unit east and north at `y`, good enough for drawing. */
export function metresPerUnit(crs: Crs, y: number): readonly [number, number] {
  if (crs.unitMetres > 0) return [crs.unitMetres, crs.unitMetres];
  return [111_320 * Math.cos((y * Math.PI) / 180), 110_574];
}

function mapPiece(piece: ChangedPiece, rings: number[][], settlement: Settlement): MapPiece {
  const { side } = flowKind(piece.flow);
  const zone = settlement.zones.find((z) => z.code === piece.village);
  return {
    rings,
    side: side === 'loss' || side === 'gain' ? side : 'other',
    flow: piece.flow,
    from: piece.fromClass,
    to: piece.toClass,
    id: piece.afterId || piece.beforeId,
    before: piece.beforeId,
    village: zone?.name ?? piece.village,
    zone: piece.village,
    area: piece.area,
    cultivated: piece.cultivated,
    stable: piece.stable,
    qualityGrade: piece.qualityGrade,
    utilizationGrade: piece.utilizationGrade,
    evidence: piece.evidence,
  };
}

/** The rings of a feature as flat whole numbers; points that fall together are one, and a ring of fewer than three is none. */
export function ringsOf(
  shapes: Polygons,
  feature: number,
  place: (x: number, y: number) => readonly [number, number],
): number[][] {
  const rings: number[][] = [];
  if (feature >= featureCount(shapes)) return rings;
  const { x, y, ringStart, featureStart } = shapes;
  for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
    const flat: number[] = [];
    for (let i = ringStart[ring]!; i < ringStart[ring + 1]!; i++) {
      const [px, py] = place(x[i]!, y[i]!);
      if (flat.at(-2) !== px || flat.at(-1) !== py) flat.push(px, py);
    }
    if (flat.length >= 6) rings.push(flat);
  }
  return rings;
}
