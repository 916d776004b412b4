/**
 * Geometry of areas on the ellipsoid of CGCS2000: projections, legal area, equal-area plane, overlay.
 */
export { featureCount, type Polygons } from './polygons.ts';
