/** 认识的图层 — which layers of a file are kinds that rules ask for, and what is in them. */
import { InputError, say } from '../base/index.ts';
import {
  type LayerEntry,
  listLayers,
  type ReadLayer,
  readLayer,
  readNamedLayers,
  type ReadOptions,
  splitLayer,
} from '../engine/index.ts';
import { CONSTRAINT_LAYERS, type LayerKey, layerKey } from '../policy/index.ts';
import type { App } from './context.ts';

/** The layers of a file by their kinds. */
export interface KnownLayers {
  readonly read: ReadonlyMap<LayerKey, ReadLayer>;
  /** Kinds whose layers hold no features, with the names of those layers. */
  readonly empty: ReadonlyMap<LayerKey, string>;
  /** Names of the layers that are of no kind. */
  readonly others: readonly string[];
}

/** What reading may be told. */
export interface LayerReading {
  readonly crs?: string | undefined;
  readonly encoding?: string | undefined;
  readonly swapAxes?: boolean | undefined;
  /** Takes the best guess where the user would be asked. */
  readonly guess?: boolean | undefined;
  /** Whether a layer may be empty. */
  readonly none?: boolean | undefined;
}

/** The kind that a user names, by key or Chinese name; InputError with all kinds when it is none. */
export function kindOf(name: string): LayerKey {
  const key = layerKey(name);
  if (key === undefined)
    throw unknownKinds(
      'unknown-kind',
      say(`没有“${name}”这种约束图层`, `There is no kind of constraint layer called “${name}”`),
    );
  return key;
}

/**
 * Reads the layers of a file that are of a kind; with `told` the one layer of the file, whatever it is called. What has to be
 * asked about a layer is in its `questions`.
 *
 * @throws InputError when there is none, a kind stands there twice, or a layer is empty and `none` was not told.
 */
export async function readKnownLayers(
  app: App,
  file: string,
  told: LayerKey | undefined,
  reading: LayerReading,
): Promise<KnownLayers> {
  const options = readOptions(app, reading);
  const { path, layer } = splitLayer(file);
  const kind = told ?? (layer === undefined ? undefined : kindOf(layer.split('/').at(-1)!));
  if (kind !== undefined) return oneLayer(app, file, kind, options, reading.none === true);
  const entries = await listLayers(app.gdal, path);
  const names = namesByKind(path, entries);
  const isEmpty = (name: string): boolean =>
    entries.some((entry) => entry.layer === name && entry.features === 0);
  const empty = new Map([...names].filter(([, name]) => isEmpty(name)));
  const [none] = empty.values();
  if (none !== undefined && reading.none !== true) throw emptyLayer(path, [...empty.values()]);
  const filled = [...names].filter(([key]) => !empty.has(key));
  const read = await readNamedLayers(
    app.gdal,
    path,
    filled.map(([, name]) => name),
    options,
  );
  return {
    read: new Map(filled.map(([key, name]) => [key, read.get(name)!])),
    empty,
    others: entries.map((entry) => entry.layer).filter((name) => layerKey(name) === undefined),
  };
}

function readOptions(app: App, { crs, encoding, swapAxes, guess }: LayerReading): ReadOptions {
  return {
    ...(crs === undefined ? {} : { crs }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(swapAxes === true ? { swapAxes } : {}),
    ...(guess === true ? { guess } : {}),
    collect: true,
    progress: app.progress,
  };
}

async function oneLayer(
  app: App,
  file: string,
  kind: LayerKey,
  options: ReadOptions,
  mayBeEmpty: boolean,
): Promise<KnownLayers> {
  try {
    return {
      read: new Map([[kind, await readLayer(app.gdal, file, options)]]),
      empty: new Map(),
      others: [],
    };
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== 'empty-layer') throw error;
    const name = error.place.layer ?? kind;
    if (!mayBeEmpty) throw emptyLayer(file, [name]);
    return { read: new Map(), empty: new Map([[kind, name]]), others: [] };
  }
}

/** One layer of each kind; InputError when there is none at all, or two of one kind. */
function namesByKind(file: string, entries: readonly LayerEntry[]): Map<LayerKey, string> {
  const names = new Map<LayerKey, string>();
  for (const { layer } of entries) {
    const key = layerKey(layer);
    if (key === undefined) continue;
    const other = names.get(key);
    if (other !== undefined)
      throw new InputError(
        'which-layer',
        say(`${other} 和 ${layer} 是同一种图层`, `${other} and ${layer} are layers of one kind`),
        say('请写成“文件#图层”，分别导入。', 'Import them one by one as FILE#LAYER.'),
        { file, layer },
      );
    names.set(key, layer);
  }
  if (names.size > 0) return names;
  const have = entries.map(({ layer }) => layer).join(', ');
  throw unknownKinds(
    'no-known-layer',
    say(
      `里面没有认识的约束图层，有的是：${have || '无'}`,
      `There is no constraint layer in it that is known; there is: ${have || 'none'}`,
    ),
    file,
  );
}

function unknownKinds(code: string, text: ReturnType<typeof say>, file?: string): InputError {
  const remedy = say(
    `请给图层这些名字之一，或用 --kind 指明：${CONSTRAINT_LAYERS.map(({ key, name }) => `${key} ${name.zh}`).join('、')}。`,
    `Give the layer one of these names, or name its kind with --kind: ${CONSTRAINT_LAYERS.map(({ key, name }) => `${key} ${name.en}`).join(', ')}.`,
  );
  const answers = CONSTRAINT_LAYERS.map(({ key, name }) => ({ answer: key, why: name }));
  const question = { what: 'kind', code, text, remedy, option: '--kind', answers, hasBest: false };
  return new InputError(code, text, remedy, file === undefined ? {} : { file }, [question]);
}

function emptyLayer(file: string, names: readonly string[]): InputError {
  const list = names.join('、');
  return new InputError(
    'empty-layer',
    say(`图层 ${list} 是空的，没有要素`, `The layer ${names.join(', ')} is empty`),
    say(
      '如果确实没有这类土地，请加 --none 说明“本县没有”；否则请检查导出的范围。',
      'If there is truly no such land, say so with --none; otherwise check what was exported.',
    ),
    { file, layer: names[0]! },
  );
}
