/**
 * 读懂属性 — which year and county a layer is of, by its fields and by the names of file, folder and layer, and which fields
 * are missing; everything that has to be asked is gathered, and nothing is decided in silence.
 */
import {
  type Answer,
  type Bilingual,
  type Column,
  type Guess,
  InputError,
  type Question,
  say,
} from '../base/index.ts';
import type { FeatureTable } from '../geo/index.ts';
import { asText, findColumn, type Mapping, resolveFields } from './mapping.ts';

/** What the caller knows besides the layer. */
export interface NamesAndHints {
  readonly file: string;
  /** Names of the layer and of the file, nearest first; they may contradict the fields. */
  readonly names: readonly string[];
  /** Names of folders, which are asked only when nothing else tells: many carry the year of delivery, or a number. */
  readonly folders: readonly string[];
  readonly year?: number | undefined;
  readonly region?: string | undefined;
}

/** Year and county where they are known or guessed, how, and what has to be asked. */
export interface Understanding {
  readonly year: number | undefined;
  readonly region: string | undefined;
  readonly guesses: readonly Guess[];
  readonly questions: readonly Question[];
}

/** First two digits of the codes of provinces, and of the sample county. */
const PROVINCES = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]|99)/;

/** Reads year and county and looks for the fields; InputError `old-classes` for the codes of the second survey. */
export function understandAttributes(
  table: FeatureTable,
  mapping: Mapping,
  hints: NamesAndHints,
): Understanding {
  refuseOldClasses(table, mapping, hints.file);
  const year = decide(
    YEAR,
    hints.year ?? (typeof mapping.year === 'number' ? mapping.year : undefined),
    counts(table, typeof mapping.year === 'object' ? mapping.year.field : 'SJNF', YEAR),
    hints,
  );
  const region = decide(
    REGION,
    hints.region ?? (typeof mapping.region === 'string' ? mapping.region : undefined),
    counts(table, typeof mapping.region === 'object' ? mapping.region.field : 'ZLDWDM', REGION),
    hints,
  );
  return {
    year: year.value === undefined ? undefined : Number(year.value),
    region: region.value,
    guesses: [...year.guesses, ...region.guesses],
    questions: [...year.questions, ...region.questions, ...missingFields(table, mapping)],
  };
}

/** How a year or a county is found in a value, and in a name. */
interface Kind {
  readonly what: 'year' | 'region';
  readonly inValue: RegExp;
  readonly inName: RegExp;
  readonly unknown: Bilingual;
  readonly several: Bilingual;
  readonly remedy: Bilingual;
}

const YEAR: Kind = {
  what: 'year',
  inValue: /^(?:19|20|21)\d\d/,
  // The 2000 of CGCS2000 and 国家2000坐标系 is a datum.
  inName: /(?<!\d|CGCS[ _-]?|China[ _-]?|国家)20[012]\d(?!\d|国家|坐标)/gi,
  unknown: say('不知道是哪一年的数据', 'The year of the data is not known'),
  several: say('年份有几种说法', 'Several years are told'),
  remedy: say(
    '导入和检查时用 --year 指明；结算时在 --mapping-before 和 --mapping-after 的映射文件里写 year。',
    'Name it with --year when importing or checking; to settle, write year into the files of --mapping-before and --mapping-after.',
  ),
};

const REGION: Kind = {
  what: 'region',
  inValue: /^\d{6}/,
  inName: /(?<!\d)\d{6}(?!\d)/g,
  unknown: say('不知道是哪个县的数据', 'The county of the data is not known'),
  several: say('县级代码有几种说法', 'Several counties are told'),
  remedy: say(
    '请用 --region 指明六位行政区代码，例如 --region 990101。',
    'Name the six-digit code with --region, e.g. --region 990101.',
  ),
};

/** What the features say and how many of them. */
interface Said {
  readonly field: string;
  readonly rows: number;
  readonly byValue: readonly (readonly [string, number])[];
}

function counts(table: FeatureTable, name: string, { inValue }: Kind): Said {
  const fields = resolveFields(table, {});
  const own =
    name === 'SJNF' ? fields['dataYear'] : name === 'ZLDWDM' ? fields['locationUnit'] : name;
  const column: Column | undefined = own === undefined ? undefined : findColumn(table, own);
  const found = new Map<string, number>();
  const text = column === undefined ? undefined : asText(column);
  for (const code of text?.codes ?? []) {
    const value = code < 0 ? undefined : inValue.exec(text!.dictionary[code]!)?.[0];
    if (value !== undefined) found.set(value, (found.get(value) ?? 0) + 1);
  }
  const byValue = [...found].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return { field: own ?? name, rows: text?.codes.length ?? 0, byValue };
}

