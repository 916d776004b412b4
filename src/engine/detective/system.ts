/**
 * 坐标系与坐标轴 — what the numbers of a layer say about its reference system and the order of its axes, beside what the
 * file or the user says. The magnitudes decide: eastings with a zone number, northings and degrees of China do not overlap.
 */
import { type Bilingual, type Columns, type Guess, type Question, say } from '../../base/index.ts';
import {
  type Bounds,
  type Crs,
  crsContradiction,
  crsOfCode,
  featureBounds,
  type Polygons,
} from '../../geo/index.ts';
import { guessCrs } from '../guessing.ts';
import { PROVINCE_LONGITUDES } from './provinces.ts';

/** What is known beside the numbers. */
export interface SystemFacts {
  /** What the file says, or the user where `isTold`; null when nobody does. */
  readonly said: Crs | null;
  readonly isTold: boolean;
  /** The user says that the axes are swapped. */
  readonly swapAxes: boolean;
  /** First two digits of the county's code, else ''. */
  readonly province: string;
  /** The system of every file beside this one that names one, with the name of such a file. */
  readonly neighbour: { readonly crs: Crs; readonly file: string } | null;
}

/** What was understood; `polygons` have x east and y north. */
export interface System {
  readonly crs: Crs;
  readonly polygons: Polygons;
  /** x and y of the file were exchanged. */
  readonly isSwapped: boolean;
  readonly guesses: readonly Guess[];
  readonly questions: readonly Question[];
}

/** A system that the numbers allow, and why. */
interface Candidate {
  readonly crs: Crs;
  readonly why: Bilingual;
}

/** Northings of China's land in metres, and eastings without a zone number. */
const NORTH = [300_000, 6_100_000] as const;
const EAST = [50_000, 950_000] as const;

/** Understands the numbers; contradictions that a user has caused by an option are left to be refused. */
export function understandSystem(polygons: Polygons, facts: SystemFacts): System {
  const raw = usualBounds(polygons);
  const isSwapped = facts.swapAxes || looksSwapped(raw, facts.said);
  const meant = isSwapped ? swapAxes(polygons) : polygons;
  const bounds: Bounds = isSwapped ? [raw[1], raw[0], raw[3], raw[2]] : raw;
  const axes = isSwapped ? axesOf(raw, facts.swapAxes) : { guesses: [], questions: [] };
  const system = systemOfNumbers(bounds, facts);
  return {
    crs: system.crs,
    polygons: meant,
    isSwapped,
    guesses: [...system.guesses, ...axes.guesses],
    questions: [...system.questions, ...axes.questions],
  };
}

/** The box of the layer without the features that lie far from the others: one stray must not decide. */
function usualBounds(polygons: Polygons): Bounds {
  const boxes = featureBounds(polygons);
  const features = boxes.length / 4;
  const side = (k: number): Float64Array =>
    new Float64Array(features)
      .map((_, i) => boxes[4 * i + k]!)
      .sort()
      .subarray(0, count);
  let count = 0;
  for (let i = 0; i < features; i++) if (Number.isFinite(boxes[4 * i]!)) count++;
  // Features without a shape have no box: they sort behind all others.
  const [minX, minY, maxX, maxY] = [side(0), side(1), side(2), side(3)];
  // A tenth is left out at both ends, and nothing of a layer of one or two features.
  const cut = count < 3 ? 0 : Math.max(1, Math.floor(count / 10));
  const at = (values: Float64Array, index: number): number =>
    values[Math.min(count - 1, Math.max(0, index))] ?? Number.NaN;
  return [at(minX, cut), at(minY, cut), at(maxX, count - 1 - cut), at(maxY, count - 1 - cut)];
}

function within(low: number, high: number, [from, to]: readonly [number, number]): boolean {
  return low >= from && high <= to;
}

