/** Which of the layers of a file or package is meant: by name, by the way to it, or by being the only one. */
import { basename, dirname, extname, relative } from 'node:path';
import { type Bilingual, type Guess, InputError, type Question, say } from '../base/index.ts';
import type { TextLayer } from '../formats/index.ts';
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
  /** A layer of a text format, which is read as a whole when it is listed, and the system that the text names. */
  readonly text?: { readonly layer: TextLayer; readonly crs: string };
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
export function only(path: string, named: readonly Listed[], layer: string): Listed | undefined {
  if (named.length < 2) return named[0];
  const addresses = named.map((one) => address(path, one)).join(', ');
  throw new InputError(
    'which-layer',
    sameNames(named, layer),
    say(
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
  /** Where several could be meant: which; the largest stands in for it. */
  readonly question: Question | null;
}

/**
 * The layer asked for by its name or its way in a package, else DLTB, else what may stand in for it, else the only polygon
 * layer; where several could be meant, the largest with the question.
 */
export function choose(
  path: string,
  entries: readonly Listed[],
  failures: readonly Failure[],
  wanted: string | undefined,
  standIn?: string,
): Chosen {
  const polygons = entries.filter(({ entry }) =>
    /polygon|surface|unknown|geometry|collection/i.test(entry.geometryType),
  );
  if (wanted !== undefined) {
    const exact = entries.filter((one) => sameName(address(path, one), wanted));
    const named = entries.filter(({ entry }) => sameName(entry.layer, wanted));
    const candidates = exact.length > 0 ? exact : named;
    if (candidates.length > 1) return largest(path, candidates, sameNames(candidates, wanted));
    const [found] = candidates;
    if (found) return { listed: found, why: say('按要求', 'asked for'), question: null };
    throwFailureOf(failures, wanted);
    throw new InputError(
      'no-such-layer',
      say(`没有图层 ${wanted}`, `There is no layer ${wanted}`),
      say(`有这些图层：${names(entries)}`, `The layers are: ${names(entries)}`),
      { file: path, layer: wanted },
    );
  }
  const surveys = polygons.filter(({ entry }) => sameName(entry.layer, 'DLTB'));
  if (surveys.length > 1) return largest(path, surveys, sameNames(surveys, 'DLTB'));
  const [dltb] = surveys;
  if (dltb) return { listed: dltb, why: say('名为 DLTB', 'called DLTB'), question: null };
  throwFailureOf(failures, 'DLTB');
  const [second, ...more] = polygons.filter(
    ({ entry }) => standIn !== undefined && sameName(entry.layer, standIn),
  );
  if (second !== undefined && more.length === 0)
    return {
      listed: second,
      why: say(`没有 DLTB，名为 ${standIn}`, `called ${standIn}, there being no DLTB`),
      question: null,
    };
  if (polygons.length === 1)
    return {
      listed: polygons[0]!,
      why: say('唯一的面图层', 'the only layer of polygons'),
      question: null,
    };
  if (polygons.length === 0) {
    throw new InputError(
      'no-polygons',
      say('里面没有面图层', 'There is no polygon layer in it'),
      say(`有这些图层：${names(entries) || '无'}`, `The layers are: ${names(entries) || 'none'}`),
      { file: path },
    );
  }
  return largest(
    path,
    polygons,
    say(
      `有 ${polygons.length} 个面图层，没有一个叫 DLTB`,
      `There are ${polygons.length} polygon layers and none is called DLTB`,
    ),
  );
}

function sameNames(named: readonly Listed[], layer: string): Bilingual {
  return say(
    `有 ${named.length} 个图层都叫 ${layer}`,
    `There are ${named.length} layers called ${layer}`,
  );
}

/** The best guess among several, since a survey has more parcels than any layer beside it; and the question. */
function largest(path: string, layers: readonly Listed[], text: Bilingual): Chosen {
  const sorted = [...layers].sort((a, b) => b.entry.features - a.entry.features);
  const addresses = sorted.map((one) => address(path, one));
  const list = addresses.slice(0, 20).join(', ');
  return {
    listed: sorted[0]!,
    why: say(`推测：${layers.length} 个面图层中最大的`, `guessed: the largest of ${layers.length}`),
    question: {
      what: 'layer',
      code: 'which-layer',
      text,
      remedy: say(
        `请写成“文件#图层”，图层有：${list}`,
        `Name it as FILE#LAYER; the layers are: ${list}`,
      ),
      option: 'FILE#LAYER',
      answers: sorted.slice(0, 20).map(({ entry }, i) => ({
        answer: addresses[i]!,
        why: say(`${entry.features} 个要素`, `${entry.features} features`),
      })),
      hasBest: true,
    },
  };
}

function names(entries: readonly Listed[]): string {
  return entries
    .map(({ entry }) => entry.layer)
    .slice(0, 20)
    .join(', ');
}
