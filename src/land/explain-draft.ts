/** Building blocks of explanations: a draft says only what is particular to its number; `finish` adds the rest. */
import {
  type Bilingual,
  type Citation,
  type Derivation,
  type Explanation,
  formatArea,
  formatSignedArea,
  type Operand,
  say,
} from '../base/index.ts';
import { MEANING, opinion, type Parameters, parameterText } from '../policy/index.ts';
import type { ParcelFilter, PieceFilter } from './explanation.ts';
import { flowKind } from './flow-table.ts';
import type { AreaText, Settlement } from './settlement.ts';

/** An explanation, and which pieces or parcels stand behind it; null when none does. */
export interface ExplainedNumber {
  readonly explanation: Explanation;
  readonly pieces: PieceFilter | null;
  readonly parcels: ParcelFilter | null;
  /** Which rules, flows and parameters behind the number no text confirms; empty when all are confirmed. */
  readonly doubts: readonly Bilingual[];
}

/** What a single kind of number has to say. */
export interface Draft {
  readonly title: Bilingual;
  readonly exact: string;
  readonly value: Bilingual;
  readonly formula: Bilingual;
  readonly derivation: Derivation;
  readonly operands?: readonly Operand[];
  readonly citations?: readonly Citation[];
  readonly parameters?: Explanation['parameters'];
  readonly advice?: Bilingual;
  readonly pieces?: PieceFilter;
  readonly parcels?: ParcelFilter;
  readonly unconfirmed?: boolean;
  /** What is unconfirmed, when it is neither a flow nor a parameter. */
  readonly doubt?: Bilingual;
}

export const UNIFIED = opinion('十一', '统一纳入耕地占补平衡管理');
export const STABLE = opinion(
  '十一',
  '将省域内稳定利用耕地净增加量作为下年度非农建设允许占用耕地规模上限',
);
export const SETTLE: Citation = { instrument: 'practice', clause: '年度结算' };

/**
 * The whole explanation of a draft. `document` is the reference of the settlement without a place; it carries the version
 * that was asked for, and so do the references of all operands.
 */
export function finish(document: string, pointer: string, draft: Draft): ExplainedNumber {
  const { title, exact, value, formula, derivation, advice, pieces, parcels } = draft;
  const doubts = doubtsOf(draft);
  return {
    explanation: {
      ref: `${document}#${pointer}`,
      title,
      value,
      exact,
      derivation,
      formula,
      parameters: draft.parameters ?? [],
      operands: (draft.operands ?? []).map((one) =>
        one.ref === undefined ? one : { ...one, ref: `${document}${one.ref}` },
      ),
      citations: draft.citations ?? [SETTLE],
      confidence: doubts.length > 0 ? 'unconfirmed' : 'confirmed',
      ...(advice ? { advice } : {}),
    },
    pieces: pieces ?? null,
    parcels: parcels ?? null,
    doubts,
  };
}

/** What no text confirms of a draft: its own rule, a flow that it adds up, a parameter that it uses. */
function doubtsOf(draft: Draft): Bilingual[] {
  const flows = (draft.pieces?.flows ?? [])
    .map(flowKind)
    .filter((kind) => kind.confidence === 'unconfirmed')
    .map(({ title }) => say(`流量 ${title.zh}`, `flow ${title.en}`));
  const parameters = (draft.parameters ?? [])
    .filter((one) => one.confidence === 'unconfirmed')
    .map(({ name }) => say(`参数 ${name}`, `parameter ${name}`));
  const own = draft.doubt ? [draft.doubt] : [];
  const all = [...own, ...parameters, ...flows];
  return draft.unconfirmed && all.length === 0 ? [draft.title] : all;
}

/** The doubts as one phrase, `未确认：参数 capacityFormula、流量 …`; long lists are cut and counted. */
export function doubtText(doubts: readonly Bilingual[], limit = 3): Bilingual | null {
  if (doubts.length === 0) return null;
  const [shown, left] = [doubts.slice(0, limit), doubts.length - limit];
  const list = (language: 'zh' | 'en', comma: string): string =>
    shown.map((one) => one[language]).join(comma);
  return say(
    `未确认：${list('zh', '、')}${left > 0 ? `等 ${doubts.length} 项` : ''}`,
    `unconfirmed: ${list('en', '; ')}${left > 0 ? ` and ${left} more` : ''}`,
  );
}

/** An area in 公顷 with its exact m². */
export function hectares(area: AreaText): Bilingual {
  const [ha, m2] = [formatArea(BigInt(area), 'ha', 4), formatArea(BigInt(area), 'm2')];
  return say(`${ha} 公顷 (${m2} m²)`, `${ha} ha (${m2} m²)`);
}

/** An area with its sign. */
export function signed(area: AreaText): Bilingual {
  const [ha, m2] = [formatSignedArea(BigInt(area), 'ha', 4), formatSignedArea(BigInt(area), 'm2')];
  return say(`${ha} 公顷 (${m2} m²)`, `${ha} ha (${m2} m²)`);
}

/** What reads the same in both languages. */
export function plain(text: string): Bilingual {
  return say(text, text);
}

/** A count with its word. */
export function counted(count: number, zh: string, en: string): Bilingual {
  const text = count.toLocaleString('en-US');
  return say(`${text} ${zh}`, `${text} ${en}`);
}

/** An area as a term of a sum, with its place in the document; `sign` −1 where the formula subtracts it. */
export function term(name: Bilingual, area: AreaText, pointer: string, sign: 1 | -1 = 1): Operand {
  const exact = sign === 1 ? area : (-BigInt(area)).toString();
  return { name, value: signed(exact), ref: `#${pointer}`, term: exact };
}

/** A count as a term of a sum. */
export function countTerm(name: Bilingual, count: number, pointer: string): Operand {
  return {
    name,
    value: plain(count.toLocaleString('en-US')),
    ref: `#${pointer}`,
    term: String(count),
  };
}

/** A parameter as people read it; the document holds words as they are and anything else as JSON. */
export function parameterValue(name: string, value: string): Bilingual {
  if (!isParameter(name)) return plain(value);
  const isJson = /^[-\d[{]|^(true|false)$/.test(value);
  return parameterText(name, (isJson ? JSON.parse(value) : value) as Parameters[typeof name]);
}

/** Whether the present program knows the parameter; a document of an older one may name others. */
const isParameter = (name: string): name is keyof Parameters => Object.hasOwn(MEANING, name);

/** Standing of the named parameters, as explanations show it. */
export function parametersOf(
  settlement: Settlement,
  ...names: readonly string[]
): Explanation['parameters'] {
  return settlement.parameters
    .filter((one) => names.includes(one.name))
    .map(({ name, value, confidence }) => ({
      name,
      value: parameterValue(name, value),
      confidence,
    }));
}
