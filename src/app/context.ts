/** What every use case is given: where data lie, the database when it is needed, GDAL, who is acting, who is watching. */
import { type Progress, silent } from '../base/index.ts';
import { type GdalHost, gdalHost, type OverlayThreads, overlayMachine } from '../engine/index.ts';
import {
  type Database,
  type Home,
  isNewHome,
  openDatabase,
  removeLeftovers,
  resolveHome,
} from '../storage/index.ts';
import { type FileHeads, fileHeads } from './windows.ts';

export interface App {
  /** Makes the data folder at its first use. */
  home(): Home;
  /** Starts or attaches to the database at its first use. */
  database(): Promise<Database>;
  readonly gdal: GdalHost;
  /** Threads for overlays, started when a layer is large enough. */
  readonly overlays: OverlayThreads;
  /** Heads of stored files, kept for the next window. */
  readonly heads: FileHeads;
  readonly progress: Progress;
  readonly person: string;
  close(): Promise<void>;
}

export interface AppOptions {
  /** Folder of the data; undefined: LIANGTIAN_HOME or the usual place. */
  readonly home?: string | undefined;
  readonly person?: string;
  readonly progress?: Progress;
  readonly environment?: NodeJS.ProcessEnv;
  /** Told the folder when a database is made in it for the first time. */
  readonly onNewHome?: (folder: string) => void;
}

/** Nothing is started or written before it is used. */
export function openApp(options: AppOptions = {}): App {
  const environment = options.environment ?? process.env;
  const gdal = gdalHost();
  const overlays = overlayMachine();
  let home: Home | null = null;
  let database: Promise<Database> | null = null;
  const folder = (): Home => (home ??= resolveHome(options.home, environment));
  return {
    home: folder,
    database() {
      if (database === null) {
        removeLeftovers(folder());
        if (!environment['DATABASE_URL'] && isNewHome(folder()))
          options.onNewHome?.(folder().folder);
        database = openDatabase(folder(), environment);
      }
      return database;
    },
    gdal,
    overlays,
    heads: fileHeads(),
    progress: options.progress ?? silent,
    person: options.person ?? 'local-operator',
    async close() {
      await gdal.close();
      await overlays.close();
      if (database !== null) await (await database).close();
    },
  };
}
