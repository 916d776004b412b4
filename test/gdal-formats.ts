/** Files of foreign formats, written by GDAL itself: what other programs hand to this one. */
import { createRequire } from 'node:module';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

interface Dataset {
  readonly pointer: number;
}

interface Gdal {
  open(path: string): Promise<{ datasets: Dataset[]; errors: unknown[] }>;
  close(dataset: Dataset): Promise<unknown>;
  ogr2ogr(
    dataset: Dataset,
    options: readonly string[],
    name: string,
  ): Promise<{ local: string; real: string }>;
}

/** Converts files into one folder. */
export interface FormatWriter {
  /** `options` are those of ogr2ogr; the answer is the path that was written, `name` with the ending of the driver. */
  write(source: string, name: string, options: readonly string[]): Promise<string>;
}

/** One GDAL for the process that writes below `folder`. */
export async function formatWriter(folder: string): Promise<FormatWriter> {
  mkdirSync(folder, { recursive: true });
  const require = createRequire(import.meta.url);
  const entry = require.resolve('gdal3.js/node.js');
  const load = require('gdal3.js/node.js') as (options: object) => Promise<Gdal>;
  const said: string[] = [];
  const library = await load({
    path: relative(process.cwd(), `${dirname(entry)}/dist/package`),
    dest: folder,
    useWorker: false,
    logHandler: () => undefined,
    errorHandler: (text: string) => said.push(text),
  });
  return {
    async write(source, name, options) {
      said.length = 0;
      const { datasets, errors } = await library.open(source);
      const dataset = datasets[0];
      if (!dataset) throw new Error(`GDAL cannot open ${source}: ${JSON.stringify(errors)}`);
      try {
        const made = await library.ogr2ogr(dataset, options, name);
        return join(folder, relative('/output', made.local));
      } catch (error) {
        // The library takes some warnings for errors, such as that a name was cut to ten bytes.
        const path = join(folder, `${name}.${options.includes('ESRI Shapefile') ? 'shp' : ''}`);
        if (existsSync(path) && !said.some((text) => text.includes('ERROR'))) return path;
        throw new Error(`${JSON.stringify(error)} ${said.join('; ')}`, { cause: error });
      } finally {
        await library.close(dataset);
      }
    },
  };
}
