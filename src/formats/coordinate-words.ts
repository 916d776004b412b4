/** 表头词 — headings of tables of points, in Chinese and English, and the ways in which a coordinate is written. */
import type { FurtherColumn } from './plot-attributes.ts';
import { parsedNumber } from './text-lines.ts';

/** Columns of a table of points, by their place; −1 where there is none. */
export interface ListColumns {
  /** Northing or latitude, by the words. */
  readonly first: number;
  /** Easting or longitude, by the words. */
  readonly second: number;
  readonly point: number;
  readonly plot: number;
  readonly ring: number;
  /** The heading of the plots. */
  readonly plotName: string;
  /** Columns with any other heading, from left to right. */
  readonly further: readonly FurtherColumn[];
  /** Whether the words leave no doubt of the order; X and Y do. */
  readonly isSure: boolean;
}

/** Words without blanks, brackets and units, in lower case. */
const WORDS = {
  north: /^(北|北坐标|北向|n|north|northing|纬度|纬|b|lat|latitude|纵坐标|纵坐标x|x纵坐标)$/,
  east: /^(东|东坐标|东向|e|east|easting|经度|经|l|lon|lng|long|longitude|横坐标|横坐标y|y横坐标)$/,
  x: /^(x|x坐标|坐标x|pointx|xcoord)$/,
  y: /^(y|y坐标|坐标y|pointy|ycoord)$/,
  point:
    /^(点号|点名|序号|点序号|界址点|界址点号|界址点编号|拐点|拐点号|拐点编号|point|pointid|pointno|no|pt|vertex)$/,
  plot: /^(地块|地块号|地块编号|地块名称|地块名|宗地|宗地号|宗地编号|宗地代码|图斑|图斑号|图斑编号|标识码|bsm|tbbh|plot|plotid|plotno|parcel|parcelid|parcelno)$/,
  ring: /^(圈号|圈|环号|环|ring|ringno|ringid)$/,
} as const;

/** What the headings say; null when they do not name a northing and an easting. */
export function listColumns(headings: readonly string[]): ListColumns | null {
  const words = headings.map(wordOf);
  const at = (word: RegExp): number => words.findIndex((text) => word.test(text));
  const isSure = at(WORDS.north) >= 0 && at(WORDS.east) >= 0;
  const first = isSure ? at(WORDS.north) : at(WORDS.x);
  const second = isSure ? at(WORDS.east) : at(WORDS.y);
  if (first < 0 || second < 0) return null;
  const [plot, point, ring] = [at(WORDS.plot), at(WORDS.point), at(WORDS.ring)];
  const own = new Set([first, second, plot, point, ring]);
  return {
    first,
    second,
    point,
    plot,
    ring,
    further: headings.flatMap((name, place) =>
      name === '' || own.has(place) ? [] : [{ name, place }],
    ),
    plotName: plot < 0 ? '地块名称' : headings[plot]!,
    isSure,
  };
}

function wordOf(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[([【](m|米|°|度|单位.*|dd)[)\]】]/g, '')
    .replaceAll(/[\s()[\]_.:/-]/g, '');
}

/** A coordinate: a number, with commas between thousands too, or degrees, minutes and seconds; NaN for anything else. */
export function degreesOf(text: string): number {
  const plain = text.normalize('NFKC');
  const grouped = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain) ? plain.replaceAll(',', '') : plain;
  const number = parsedNumber(grouped);
  if (!Number.isNaN(number)) return number;
  const parts =
    /^[NE北东]?\s*(\d{1,3})\s*[°度]\s*(\d{1,2})\s*['′’分]\s*(\d{1,2}(?:\.\d+)?)\s*(?:["″”秒]|''|′′)?\s*[NE北东]?$/i.exec(
      plain,
    );
  if (parts === null) return Number.NaN;
  const [degrees, minutes, seconds] = parts.slice(1).map(Number);
  return minutes! < 60 && seconds! < 60 ? degrees! + minutes! / 60 + seconds! / 3600 : Number.NaN;
}
