/**
 * The reference system of boundary points: what the head of the file says, compared with the numbers themselves. Only
 * CGCS2000 (domain: EPSG 4490, 4491–4554) is read; older datums need local parameters and are refused by name.
 */
import { type Guess, InputError, say } from '../base/index.ts';

/** So many points are enough to tell northings from eastings. */
const SAMPLE = 100_000;

/** What the numbers of a file are, by most of its points. */
export interface NumberOrder {
  readonly eastFirst: boolean;
  readonly guesses: readonly Guess[];
  /** The number in front of the eastings, 0 when there is none. */
  readonly prefix: number;
  readonly isDegrees: boolean;
}

/** Looks at the magnitude of northings and eastings; X is north unless only the other order can be in China. */
export function numberOrder(first: Float64Array, second: Float64Array): NumberOrder {
  const [one, other] = [median(first), median(second)];
  const eastFirst = !isNorthEast(one, other) && isNorthEast(other, one);
  const east = eastFirst ? one : other;
  return {
    eastFirst,
    prefix: east > 1_000_000 ? Math.floor(east / 1_000_000) : 0,
    isDegrees: Math.abs(one) <= 180 && Math.abs(other) <= 180,
    guesses: eastFirst
      ? [
          {
            what: 'axes',
            answer: 'Y, X',
            why: say(
              `X 列约 ${one}，Y 列约 ${other}：X 列是东坐标，两列写反了`,
              `X is about ${one} and Y about ${other}: X holds the eastings, the two are swapped`,
            ),
          },
        ]
      : [],
  };
}

/** 中国陆域: northings of latitudes 3–54, eastings of a zone with or without its number; or degrees. */
function isNorthEast(north: number, east: number): boolean {
  if (north >= 3 && north <= 54 && east >= 73 && east <= 136) return true;
  const isEasting = (east >= 1e5 && east <= 9e5) || (east >= 13e6 && east < 46e6);
  return north >= 3e5 && north <= 6e6 && isEasting;
}

function median(values: Float64Array): number {
  const step = Math.max(1, Math.ceil(values.length / SAMPLE));
  const sample = values.filter((value, i) => i % step === 0 && !Number.isNaN(value)).sort();
  return sample[Math.floor(sample.length / 2)] ?? Number.NaN;
}

/** The code of the system, '' when the head does not say; InputError when head and numbers contradict each other. */
export function systemOfHead(head: ReadonlyMap<string, string>, numbers: NumberOrder): string {
  const datum = head.get('坐标系') ?? '';
  if (/54|五四|北京|80|八〇|西安/.test(datum.replaceAll('2000', ''))) throw oldDatum(datum);
  const unit = head.get('计量单位') ?? '';
  if (!/^(米|m|度)?$/i.test(unit)) throw foreignUnit(unit);
  if (!/2000|CGCS/i.test(datum)) return '';
  if (numbers.isDegrees) return 'EPSG:4490';
  const said = saidZone(head);
  if (said !== 0 && numbers.prefix !== 0 && said !== numbers.prefix)
    throw contradiction(
      say(
        `文件头写带号 ${said}，坐标的带号却是 ${numbers.prefix}`,
        `The head says zone ${said}, the eastings begin with ${numbers.prefix}`,
      ),
    );
  const zone = said === 0 ? numbers.prefix : said;
  if (zone === 0) return '';
  const width = zone >= 25 && zone <= 45 ? 3 : zone >= 13 && zone <= 23 ? 6 : 0;
  const saidWidth = /[3三]/.test(head.get('几度分带') ?? '')
    ? 3
    : /[6六]/.test(head.get('几度分带') ?? '')
      ? 6
      : width;
  if (width === 0 || saidWidth !== width)
    throw contradiction(
      say(
        `带号 ${zone} 不是 ${saidWidth === 0 ? '中国的' : `${saidWidth} 度分带的`}带号`,
        `${zone} is no zone number of ${saidWidth === 0 ? 'China' : `${saidWidth}-degree zones`}`,
      ),
    );
  const hasPrefix = numbers.prefix !== 0;
  if (width === 3) return `EPSG:${(hasPrefix ? 4513 : 4534) + zone - 25}`;
  return `EPSG:${(hasPrefix ? 4491 : 4502) + zone - 13}`;
}

/** The zone number of the head; a central meridian (73°–136°) that stands there is turned into it by the width of zones. */
function saidZone(head: ReadonlyMap<string, string>): number {
  const said = Number(/\d+/.exec(head.get('带号') ?? '')?.[0] ?? 0);
  if (said < 73 || said > 136) return said;
  const isWide = /[6六]/.test(head.get('几度分带') ?? '');
  const zone = isWide ? (said + 3) / 6 : said / 3;
  return Number.isInteger(zone) ? zone : said;
}

function oldDatum(datum: string): InputError {
  return new InputError(
    'old-datum',
    say(`坐标系是“${datum}”`, `The reference system is “${datum}”`),
    say(
      '换算到 2000 国家大地坐标系需要当地的转换参数，请先转换再放入。',
      'A shift to CGCS2000 needs local parameters; convert the file first.',
    ),
  );
}

function foreignUnit(unit: string): InputError {
  return new InputError(
    'unknown-unit',
    say(`计量单位是“${unit}”`, `The unit of the coordinates is “${unit}”`),
    say('只读以米或度为单位的坐标。', 'Only coordinates in metres or degrees are read.'),
  );
}

function contradiction(text: ReturnType<typeof say>): InputError {
  return new InputError(
    'crs-contradiction',
    text,
    say('请改正文件头的带号和分带。', 'Correct the zone number and width in the head.'),
  );
}
