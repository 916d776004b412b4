/** What a survey file is understood to be, beyond its coordinates: the names it bears, its datum, encoding and classes. */
import { type Guess, InputError, type Question, say } from '../base/index.ts';
import { type Crs, oldDatum } from '../geo/index.ts';
import type { Mapped, Mapping } from '../land/index.ts';

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