function decide(
  kind: Kind,
  told: string | number | undefined,
  said: Said,
  { names, folders }: NamesAndHints,
): { value: string | undefined; guesses: Guess[]; questions: Question[] } {
  const { what } = kind;
  const option = `--${what}`;
  if (told !== undefined) {
    const why = say(`${option} 或映射文件指明`, `${option} or the mapping file`);
    return { value: String(told), guesses: [{ what, answer: String(told), why }], questions: [] };
  }
  const [most] = said.byValue;
  const named = inNames(kind, most === undefined ? [...names, ...folders] : names);
  const fromField = said.byValue.map(([answer, count]): Answer => ({
    answer,
    why: say(
      `字段 ${said.field}：${said.rows} 个要素中有 ${count} 个如此`,
      `field ${said.field}: ${count} of ${said.rows} features say so`,
    ),
  }));
  const isContradicted = most !== undefined && named !== null && named.answer !== most[0];
  const answers = [...fromField, ...(named && (isContradicted || !most) ? [named] : [])];
  const [best] = answers;
  if (best === undefined || fromField.length > 1 || isContradicted) {
    const list = answers.map(({ answer, why }) => `${answer}（${why.zh}）`).join('、');
    const english = answers.map(({ answer, why }) => `${answer} (${why.en})`).join(', ');
    const question: Question = {
      what,
      code: `which-${what}`,
      text: best
        ? say(`${kind.several.zh}：${list}`, `${kind.several.en}: ${english}`)
        : kind.unknown,
      remedy: kind.remedy,
      option,
      answers: answers.slice(0, 10),
      hasBest: best !== undefined,
      field: said.field,
    };
    const guess: Guess[] = best
      ? [
          {
            what,
            answer: best.answer,
            why:
              fromField.length > 1
                ? say(
                    `推测：${said.rows} 个要素中有 ${most![1]} 个如此`,
                    `guessed: ${most![1]} of ${said.rows} features say so`,
                  )
                : best.why,
            certainty: isContradicted ? 'contradiction' : 'guess',
            option,
          },
        ]
      : [];
    return { value: best?.answer, guesses: guess, questions: [question] };
  }
  const isNamed = most === undefined;
  return {
    value: best.answer,
    guesses: [{ what, ...best, option, ...(isNamed ? { certainty: 'guess' as const } : {}) }],
    questions: [],
  };
}

/** The one year or county that the nearest name tells; a name with two of them tells nothing. */
function inNames({ inName, what }: Kind, names: readonly string[]): Answer | null {
  for (const name of names) {
    const found = new Set(
      [...name.matchAll(inName)]
        .map(([text]) => text)
        .filter((text) => what === 'year' || PROVINCES.test(text)),
    );
    const [answer] = found;
    if (answer !== undefined && found.size === 1)
      return { answer, why: say(`名称“${name}”`, `the name “${name}”`) };
  }
  return null;
}

/** Fields that the mapping names and the layer lacks; and the land class, without which nothing can be settled. */
function missingFields(table: FeatureTable, mapping: Mapping): Question[] {
  const have = [...table.columns.keys()];
  const list = have.slice(0, 30).join(', ');
  const lacks = (field: string): boolean => findColumn(table, field) === undefined;
  const ask = (what: string, field: string, zh: string, hasBest: boolean): Question => ({
    what,
    code: 'missing-field',
    text: say(`缺少${zh}字段 ${field}（${what}）`, `Field ${field} (${what}) is missing`),
    remedy: say(
      `请用 --mapping 指明对应的字段；文件里有：${list || '没有字段'}`,
      `Name the field in a mapping file; the file has: ${list || 'no fields'}`,
    ),
    option: '--mapping',
    answers: [],
    hasBest,
    field,
  });
  const questions = Object.entries(mapping.attributes ?? {})
    .filter(([name, field]) => name !== 'landClass' && lacks(field))
    .map(([name, field]) => ask(name, field, '映射所指的', true));
  const landClass = mapping.landClass?.field ?? resolveFields(table, mapping)['landClass'];
  if (landClass === undefined || lacks(landClass))
    questions.push(ask('landClass', landClass ?? 'DLBM', '必需的', false));
  for (const field of [mapping.id ?? []].flat())
    if (lacks(field)) questions.push(ask('id', field, '映射所指的', false));
  return questions;
}

/** Codes of three digits are those of the second survey (GB/T 21010-2007 as 二调 used it): no later scheme has them. */
const OLD_CLASS = /^(01[1-3]|02[1-3]|03[1-3]|04[1-3]|10[1-7]|11[1-9]|12[2-7]|20[1-5])[A-Z]?$/;

function refuseOldClasses(table: FeatureTable, mapping: Mapping, file: string): void {
  if (mapping.landClass?.map !== undefined) return;
  const field = mapping.landClass?.field ?? resolveFields(table, mapping)['landClass'];
  const column = field === undefined ? undefined : findColumn(table, field);
  if (column === undefined) return;
  const { codes, dictionary } = asText(column);
  let old = 0;
  for (const code of codes) if (code >= 0 && OLD_CLASS.test(dictionary[code]!.trim())) old++;
  if (2 * old <= codes.length) return;
  throw new InputError(
    'old-classes',
    say(
      `${codes.length} 个要素中有 ${old} 个用的是第二次土地调查的三位地类编码（如 011 水田）`,
      `${old} of ${codes.length} features have the three-digit class codes of the second land survey (such as 011 paddy)`,
    ),
    say(
      '请改用三调之后的数据；确需使用时，在映射文件的 landClass.map 中逐一对照。',
      'Use data of the third survey or later; if these are meant, translate each code in landClass.map of a mapping file.',
    ),
    { file, layer: table.name, field: field! },
  );
}
