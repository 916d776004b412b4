/**
 * 成果包 — what a package says besides its parcels: the surveyors' own record of changes (DLTBGXGC), which a settlement
 * takes without being asked, and permanent basic farmland (YJJBNTTB), which it only names.
 */
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { type Guess, InputError, say } from '../base/index.ts';
import { listLayers, readNamedLayers, splitLayer } from '../engine/index.ts';
import { featureCount, type FeatureTable } from '../geo/index.ts';
import type { App } from './context.ts';
import { type ConstraintLayers, layerList } from './layers.ts';

/** The layers of a settlement with what its package adds, and what was understood of the package. */
export interface WithPackage {
  readonly layers: ConstraintLayers;
  readonly understood: readonly Guess[];
}

const PROCESS = 'DLTBGXGC';
const PERMANENT = 'YJJBNTTB';
const OPTION = '--no-package-records';

/**
 * Adds DLTBGXGC of the package behind `argument` (a folder, a geodatabase, a zip) to the layers, unless they hold one or
 * `take` is false. A snapshot or a loose file is no package. A record that cannot be read is told and not taken; the
 * record of the opening survey is that of the year before and is never asked.
 */
export async function withPackageRecords(
  app: Pick<App, 'gdal' | 'progress'>,
  argument: string,
  layers: ConstraintLayers,
  take: boolean,
): Promise<WithPackage> {
  const { path } = splitLayer(argument);
  if (!isPackage(path)) return { layers, understood: [] };
  app.progress(say('查看成果包', 'looking into the package'), 0, 0);
  const names = new Map(
    (await listLayers(app.gdal, path)).map(({ layer, path: place }) => [
      layer.toUpperCase(),
      place,
    ]),
  );
  const understood: Guess[] = [];
  if (names.has(PERMANENT) && !layers.found.has(PERMANENT))
    understood.push(permanentIsThere(path, names.get(PERMANENT)!));
  const place = names.get(PROCESS);
  if (place === undefined) return { layers, understood };
  if (layers.found.has(PROCESS) || !take)
    return { layers, understood: [...understood, notTaken(place, take)] };
  const { table, why } = await readRecords(app, path);
  if (table === null) return { layers, understood: [...understood, unreadable(place, why!)] };
  const found = new Map([...layers.found, [PROCESS, table]]);
  return {
    layers: { sha256: keyOf(layers, table), found, list: layerList(found) },
    understood: [...understood, taken(place, featureCount(table.polygons))],
  };
}

/** A folder, a geodatabase or an archive: what may hold several layers of one survey. */
function isPackage(path: string): boolean {
  if (!existsSync(path)) return false;
  return (
    statSync(path).isDirectory() || ['.zip', '.gpkg', '.vct'].includes(extname(path).toLowerCase())
  );
}

async function readRecords(
  app: Pick<App, 'gdal' | 'progress'>,
  path: string,
): Promise<{ table: FeatureTable | null; why?: InputError }> {
  try {
    // Only its attributes count, so whatever its coordinates leave open need not be asked.
    const read = await readNamedLayers(app.gdal, path, [PROCESS], { guess: true });
    return { table: read.get(PROCESS)?.table ?? null };
  } catch (error) {
    if (error instanceof InputError) return { table: null, why: error };
    throw error;
  }
}

/** What the settlement is known by: the named layers, and the columns of the record. */
function keyOf(layers: ConstraintLayers, table: FeatureTable): string {
  const hash = createHash('sha256').update(layers.sha256);
  for (const [name, column] of table.columns) {
    hash.update(`\0${name}\0`);
    if (column.kind === 'number') hash.update(column.values);
    else hash.update(JSON.stringify(column.dictionary)).update(column.codes);
  }
  return hash.digest('hex');
}

function taken(place: string, records: number): Guess {
  return {
    what: PROCESS,
    answer: place,
    why: say(
      `成果包里的更新过程，${records} 条，优先于我们的叠加；不同处列为 X7`,
      `the package's own record of changes, ${records} rows, goes before our overlay; differences are listed as X7`,
    ),
    option: OPTION,
  };
}

function notTaken(place: string, take: boolean): Guess {
  return {
    what: PROCESS,
    answer: place,
    why: take
      ? say(
          '没有采用：--layers 里也有更新过程',
          'not used: --layers holds a record of changes as well',
        )
      : say(`没有采用：${OPTION}`, `not used: ${OPTION}`),
  };
}

function unreadable(place: string, why: InputError): Guess {
  return {
    what: PROCESS,
    answer: place,
    why: say(
      `没有采用，面积全由叠加得出：${why.text.zh}`,
      `not used, all areas come from the overlay: ${why.text.en}`,
    ),
    certainty: 'guess',
  };
}

function permanentIsThere(path: string, place: string): Guess {
  return {
    what: PERMANENT,
    answer: place,
    why: say(
      `没有采用：它改变稳定利用的认定，须明说；要用就给 --layers ${path}`,
      `not used: it changes what is stably used, so it must be named; to use it give --layers ${path}`,
    ),
  };
}
