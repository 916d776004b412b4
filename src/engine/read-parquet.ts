/**
 * GeoParquet of others in a thread of its own. Nothing in a page says how long its reader will be busy with it, so a
 * damaged count can keep it for ever or fill the memory: then the thread is ended, and the program goes on.
 */
import { silent } from '../base/index.ts';
import type { GeoParquetContents } from '../formats/index.ts';
import type { Crs } from '../geo/index.ts';
import { workerUrl } from './built.ts';
import { limitsOf } from './limits.ts';
import { inThread, ThreadStopped } from './thread.ts';
import { bytesOf, unreadable } from './sources.ts';

/** What the thread is asked. */
export interface ParquetRequest {
  readonly path: string;
  readonly crs: Crs | undefined;
}

/** As `readGeoParquet`; InputError `damaged-file` naming `shown` too when the file takes more than `limitsOf` allows. */
export async function readForeignParquet(
  path: string,
  shown: string,
  crs?: Crs,
): Promise<GeoParquetContents> {
  const request: ParquetRequest = { path, crs };
  try {
    return await inThread(
      workerUrl('geoparquet'),
      request,
      silent,
      undefined,
      limitsOf(bytesOf(path)),
    );
  } catch (error) {
    if (error instanceof ThreadStopped) throw unreadable(shown, error);
    throw error;
  }
}
