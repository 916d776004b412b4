/** 规则集 — the parameters in force on one day, with what a province or county chose; an input of every settlement. */
import type { CalendarDate, Confidence } from '../base/index.ts';
import { type Parameters, PARAMETERS, parameterAt } from './parameters.ts';
import type { Strength } from './rule.ts';

/** Values of a day with their standing. `id` names the day, and `+` the packs chosen. */
export interface RuleSet {
  readonly id: string;
  readonly day: CalendarDate;
  readonly values: Parameters;
  readonly standing: {
    readonly [K in keyof Parameters]: {
      readonly from: CalendarDate;
      readonly source: string;
      readonly confidence: Confidence;
    };
  };
  /** Rules of counties and provinces that bind: ids (`C8`), or `county` and `provincial` for all of them. */
  readonly chosen: readonly string[];
  /** Rules whose words a province or a draft made stronger or weaker, by id. */
  readonly strengths: Readonly<Record<string, Strength>>;
  /** Rules that a draft switches off. */
  readonly off: readonly string[];
}

/** What a province or county decides for itself. */
export interface RulePack {
  readonly name: string;
  readonly values: Partial<Parameters>;
  /** Rules that it makes binding: ids of rules, or `county` and `provincial` for all of that level. */
  readonly rules?: readonly string[];
  /** Rules that it makes stricter: 原则上不 becomes 禁止. */
  readonly strengths?: Readonly<Record<string, Strength>>;
  /** Rules that a draft switches off; a pack cannot. */
  readonly off?: readonly string[];
  /** First day of a draft; absent means always. */
  readonly from?: CalendarDate;
  /** File, or name of a shipped pack, that it builds on; whoever reads the file has put the two together. */
  readonly extends?: string;
  readonly source: string;
  /** Whether its text was seen and says so; a pack that does not claim it is unconfirmed. */
  readonly confidence?: Confidence;
}

/** The rules of a day; later packs win over earlier ones, and a draft over all of them from its first day on. */
export function ruleSetAt(
  day: CalendarDate,
  chosenPacks: readonly RulePack[] = [],
  draft?: RulePack,
): RuleSet {
  const packs = [...chosenPacks, ...(draft === undefined ? [] : [draft])].filter(
    ({ from }) => from === undefined || from <= day,
  );
  const values: Record<string, unknown> = {};
  const standing: Record<string, unknown> = {};
  for (const name of Object.keys(PARAMETERS) as (keyof Parameters)[]) {
    const version = parameterAt(name, day);
    values[name] = version.value;
    standing[name] = { from: version.from, source: version.source, confidence: version.confidence };
    for (const pack of packs) {
      if (!Object.hasOwn(pack.values, name)) continue;
      values[name] = pack.values[name];
      standing[name] = {
        from: day,
        source: pack.source,
        confidence: pack.confidence ?? 'unconfirmed',
      };
    }
  }
  const chosen = new Set(packs.flatMap((pack) => pack.rules ?? []));
  if (values['changeNotesRequired'] === true) chosen.add('C8');
  return {
    id: [day.slice(0, 7), ...packs.map((pack) => pack.name)].join('+'),
    day,
    values: values as unknown as Parameters,
    standing: standing as unknown as RuleSet['standing'],
    chosen: [...chosen].sort(),
    strengths: Object.assign(
      {},
      ...packs.map((pack) => pack.strengths ?? {}),
    ) as RuleSet['strengths'],
    off: packs.flatMap((pack) => pack.off ?? []),
  };
}
