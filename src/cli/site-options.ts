/** Options of a site check: how the land is used, and the answers that only the applicant can give. */
import type { Command } from 'commander';
import { landUseOf, LAND_USE_NAMES, SITE_PAPERS, type SiteCheckOptions } from '../app/index.ts';
import { type Area, areaFromSquareMetres, InputError, isCalendarDate, say } from '../base/index.ts';

/** What the command line gives. */
export interface SiteOptions {
  readonly use?: string;
  readonly years?: number;
  readonly sector?: 'energy' | 'transport' | 'water' | 'other';
  readonly facility?: 'planting' | 'livestock' | 'aquaculture';
  readonly breaksPloughLayer?: boolean;
  readonly majorProject?: boolean;
  readonly paper?: readonly (typeof SITE_PAPERS)[number][];
  readonly feeSubject?: string;
  readonly allotment?: Area;
  readonly used?: Area;
  readonly lastYearGrade?: number;
}

/** The use and the answers as the use case knows them; which use is asked when nobody told it. */
export function answersOf(
  options: SiteOptions,
  file: string,
): Pick<SiteCheckOptions, 'use' | 'answers' | 'lastYearGrade' | 'allotmentArea' | 'usedArea'> {
  const use = options.use === undefined ? undefined : landUseOf(options.use.trim());
  if (use === undefined) throw whichUse(options.use, file);
  const { years, sector, facility, breaksPloughLayer, majorProject, feeSubject, paper } = options;
  return {
    use,
    answers: {
      ...(years === undefined ? {} : { years }),
      ...(sector === undefined ? {} : { sector }),
      ...(facility === undefined ? {} : { facility }),
      ...(breaksPloughLayer === undefined ? {} : { breaksPloughLayer }),
      ...(majorProject === undefined ? {} : { isListedMajorProject: majorProject }),
      ...(feeSubject === undefined ? {} : { feeSubject }),
      ...(paper === undefined ? {} : { papers: paper }),
    },
    lastYearGrade: options.lastYearGrade,
    allotmentArea: options.allotment,
    usedArea: options.used,
  };
}

function whichUse(said: string | undefined, file: string): InputError {
  const answers = Object.entries(LAND_USE_NAMES).map(([answer, why]) => ({ answer, why }));
  const text =
    said === undefined
      ? say(
          '没有说明用地方式：适用哪些规则由它决定',
          'How the land is to be used was not told; the rules depend on it',
        )
      : say(`没有用地方式“${said}”`, `There is no way of using land called “${said}”`);
  const remedy = say(
    `用 --use 指明：${answers.map(({ answer, why }) => `${why.zh} ${answer}`).join('、')}。`,
    `Name it with --use: ${answers.map(({ answer }) => answer).join(', ')}.`,
  );
  return new InputError('which-use', text, remedy, { file }, [
    { what: 'use', code: 'which-use', text, remedy, option: '--use', answers, hasBest: false },
  ]);
}

function badOption(name: string, text: string, zh: string, en: string): InputError {
  return new InputError(
    'bad-option',
    say(`${name} 应为${zh}，而不是“${text}”`, `${name} must be ${en}, not “${text}”`),
    say('请改正该选项。', 'Correct the option.'),
  );
}

/** A day, YYYY-MM-DD. */
export function dayOption(name: string): (text: string) => string {
  return (text) => {
    if (isCalendarDate(text.trim())) return text.trim();
    throw badOption(name, text, '日期，如 2026-03-17', 'a day such as 2026-03-17');
  };
}

/** yes or no, also 是 or 否. */
export function yesOrNo(name: string): (text: string) => boolean {
  return (text) => {
    const word = text.trim().toLowerCase();
    if (word === 'yes' || word === '是') return true;
    if (word === 'no' || word === '否') return false;
    throw badOption(name, text, ' yes（是）或 no（否）', 'yes or no');
  };
}

const SQUARE_METRES = 10_000;

/** An area in hectares. */
export function hectaresOption(name: string): (text: string) => Area {
  return (text) => {
    if (/^\d{1,9}(\.\d{1,6})?$/.test(text.trim()))
      return areaFromSquareMetres(Number(text) * SQUARE_METRES);
    throw badOption(name, text, '公顷数，如 14.34', 'a number of hectares such as 14.34');
  };
}

/** A quality grade or a mean of grades, 1–10. */
export function gradeOption(name: string): (text: string) => number {
  return (text) => {
    const grade = /^\d{1,2}(\.\d{1,4})?$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (grade >= 1 && grade <= 10) return grade;
    throw badOption(name, text, ' 1–10 的等级', 'a grade from 1 to 10');
  };
}

/** A paper at hand; the option may be repeated. */
export function paperOption(
  text: string,
  before: readonly (typeof SITE_PAPERS)[number][] = [],
): readonly (typeof SITE_PAPERS)[number][] {
  const paper = SITE_PAPERS.find((one) => one === text.trim());
  if (paper !== undefined) return [...before, paper];
  throw badOption(
    '--paper',
    text,
    `要件之一（${SITE_PAPERS.join('、')}）`,
    `one of the papers (${SITE_PAPERS.join(', ')})`,
  );
}

/** What the checks of a site and of candidate ground are both told. */
export interface GroundFileOptions {
  readonly asOf?: string;
  readonly survey?: string;
  readonly region?: string;
  readonly layers?: string;
  readonly layersDay?: string;
  readonly pack?: readonly string[];
  readonly exception?: readonly string[];
  readonly crs?: string;
  readonly encoding?: string;
  readonly swapAxes?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly strict?: boolean;
}

/** Adds them to a command. */
export function groundFileOptions(command: Command): Command {
  return command
    .option('--as-of <day>', '适用哪一天的规则 the day whose law is asked', dayOption('--as-of'))
    .option('--survey <survey>', '调查快照号或文件 survey: snapshot id or file')
    .option('--region <code>', '县级行政区代码 county code')
    .option('--layers <file>', '约束图层 constraint layers')
    .option(
      '--layers-day <day>',
      '这些图层的数据时点 day of those layers',
      dayOption('--layers-day'),
    )
    .option('--pack <file...>', '省、县的规则包 rule packs of the province or county')
    .option('--exception <file...>', '例外：谁批准、为什么 exceptions: who approves, and why')
    .option('--crs <crs>', '坐标系 reference system')
    .option('--encoding <name>', '文字编码 text encoding')
    .option('--swap-axes', '文件把北坐标写在前面 the file has the northing first')
    .option('--yes', '有歧义时取最可能的答案 take the best guess instead of asking')
    .option('--dry-run', '只看结果，不存储 show the result, store nothing')
    .option('--strict', '须批准、缺数据或图层过旧时以 1 退出 exit 1 when something is open');
}

/** The day on which somebody asks, in the time of this place. */
export function today(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** The same as the use cases know them; packs and exceptions are read by the command. */
export function toldOf(options: GroundFileOptions) {
  const { survey, region, layers, layersDay, crs, encoding, swapAxes } = options;
  return {
    day: options.asOf ?? today(),
    survey,
    region,
    layers,
    layersDay,
    crs,
    encoding,
    swapAxes,
    guess: options.yes,
    store: options.dryRun !== true,
  };
}
