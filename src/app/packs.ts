/** Rule packs from their files. */
import { existsSync, readFileSync } from 'node:fs';
import { InputError, say } from '../base/index.ts';
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
  return parseRulePack(value, file);
}
