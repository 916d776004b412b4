/** Rule packs from their files. */
import { existsSync, readFileSync } from 'node:fs';
import { InputError, say } from '../base/index.ts';
import { SURVEY_RULES } from '../land/index.ts';
import { parseRulePack, type RulePack } from '../policy/index.ts';

/** Reads a pack; InputError when there is none or it is not one. */
export function loadPack(file: string): RulePack {
  if (!existsSync(file)) {
    throw new InputError(
      'not-found',
      say(`找不到规则包“${file}”`, `There is no rule pack “${file}”`),
      say('请检查路径。', 'Check the path.'),
      { file },
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InputError(
      'bad-rule-pack',
      say(
        `规则包不是 JSON：${(error as Error).message}`,
        `The rule pack is not JSON: ${(error as Error).message}`,
      ),
      say('请改正格式。', 'Mend its syntax.'),
      { file },
    );
  }
  const pack = parseRulePack(value, file);
  refuseOtherRules(pack, file);
  return pack;
}

/** A pack can make rules of counties and provinces binding; any other name would be passed over in silence. */
function refuseOtherRules(pack: RulePack, file: string): void {
  const ids = SURVEY_RULES.filter((rule) => rule.level !== 'national').map((rule) => rule.id);
  const known = [...ids, 'county', 'provincial'];
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
