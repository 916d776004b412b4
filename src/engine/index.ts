/**
 * What needs threads and bytes: where built workers lie, the host of GDAL, reading vector files of any format and writing
 * GeoPackage.
 *
 * @example
 * const gdal = gdalHost();
 * const { table, faults, evidence } = await readLayer(gdal, 'survey.gdb#DLTB');
 * await gdal.close();
 */
export { builtFile, workerUrl } from './built.ts';
export { type Clipper, clipper } from './clipper.ts';
export {
  EXPORT_FORMATS,
  type ExportFormat,
  exportFormatOf,
  type ExportFormatName,
} from './export-formats.ts';
export { type ExportRequest, exportLayers, type NotCarried, shapefileParts } from './export.ts';
export { GdalError, type GdalHost, gdalHost } from './gdal.ts';
export type { LayerEntry } from './choosing.ts';
export {
  listLayers,
  type ReadLayer,
  readLayer,
  readNamedLayers,
  type ReadOptions,
} from './read.ts';
export { kernelModule, wasmKernel } from './overlay-kernel.ts';
export {
  overlayMachine,
  type OverlayThreads,
  overlayThreads,
  type ThreadOptions,
} from './overlay-threads.ts';
export { sourceSha256, splitLayer } from './sources.ts';
export { inThread, serveThread } from './thread.ts';
export { type PlainLayer, writeGeoPackage, writePlainLayers } from './write.ts';
