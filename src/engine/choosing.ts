/** Which of the layers of a file or package is meant: by name, by the way to it, or by being the only one. */
import { basename, dirname, extname, relative } from 'node:path';
import { type Bilingual, type Guess, InputError, say } from '../base/index.ts';
import type { GdalLayer } from './gdal.ts';

/** A layer that could be read, for choosing. */
export interface LayerEntry {
  /** The source as a user would name it. */
  readonly path: string;
  readonly layer: string;
  readonly features: number;
  readonly geometryType: string;
  readonly fields: readonly string[];
}

/** A layer with how to open it. */
export interface Listed {
  readonly entry: LayerEntry;
  /** The file that GDAL opens. */
  readonly path: string;
  /** Null for what is read without GDAL. */
  readonly gdal: GdalLayer | null;
  readonly driver: string;
  readonly openOptions: readonly string[];
  readonly evidence: readonly Guess[];
}

/** A source that could not be opened, and why. */
export interface Failure {
  readonly shown: string;
  readonly error: InputError;
}

/** Whether two sources are one, or lie in one folder, as the parts of one survey do. */
export function isNear(source: string, other: string | undefined): boolean {
  return other !== undefined && (source === other || dirname(source) === dirname(other));
}

/** File name without its ending. */
export function stem(path: string): string {
  return basename(path).slice(0, basename(path).length - extname(path).length);
}

/** A layer that is asked for must not be passed over because its own file is broken. */
export function throwFailureOf(failures: readonly Failure[], layer: string): void {
  const failure = failures.find(({ shown }) => sameName(stem(shown), layer));
  if (failure) throw failure.error;
}

/** What to write behind # so that one layer of a package is meant: the way to it when its name alone does not tell. */
function address(path: string, { entry }: Listed): string {
  const way = relative(path, entry.path).replaceAll('\\', '/');
  if (way === '') return entry.layer;
  return sameName(stem(entry.path), entry.layer) ? way : `${way}/${entry.layer}`;
}

/** The one of several layers of the same name; undefined when there is none, InputError when there are two. */
export function only(
  path: string,
  named: readonly Listed[],
  layer: string,
  canBeNamed = true,
): Listed | undefined {
  if (named.length < 2) return named[0];
  const addresses = named.map((one) => address(path, one)).join(', ');
  throw new InputError(
    'which-layer',
    say(
      `有 ${named.length} 个图层都叫 ${layer}`,
      `There are ${named.length} layers called ${layer}`,
    ),
    canBeNamed
      ? say(
          `请写成“文件#路径”，图层有：${addresses}`,
          `Name it as FILE#WAY; the layers are: ${addresses}`,
        )
      : say(
          `请只留下其中一个，图层有：${addresses}`,
          `Leave only one of them; the layers are: ${addresses}`,
        ),
    { file: path, layer },
  );
}

export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** A layer and why it is the one. */
export interface Chosen {
  readonly listed: Listed;
  readonly why: Bilingual;
}

/**
 * The layer asked for by its name or its way in a package, else DLTB, else the only polygon layer. `guess` takes the
 * largest where several could be meant.
 */
export function choose(
  path: string,
  entries: readonly Listed[],
  failures: readonly Failure[],
  wanted: string | undefined,
  guess: boolean,
): Chosen {
  const polygons = entries.filter(({ entry }) =>
    /polygon|surface|unknown|geometry|collection/i.test(entry.geometryType),
  );
  if (wanted !== undefined) {
    const exact = entries.filter((one) => sameName(address(path, one), wanted));
    const named = entries.filter(({ entry }) => sameName(entry.layer, wanted));
    const candidates = exact.length > 0 ? exact : named;
    if (guess && candidates.length > 1) return largest(candidates);
    const found = only(path, candidates, wanted);
    if (found) return { listed: found, why: say('按要求', 'asked for') };
    throwFailureOf(failures, wanted);
    throw new InputError(
      'no-such-layer',
      say(`没有图层 ${wanted}`, `There is no layer ${wanted}`),
      say(`有这些图层：${names(entries)}`, `The layers are: ${names(entries)}`),
      { file: path, layer: wanted },
    );
  }
  const surveys = polygons.filter(({ entry }) => sameName(entry.layer, 'DLTB'));
  if (guess && surveys.length > 1) return largest(surveys);
  const dltb = only(path, surveys, 'DLTB');
  if (dltb) return { listed: dltb, why: say('名为 DLTB', 'called DLTB') };
  throwFailureOf(failures, 'DLTB');
  if (polygons.length === 1)
    return { listed: polygons[0]!, why: say('唯一的面图层', 'the only layer of polygons') };
  if (polygons.length === 0) {
    throw new InputError(
      'no-polygons',
      say('里面没有面图层', 'There is no polygon layer in it'),
      say(`有这些图层：${names(entries) || '无'}`, `The layers are: ${names(entries) || 'none'}`),
      { file: path },
    );
  }
  if (guess) return largest(polygons);
  throw new InputError(
    'which-layer',
    say(
      `有 ${polygons.length} 个面图层，没有一个叫 DLTB`,
      `There are ${polygons.length} polygon layers and none is called DLTB`,
    ),
    say(
      `请写成“文件#图层”，图层有：${names(polygons)}`,
      `Name it as FILE#LAYER; the layers are: ${names(polygons)}`,
    ),
    { file: path },
  );
}

/** The best guess among several: a survey has more parcels than any layer beside it. */
function largest(layers: readonly Listed[]): Chosen {
  const [listed] = [...layers].sort((a, b) => b.entry.features - a.entry.features);
  return {
    listed: listed!,
    why: say(`推测：${layers.length} 个面图层中最大的`, `guessed: the largest of ${layers.length}`),
  };
}

function names(entries: readonly Listed[]): string {
  return entries
    .map(({ entry }) => entry.layer)
    .slice(0, 20)
    .join(', ');
}
