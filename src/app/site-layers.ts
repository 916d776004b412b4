/** 核查所用的约束图层 — those that are stored and those of a file, under the keys that rules ask for. */
import { type CalendarDate, InputError, say } from '../base/index.ts';
import { readNamedLayers, sourceSha256 } from '../engine/index.ts';
import { boundsOf, type FeatureTable, reproject } from '../geo/index.ts';
import { CONSTRAINT_LAYERS, type LayerKey, layerKey } from '../policy/index.ts';
import type { GroundLayer } from '../project/index.ts';
import { latestLayers } from '../storage/index.ts';
import type { App } from './context.ts';
import { around, REACH_METRES, type ReadGround } from './site-survey.ts';
import { layerSystem, layerWindow } from './windows.ts';

/** Layers by key. */
export type SiteLayers = ReadonlyMap<LayerKey, GroundLayer>;

/**
 * What the stored layers hold around the ground: of each kind the newest one that is not after the day, of the county, its city
 * or its province. A kind of which none is stored is absent; one that was stored as 本县没有 is given, and empty.
 *
 * @throws InputError when the file of a layer is gone or damaged.
 */
export async function layersAround(
  app: App,
  ground: ReadGround,
  county: string,
  day: CalendarDate,
): Promise<SiteLayers> {
  app.progress(say('读取约束图层', 'reading layers'), 0, 0);
  const found = new Map<LayerKey, GroundLayer>();
  for (const row of await latestLayers(await app.database(), county, day)) {
    const crs = await layerSystem(app, row);
    const box = around(boundsOf(reproject(ground.polygons, ground.crs, crs)), crs, REACH_METRES);
    found.set(row.kind, {
      table: await layerWindow(app, row, box),
      day: row.day,
      source: row.id,
    });
  }
  return found;
}

/** So many digits of the hash of a file name it in the facts. */
const HASH_DIGITS = 16;

/**
 * Reads the layers of a file or folder whose names are keys or Chinese names of kinds; `day` is the 数据时点 of all of
 * them, null when nobody told it. A layer that is there without features is given, and empty.
 *
 * @throws InputError when there is none that is known, or a feature has no usable shape.
 */
export async function layersOfFile(
  app: App,
  path: string,
  day: CalendarDate | null,
): Promise<SiteLayers> {
  app.progress(say('读取约束图层', 'reading layers'), 0, 0);
  const names = CONSTRAINT_LAYERS.flatMap(({ key, name }) => [key, name.zh]);
  const read = await readNamedLayers(app.gdal, path, names);
  const source = `${(await sourceSha256(path)).slice(0, HASH_DIGITS)}`;
  const found = new Map<LayerKey, GroundLayer>();
  for (const [name, { table }] of read) {
    refuseShapeless(table, path);
    found.set(layerKey(name)!, { table, day, source });
  }
  if (found.size > 0) return found;
  throw new InputError(
    'no-known-layer',
    say('里面没有认识的约束图层', 'There is no constraint layer in it that is known'),
    say(
      `图层要叫这些名字之一：${CONSTRAINT_LAYERS.map(({ key, name }) => `${key} ${name.zh}`).join('、')}。`,
      `A layer must have one of these names: ${CONSTRAINT_LAYERS.map(({ key }) => key).join(', ')}.`,
    ),
    { file: path },
  );
}

/** So many features are named in a sentence. */
const NAMED = 10;

/** A feature without a usable shape would be passed over in silence; InputError that names them. */
export function refuseShapeless({ polygons, name }: FeatureTable, file: string): void {
  const { featureStart } = polygons;
  const shapeless = [...featureStart.keys()]
    .slice(0, -1)
    .filter((feature) => featureStart[feature] === featureStart[feature + 1]);
  if (shapeless.length === 0) return;
  const list = shapeless.slice(0, NAMED).map((feature) => feature + 1);
  const dots = shapeless.length > NAMED ? '…' : '';
  throw new InputError(
    'feature-without-shape',
    say(
      `图层 ${name} 有 ${shapeless.length} 个要素没有可用的图形，核查会漏掉它们：第 ${list.join('、')}${dots} 个`,
      `${shapeless.length} features of layer ${name} have no usable shape, and a check would miss them: ${list.join(', ')}${dots}`,
    ),
    say('请修正或删去这些要素后重做。', 'Mend or remove these features, then try again.'),
    { file, layer: name, feature: shapeless[0]! },
  );
}
