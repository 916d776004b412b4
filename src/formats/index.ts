/**
 * Bytes to features and back: GeoParquet (snapshots), FlatGeobuf (the road to and from GDAL), VCT, 界址点 TXT, WKB, XLSX; GeoJSON
 * and Shapefile are written here and read by GDAL. Knows nothing of land; files that only GDAL reads go through `engine`.
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
export { delimiterOf, holdsCoordinateList, readCoordinateCsv } from './coordinate-csv.ts';
export { readCoordinateXlsx } from './coordinate-xlsx.ts';
export { damageReason } from './damage.ts';
export {
  flatGeobufBlocks,
  type FlatGeobufContents,
  readFlatGeobuf,
  writeFlatGeobuf,
} from './flatgeobuf.ts';
export { writeGeoJson } from './geojson.ts';
export {
  type GeoParquetContents,
  type GeoParquetHead,
  readGeoParquet,
  readGeoParquetHead,
  readGeoParquetWindow,
} from './geoparquet.ts';
export { type IntegerColumns, writeGeoParquet } from './geoparquet-write.ts';
export { integerColumn } from './integers.ts';
export { projJson } from './projjson.ts';
export { type ShapefileLosses, writeShapefile } from './shapefile.ts';
export type { TextContents, TextLayer } from './text-layer.ts';
export { TEXT_ENCODINGS, type TextEncoding } from './text-encoders.ts';
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