/** Whether x holds what only a northing or latitude can be, and y what only an easting or longitude can be. */
function looksSwapped([minX, minY, maxX, maxY]: Bounds, said: Crs | null): boolean {
  if (said !== null && said.ellipsoid.name !== 'CGCS2000' && said.kind !== 'geographic')
    return false;
  if (within(minX, maxX, [3, 54]) && within(minY, maxY, [73, 136]))
    return said?.kind !== 'gauss-kruger';
  if (!within(minX, maxX, NORTH)) return false;
  const zone = Math.floor(minY / 1_000_000);
  if (zone >= 13 && zone <= 45 && zone === Math.floor(maxY / 1_000_000)) return true;
  return within(minY, maxY, EAST) && minX > 1_500_000;
}

function axesOf([x, y]: Bounds, isTold: boolean): Pick<System, 'guesses' | 'questions'> {
  const why = say(
    `x 是 ${Math.round(x)}（像北坐标），y 是 ${Math.round(y)}（像东坐标）`,
    `x is ${Math.round(x)}, which looks like a northing, and y is ${Math.round(y)}, which looks like an easting`,
  );
  const guess: Guess = isTold
    ? { what: 'axes', answer: 'swapped', why: say('--swap-axes 指明', '--swap-axes') }
    : { what: 'axes', answer: 'swapped', why, certainty: 'guess', option: '--swap-axes' };
  if (isTold) return { guesses: [guess], questions: [] };
  return {
    guesses: [guess],
    questions: [
      {
        what: 'axes',
        code: 'swapped-axes',
        text: say(`东坐标与北坐标像是放反了：${why.zh}`, `The axes look swapped: ${why.en}`),
        remedy: say(
          '请用 --swap-axes 交换，或改正文件。',
          'Swap them with --swap-axes, or correct the file.',
        ),
        option: '--swap-axes',
        answers: [{ answer: '--swap-axes', why }],
        hasBest: true,
      },
    ],
  };
}

/** The same features with x and y exchanged; that mirrors the rings, so each runs backwards to keep its land on the left. */
export function swapAxes(polygons: Polygons): Polygons {
  const [x, y] = [Float64Array.from(polygons.y), Float64Array.from(polygons.x)];
  for (let ring = 0; ring < polygons.isHole.length; ring++) {
    const [from, to] = [polygons.ringStart[ring]!, polygons.ringStart[ring + 1]!];
    x.subarray(from, to).reverse();
    y.subarray(from, to).reverse();
  }
  return { ...polygons, x, y };
}

function systemOfNumbers(
  bounds: Bounds,
  { said, isTold, province, neighbour }: SystemFacts,
): Pick<System, 'crs' | 'guesses' | 'questions'> {
  const named = (crs: Crs): string => crs.id || crs.name;
  const contradiction = said === null ? null : crsContradiction(said, bounds);
  if (said !== null && (contradiction === null || isTold)) {
    const why = isTold ? say('--crs 指明', '--crs') : say('文件中写明', 'the file says so');
    const guess = { what: 'crs', answer: named(said), why };
    return { crs: said, guesses: [isTold ? guess : { ...guess, option: '--crs' }], questions: [] };
  }
  const candidates = candidatesOf(bounds, said, province);
  const isOnly = candidates.length === 1 || candidates[0]?.crs.kind === 'geographic';
  if (
    !isOnly &&
    said === null &&
    neighbour !== null &&
    crsContradiction(neighbour.crs, bounds) === null
  ) {
    const why = say(
      `同一文件夹的 ${neighbour.file} 写明`,
      `${neighbour.file} in the same folder says so`,
    );
    const guess = { what: 'crs', answer: named(neighbour.crs), why, certainty: 'guess' } as const;
    return { crs: neighbour.crs, guesses: [{ ...guess, option: '--crs' }], questions: [] };
  }
  const [best] = candidates;
  const question: Question = {
    what: 'crs',
    code: said === null ? 'unknown-crs' : 'crs-contradiction',
    text:
      contradiction?.text ??
      say('文件没有写明坐标系', 'The file does not say its reference system'),
    remedy: remedyOf(candidates, contradiction?.remedy),
    option: '--crs',
    answers: candidates.map(({ crs, why }) => ({ answer: named(crs), why })),
    hasBest: isOnly,
  };
  if (best === undefined || !isOnly)
    return { crs: best?.crs ?? said ?? crsOfCode(4490)!, guesses: [], questions: [question] };
  const isContradicted = said !== null;
  const guess: Guess = {
    what: 'crs',
    answer: named(best.crs),
    why: isContradicted
      ? say(
          `按坐标推测：不可能是 ${named(said)}`,
          `guessed from the coordinates: ${named(said)} cannot be`,
        )
      : say('按坐标推测：文件没有写明', 'guessed from the coordinates: the file says nothing'),
    certainty: isContradicted ? 'contradiction' : 'guess',
    option: '--crs',
  };
  return { crs: best.crs, guesses: [guess], questions: [question] };
}

