/** Rule packs and drafts of law from their files; what a file builds on is read with it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Bilingual, InputError, say } from '../base/index.ts';
import { SURVEY_RULES } from '../land/index.ts';
import {
  parseDraft,
  parseRulePack,
  PROVINCE_PACKS,
  type RulePack,
  RULES,
} from '../policy/index.ts';

type Parse = (value: unknown, file: string) => RulePack;

/**
 * A pack by its file, or by the name of one that is shipped, put together with what it builds on.
 *
 * @throws InputError when there is none, it is not one, or it builds on itself.
 */
export const loadPack = (file: string): RulePack => load(file, parseRulePack, []);

/** A draft of law from its file; it may build on another draft or on a pack. */
export const loadDraft = (file: string): RulePack => load(file, parseDraft, []);

function load(file: string, parse: Parse, above: readonly string[]): RulePack {
  const shipped = PROVINCE_PACKS.find(({ name }) => name === file);
  if (shipped !== undefined) return shipped;
  const path = resolve(file);
  if (above.includes(path)) throw circular([...above, path], file);
  const pack = parse(readJson(file), file);
  refuseOtherRules(pack, file);
  if (pack.extends === undefined) return pack;
  const isShipped = PROVINCE_PACKS.some(({ name }) => name === pack.extends);
  const below = isShipped ? pack.extends : resolve(dirname(path), pack.extends);
  return together(load(below, parse, [...above, path]), pack);
}

/** The upper pack wins; it answers for both sources. */
function together(below: RulePack, upper: RulePack): RulePack {
  const isConfirmed = below.confidence === 'confirmed' && upper.confidence === 'confirmed';
  return {
    ...upper,
    values: { ...below.values, ...upper.values },
    rules: [...new Set([...(below.rules ?? []), ...(upper.rules ?? [])])],
    strengths: { ...below.strengths, ...upper.strengths },
    off: [...new Set([...(below.off ?? []), ...(upper.off ?? [])])],
    source: `${upper.source}；${below.source}`,
    confidence: isConfirmed ? 'confirmed' : 'unconfirmed',
  };
}

function circular(chain: readonly string[], file: string): InputError {
  const list = chain.join(' → ');
  return new InputError(
    'bad-rule-pack',
    say(`规则包循环引用：${list}`, `Rule packs build on each other in a circle: ${list}`),
    say('去掉其中一个 extends。', 'Take out one extends.'),
    { file, field: '/extends' },
  );
}

function readJson(file: string): unknown {
  if (!existsSync(file)) {
    const shipped = PROVINCE_PACKS.map(({ name }) => name).join('、');
    throw unreadable(
      'not-found',
      file,
      say(`找不到规则包“${file}”`, `There is no rule pack “${file}”`),
      say(
        `请检查路径；随程序提供的有 ${shipped}。`,
        `Check the path; those that come with the program are ${shipped}.`,
      ),
    );
  }
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const { message } = error as Error;
    throw unreadable(
      'bad-rule-pack',
      file,
      say(`规则包不是 JSON：${message}`, `The rule pack is not JSON: ${message}`),
      say('请改正格式。', 'Mend its syntax.'),
    );
  }
}

const unreadable = (code: string, file: string, text: Bilingual, remedy: Bilingual): InputError =>
  new InputError(code, text, remedy, { file });

/** A pack can make rules of counties and provinces binding; any other name would be passed over in silence. */
function refuseOtherRules(pack: RulePack, file: string): void {
  const survey = SURVEY_RULES.filter((rule) => rule.level !== 'national').map((rule) => rule.id);
  const optional = RULES.filter((rule) => rule.isOptional === true).map((rule) => rule.id);
  const known = [...survey, 'county', 'provincial', ...optional];
  const other = pack.rules?.find((rule) => !known.includes(rule));
  if (other === undefined) return;
  throw new InputError(
    'bad-rule-pack',
    say(
      `规则包选用的“${other}”不是可选的规则`,
      `The rule pack chooses “${other}”, which is no rule that can be chosen`,
    ),
    say(
      `可选的是 ${known.join('、')}；国家规则总是适用，不用选。`,
      `Those that can be chosen are ${known.join(', ')}; national rules always apply.`,
    ),
    { file, field: '/rules' },
  );
}
