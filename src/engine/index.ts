/**
 * What needs threads and bytes: where built workers lie, the host of GDAL, and reading and writing of vector files.
 */
export { builtFile, workerUrl } from './built.ts';
