/**
 * 法规草案 — a file that an official writes to see what a change of the law would do: values of parameters, words made stronger or
 * weaker, rules switched off. Unlike the pack of a province it may be weaker than the law in force.
 */
import { type Bilingual, InputError, say } from '../base/index.ts';
import { MEANING } from './parameter-meaning.ts';
import type { Parameters } from './parameters.ts';
import { packFault, validatePack } from './rule-pack.ts';
import type { RulePack } from './rule-set.ts';
import { RULES } from './rules.ts';

const KEYS = ['name', 'source', 'from', 'extends', 'values', 'strengths', 'off', 'rules', 'units'];

/**
 * A draft from a parsed file. A value may be written `{"value": 3, "unit": "年"}`, or its unit stand under `units`; the unit has
 * to be that of the parameter.
 *
 * @throws InputError naming the place: an unknown key, parameter or rule with the nearest known one, a wrong unit, a bad value.
 */
export function parseDraft(value: unknown, file: string): RulePack {
  if (!isRecord(value))
    throw packFault(file, '/', say('草案应是一个 JSON 对象', 'the draft must be an object'));
  refuseUnknown(file, '', Object.keys(value), KEYS, say('键', 'key'));
  const { values, units, ...rest } = value;
  const written = isRecord(values) ? values : {};
  const parameters = Object.keys(MEANING);
  refuseUnknown(file, '/values', Object.keys(written), parameters, say('参数', 'parameter'));
  const named = isRecord(units) ? units : {};
  refuseUnknown(file, '/units', Object.keys(named), parameters, say('参数', 'parameter'));
  const rules = RULES.map(({ id }) => id);
  const strengths = isRecord(rest['strengths']) ? Object.keys(rest['strengths']) : [];
  refuseUnknown(file, '/strengths', strengths, rules, say('规则', 'rule'));
  const off = Array.isArray(rest['off']) ? rest['off'].map(String) : [];
  refuseUnknown(file, '/off', off, rules, say('规则', 'rule'));
  const plain = Object.fromEntries(
    Object.entries(written).map(([name, one]) => [
      name,
      withoutUnit(file, name as keyof Parameters, one, named[name]),
    ]),
  );
  const draft = { ...rest, ...(values === undefined ? {} : { values: plain }) };
  return validatePack(draft, file, 'draft');
}

/** A value whose unit is that of its parameter. */
function withoutUnit(file: string, name: keyof Parameters, value: unknown, unit: unknown): unknown {
  const isMeasured = isRecord(value) && 'value' in value && 'unit' in value;
  const given = isMeasured ? value['unit'] : unit;
  const { zh, en } = MEANING[name].unit;
  if (given !== undefined && given !== zh && given !== en)
    throw packFault(
      file,
      `/values/${name}`,
      say(`单位是“${String(given)}”，应为“${zh}”`, `is in “${String(given)}”; its unit is “${en}”`),
    );
  return isMeasured ? value['value'] : value;
}

function refuseUnknown(
  file: string,
  place: string,
  given: readonly string[],
  known: readonly string[],
  what: Bilingual,
): void {
  const other = given.find((name) => !known.includes(name));
  if (other === undefined) return;
  const near = nearest(other, known);
  throw new InputError(
    'bad-draft',
    say(
      `草案 ${place}/ 没有${what.zh}“${other}”`,
      `The draft has no ${what.en} “${other}” at ${place}/`,
    ),
    say(`是不是“${near}”？`, `Is “${near}” meant?`),
    { file, field: `${place}/${other}` },
  );
}

/** The known name with the fewest changed letters. */
function nearest(name: string, known: readonly string[]): string {
  const far = known.map((one) => [changes(name.toLowerCase(), one.toLowerCase()), one] as const);
  return far.reduce((best, one) => (one[0] < best[0] ? one : best))[1];
}

/** Letters to add, drop or change to make one word of another. */
function changes(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same));
    }
    row = next;
  }
  return row[other.length]!;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
