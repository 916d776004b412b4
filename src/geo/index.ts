/**
 * Geometry of areas on the ellipsoid: reference systems, Gauss–Krüger, the legal area, the equal-area plane, rings and
 * their faults, and the overlay of two coverages. Knows nothing of land classes or law; works on typed arrays.
 *
 * @example
 * const crs = parseCrs('EPSG:4548'); // CGCS2000, 3 degrees, central meridian 117° E
 * const square = polygonsFromRings([[[[500000, 4428000], [500100, 4428000], [500100, 4428100], [500000, 4428100]]]]);
 * legalArea(legalAreas(square, crs)[0]); // 1000000n, i.e. 10 000.00 m²
 */
export { type AreaFormula, areaFormula, legalArea, legalAreas, planarAreas } from './area.ts';
export { type Bounds, boundsOf, featureBounds, hilbertKeys } from './bounds.ts';
export { type CompactPolygons, compactPolygons } from './compact.ts';
export {
  beyondEarth,
  type Crs,
  crsContradiction,
  crsOfCode,
  isBeyondEarth,
  oldDatum,
  parseCrs,
  toGeographic,
} from './crs.ts';
export type { Ellipsoid } from './ellipsoid.ts';
export { isWithin, singleParts } from './distance.ts';
export type { FeatureTable } from './features.ts';
export { ringHashes } from './hash.ts';
export { innerPoint } from './inner-point.ts';
export { type IdenticalPairs, matchIdentical } from './match.ts';
export {
  type EqualAreaPlane,
  equalAreaPlane,
  GRID_UNIT,
  GRID_UNIT_AREA,
  pointFromPlane,
  projectToPlane,
} from './plane.ts';
export { featureCount, type Polygons, shapelessCount } from './polygons.ts';
export {
  polygonsBuilder,
  type PolygonsBuilder,
  polygonsFromRings,
  type RingFault,
  type RingFaultKind,
} from './rings.ts';
export { selfCrossings } from './self-crossings.ts';
export { type RepairedLayer, repairPolygons } from './repair.ts';
export {
  type LeftFault,
  type LeftReason,
  type RepairChange,
  type RepairKind,
  REPAIRS,
} from './repair-changes.ts';
export type { GroundRules } from './repair-slivers.ts';
export { reproject } from './reproject.ts';
export { emptied, joinPolygons, takeFeatures } from './select.ts';
export { finishOverlay, overlay, overlayBy, type PairAreas } from './overlay.ts';
export { type Kernel, type TilePairs, TileWork, typescriptKernel } from './overlay-desk.ts';
export { type LayerTuples, overlayManyLayers, type PlacedLayer } from './overlay-many-layers.ts';
export { type GroundAtom, overlayAtoms } from './overlay-atoms.ts';
export { featuresNear, insideRows, withoutFarVertices } from './near.ts';
export { MOST_LAYERS, overlayMany, type TupleAreas } from './overlay-many.ts';
export { facedRings, type FacedRings, type Layer, shared } from './overlay-layer.ts';
export { planTiles, type TilePlan } from './overlay-plan.ts';
export {
  areCut,
  coarserGrid,
  cutIntoRuns,
  type Grid,
  gridOf,
  rangesOf,
  type Runs,
} from './overlay-runs.ts';
export {
  type CoverageContext,
  type CoverageFault,
  type CoverageFaultKind,
  coverageFaults,
  coveringFeatures,
} from './topology/coverage.ts';
export { atGroupBorder } from './topology/group-borders.ts';
export { type LooseBorder, looseBorders } from './topology/loose-borders.ts';
export { multiparts, perimeters, type Spike, spikes } from './topology/shapes.ts';
export {
  type Differences,
  type HashedLayer,
  type LayerPairs,
  type Overlap,
  overlayLayers,
  type OverlayMachine,
  thisThread,
} from './years.ts';