function remedyOf(candidates: readonly Candidate[], plain: Bilingual | undefined): Bilingual {
  if (candidates.length === 0)
    return (
      plain ??
      say('请用 --crs 指明，例如 --crs EPSG:4527。', 'Name it with --crs, e.g. --crs EPSG:4527.')
    );
  const list = candidates.map(({ crs }) => crs.id).join(', ');
  return say(
    `请用 --crs 指明；按坐标可能是：${list}，例如 --crs ${candidates[0]!.crs.id}。`,
    `Name it with --crs; by the coordinates it may be: ${list}, e.g. --crs ${candidates[0]!.crs.id}.`,
  );
}

/** What the numbers allow: degrees, the zone of their prefix, or every meridian that can hold an easting without one. */
function candidatesOf(bounds: Bounds, said: Crs | null, province: string): Candidate[] {
  const certain = guessCrs(bounds);
  if (certain?.kind === 'geographic')
    return [4490, 4326].map((code) => ({
      crs: crsOfCode(code)!,
      why: say('坐标是中国范围内的度', 'the numbers are degrees within China'),
    }));
  if (certain) {
    const why = say('东坐标以带号开头', 'the eastings begin with the zone number');
    return [{ crs: certain, why }];
  }
  const [minX, minY, maxX, maxY] = bounds;
  if (!within(minX, maxX, EAST) || !within(minY, maxY, NORTH)) return [];
  const meridian = said?.transverse?.centralMeridian;
  const reach = PROVINCE_LONGITUDES[province];
  const found: Candidate[] = [];
  // A degree of longitude is 111 km at the equator and less to the north; 3° zones are half a zone wide at most.
  const offset =
    ((minX + maxX) / 2 - 500_000) /
    (111_320 * Math.cos(((minY + maxY) / 2 / 111_000) * (Math.PI / 180)));
  for (let code = 4534; code <= 4554; code++) {
    const crs = crsOfCode(code)!;
    const degrees = Math.round((crs.transverse!.centralMeridian * 180) / Math.PI);
    const place = degrees + offset;
    if (meridian !== undefined) {
      if (Math.abs(crs.transverse!.centralMeridian - meridian) > 1e-9) continue;
    } else if (reach !== undefined && (place < reach[0] - 0.1 || place > reach[1] + 0.1)) continue;
    found.push({
      crs,
      why: say(
        `没有带号；中央经线 ${degrees}° 时在东经 ${place.toFixed(1)}°`,
        `no zone number; with meridian ${degrees}° it lies at ${place.toFixed(1)}° E`,
      ),
    });
  }
  return found;
}

/** The two systems by which a GeoPackage says that it has none. */
export function isUndefinedSystem(text: string): boolean {
  return /^[A-Z_]+\["Undefined /i.test(text.trim());
}

/** First two digits of the codes of place that a layer holds; '' where there are none or several. */
export function provinceOf(columns: Columns): string {
  for (const [name, column] of columns) {
    if (column.kind !== 'text' || !/^(ZLDWDM|XZQDM|QSDWDM)$/i.test(name)) continue;
    const found = new Set(
      column.dictionary.map((text) => /^(\d\d)\d{4}/.exec(text)?.[1]).filter(Boolean),
    );
    if (found.size === 1) return [...found][0]!;
  }
  return '';
}
