/** 图层的行政区和数据时点 — what a file of layers does not tell: which region it covers, and which day it describes. */
import { existsSync } from 'node:fs';
import { type CalendarDate, type Guess, InputError, type Question, say } from '../base/index.ts';
import { listSnapshots } from '../storage/index.ts';
import type { App } from './context.ts';

/** What a user says of it. */
export interface LayerPlace {
  /** Code of the county, city or province that the layers cover, six digits. */
  readonly region?: string | undefined;
  /** 数据时点. */
  readonly day?: CalendarDate | undefined;
}

/** An answer, or the question that it needs; the answer counts only when there is no question. */
export interface Placed {
  readonly answer: string;
  readonly questions: readonly Question[];
  readonly evidence: readonly Guess[];
}

/** The region that was told, else the only county of the stored surveys, else a question. InputError for what is no code. */
export async function regionOf(app: App, told: string | undefined): Promise<Placed> {
  if (told !== undefined) {
    if (/^[1-9]\d{5}$/.test(told)) return { answer: told, questions: [], evidence: [] };
    throw new InputError(
      'bad-option',
      say(`“${told}”不是六位行政区代码`, `“${told}” is no code of a region with six digits`),
      say(
        '县如 990101；市、省的图层用 990100、990000。',
        'A county like 990101; layers of a city or province have 990100 or 990000.',
      ),
    );
  }
  // Without any snapshot there is no county to be found, and no database has to be made for that.
  const rows = existsSync(app.home().snapshots)
    ? await listSnapshots(await app.database(), '')
    : [];
  const counties = new Map(rows.map((row) => [row.region_code, row.title.replace(/ \d{4}$/, '')]));
  const [only, ...others] = counties;
  if (only !== undefined && others.length === 0) {
    const why = say('库里只有这个县的调查', 'the only county of the stored surveys');
    const evidence = [{ what: 'region', answer: only[0], why, option: '--region' }];
    return { answer: only[0], questions: [], evidence };
  }
  const answers = [...counties].map(([answer, name]) => ({ answer, why: say(name, name) }));
  const question: Question = {
    what: 'region',
    code: 'which-region',
    text: say(
      '没有说明图层是哪个县（市、省）的',
      'It is not told which county, city or province the layers cover',
    ),
    remedy: say('请用 --region 指明六位代码。', 'Name its six digits with --region.'),
    option: '--region',
    answers,
    hasBest: false,
  };
  return { answer: '', questions: [question], evidence: [] };
}

/** The day that was told, else a question. */
export function dayOf(told: CalendarDate | undefined): Placed {
  if (told !== undefined) return { answer: told, questions: [], evidence: [] };
  const question: Question = {
    what: 'day',
    code: 'which-day',
    text: say('没有说明图层的数据时点', 'It is not told which day the layers describe'),
    remedy: say(
      '请用 --date 指明，例如 --date 2025-12-31。',
      'Name it with --date, for example --date 2025-12-31.',
    ),
    option: '--date',
    answers: [],
    hasBest: false,
  };
  return { answer: '', questions: [question], evidence: [] };
}
