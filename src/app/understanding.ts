/** What a survey file is understood to be, beyond its coordinates: the names it bears, its datum, encoding and classes. */
import { type Bilingual, type Guess, InputError, type Question, say } from '../base/index.ts';
import { type Crs, oldDatum } from '../geo/index.ts';
import { type Mapped, type Mapping, SURVEY_FIELDS } from '../land/index.ts';

/**
 * InputError `old-datum`: Beijing 1954 and Xian 1980 lie tens to hundreds of metres off CGCS2000, by an amount that only
 * the parameters of a place tell.
 */
export function refuseOldDatum(crs: Crs, file: string, layer: string): void {
  const datum = oldDatum(crs);
  if (datum === null) return;
  throw new InputError(
    'old-datum',
    say(
      `坐标系 ${crs.id || crs.name} 属于${datum.zh}，与 CGCS2000 的差别须用当地的转换参数改正`,
      `${crs.id || crs.name} is of ${datum.en}; the shift to CGCS2000 needs parameters of the place`,
    ),
    say(
      '请先用当地的转换参数转到 CGCS2000 再导入；如只是标注有误，请用 --crs 指明真实的坐标系。',
      'Transform the data to CGCS2000 with the local parameters first; if only the label is wrong, name the true system with --crs.',
    ),
    { file, layer },
  );
}

/** Bytes that are valid in two encodings, of which the likelier one was taken, are asked about. */
export function encodingQuestions(evidence: readonly Guess[]): Question[] {
  return evidence
    .filter(
      ({ what, answer, why }) =>
        what === 'encoding' && answer === 'BIG5' && why.en !== '--encoding',
    )
    .map(({ answer, why }) => ({
      what: 'encoding',
      code: 'which-encoding',
      text: say(`文字编码不明：${why.zh}`, `The encoding of the texts is not clear: ${why.en}`),
      remedy: say(
        '请用 --encoding BIG5 或 --encoding GB18030 指明。',
        'Name it with --encoding BIG5 or --encoding GB18030.',
      ),
      option: '--encoding',
      answers: [
        { answer, why },
        { answer: 'GB18030', why: say('字节也是合法的 GB18030', 'valid GB18030 as well') },
      ],
      hasBest: true,
    }));
}

/** The scheme of the classes, and how many features have codes that it does not know. */
export function classGuesses({ findings }: Mapped, mapping: Mapping): Guess[] {
  const classes = findings.filter(({ rule }) => rule === 'C1');
  const isUnified = classes.some(
    ({ severity, place }) => severity === 'notice' && place.feature === undefined,
  );
  const wrong = new Set(
    classes.filter(({ severity }) => severity === 'error').map(({ place }) => place.feature),
  ).size;
  const why = say(
    `按编码判断；${wrong} 个要素的编码或名称有误`,
    `by the codes; ${wrong} features have a wrong code or name`,
  );
  const answer = mapping.scheme ?? (isUnified ? 'YDYH2023' : 'TD1055');
  return [{ what: 'scheme', answer, why, option: '--mapping' }];
}

/** Which field stands for which attribute and why, and the fields that stand for none. */
export function fieldGuesses(
  fields: Readonly<Record<string, string>>,
  mapping: Mapping,
  columns: Iterable<string>,
): Guess[] {
  const guesses = SURVEY_FIELDS.flatMap(({ name, field: standard }): Guess[] => {
    const answer = fields[name];
    if (answer === undefined) return [];
    const guess = { what: name, answer, option: '--mapping' };
    if (mapping.attributes?.[name] !== undefined)
      return [{ ...guess, why: say('映射文件指明', 'named by the mapping file') }];
    if (answer.toUpperCase() === standard)
      return [{ ...guess, why: say('标准字段名', 'standard name') }];
    const why = say(`${standard} 的别名`, `another name of ${standard}`);
    return [{ ...guess, why, certainty: 'guess' }];
  });
  const used = new Set([...Object.values(fields), mapping.landClass?.field]);
  const others = [...columns].filter((name) => !used.has(name));
  if (others.length > 0)
    guesses.push({
      what: 'otherFields',
      answer: others.join(', '),
      why: say('不是 DLTB 的字段，未使用', 'no fields of DLTB; not used'),
      option: '--mapping',
    });
  return guesses;
}

/** What a guess is about, in words. */
const TITLES: Readonly<Record<string, Bilingual>> = {
  layer: say('图层', 'layer'),
  encoding: say('文字编码', 'encoding'),
  crs: say('坐标系', 'reference system'),
  axes: say('坐标顺序', 'order of the axes'),
  offset: say('坐标平移', 'offset'),
  zone: say('带号', 'zone number'),
  parts: say('多部分', 'parts'),
  fault: say('读取中的问题', 'fault while reading'),
  skipped: say('未读取', 'not read'),
  columns: say('未读入的列', 'columns not read'),
  year: say('年份', 'year'),
  region: say('县', 'county'),
  scheme: say('地类体系', 'class scheme'),
  pack: say('规则包', 'rule pack'),
  controlArea: say('控制面积', 'control area'),
  otherFields: say('其他字段', 'other fields'),
};

/** What a guess is about, for people; the name itself where nothing better is known. */
export function guessTitle(what: string): Bilingual {
  const known = TITLES[what];
  if (known !== undefined) return known;
  const field = SURVEY_FIELDS.find(({ name }) => name === what);
  return say(field?.zh ?? what, what);
}
