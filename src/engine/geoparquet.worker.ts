/** Reads one GeoParquet file that others made; its host, read-parquet.ts, stops it when the file keeps it too long. */
import { type GeoParquetContents, readGeoParquet } from '../formats/index.ts';
import type { ParquetRequest } from './read-parquet.ts';
import { serveThread } from './thread.ts';

serveThread<ParquetRequest>(({ path, crs }): Promise<GeoParquetContents> =>
  crs === undefined ? readGeoParquet(path) : readGeoParquet(path, crs),
);
