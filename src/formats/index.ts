/**
 * Bytes to features and back: GeoParquet (snapshots), FlatGeobuf (the road to and from GDAL), WKB, XLSX. Knows nothing of
 * land; files that only GDAL reads go through `engine`.
 *
 * @example
 * const bytes = writeGeoParquet(table, { area: areas }, { year: 2025 });
 */
export { readBoundaryPoints } from './boundary-points.ts';
export {
  type BoundaryPointsFile,
  type BoundaryPointsLosses,
  type BoundaryPointsOptions,
  writeBoundaryPoints,
} from './boundary-points-write.ts';
export { type FlatGeobufContents, readFlatGeobuf, writeFlatGeobuf } from './flatgeobuf.ts';
export {
  type GeoParquetContents,
  type IntegerColumns,
  readGeoParquet,
  writeGeoParquet,
} from './geoparquet.ts';
export { integerColumn } from './integers.ts';
export { projJson } from './projjson.ts';
export type { TextContents, TextLayer } from './text-layer.ts';
export { readVct, type VctLayer, type VctOptions, writeVct } from './vct/index.ts';
export { type SheetCell, type SheetModel, warmUpXlsx, writeXlsx } from './xlsx.ts';
export {
  cellText,
  columnLetters,
  readXlsx,
  type XlsxCell,
  type XlsxSheet,
  type XlsxValue,
} from './xlsx-read.ts';
export { readWkb, writeWkb } from './wkb.ts';
