/** 规则的答复 — how a rule words its answer: verdicts with sentence and remedy, areas as people read them, figures. */
import { type Area, type Bilingual, formatArea, say } from '../base/index.ts';
import { constraintLayer, type LayerKey } from './constraint-layers.ts';
import type { GroundFacts, GroundPiece, LayerFact } from './facts.ts';
import type { Figure, LawOfDay, Outcome } from './rule.ts';

type Given = Extract<LayerFact, { state: 'given' }>;

/** The rule is kept. */
export const pass = (sentence: Bilingual, figures: readonly Figure[] = []): Outcome => ({
  verdict: 'pass',
  sentence,
  figures,
});

/** The rule does not speak of these facts. */
export const notApplicable = (sentence: Bilingual, figures: readonly Figure[] = []): Outcome => ({
  verdict: 'not-applicable',
  sentence,
  figures,
});

/** The rule is broken. */
export const refuse = (
  sentence: Bilingual,
  remedy: Bilingual,
  figures: readonly Figure[] = [],
): Outcome => ({ verdict: 'refuse', sentence, remedy, figures });

/** Something has to be done. */
export const duty = (
  sentence: Bilingual,
  remedy: Bilingual,
  figures: readonly Figure[] = [],
): Outcome => ({ verdict: 'duty', sentence, remedy, figures });

/** A named authority has to approve. */
export const needsApproval = (
  sentence: Bilingual,
  remedy: Bilingual,
  figures: readonly Figure[] = [],
): Outcome => ({ verdict: 'needs-approval', sentence, remedy, figures });

/** A fact is not known, so that the rule cannot answer. */
export const noData = (sentence: Bilingual, remedy: Bilingual): Outcome => ({
  verdict: 'no-data',
  sentence,
  remedy,
});

/** An area in a sentence: hectares with four decimals, as the books of occupation are kept. */
export function hectares(area: Area): Bilingual {
  const text = formatArea(area, 'ha', 4);
  return say(`${text} 公顷`, `${text} ha`);
}

/** What a layer says of the ground; the runner asks no rule whose layers are missing. */
export function givenLayer(facts: GroundFacts, key: LayerKey): Given {
  const fact = facts.layers[key];
  if (fact.state === 'missing') throw new RangeError(`the rule does not name its layer ${key}`);
  return fact;
}

/**
 * The answer of a rule that asks whether the ground lies in a layer. Ground up to the tolerance of overlaps is none: the
 * borders of two surveys never meet to the centimetre. `met` words the answer where there is more; it gets the hit as a
 * phrase, `涉及高标准农田 0.5000 公顷（清源一期）`.
 */
export function whetherMet(
  facts: GroundFacts,
  law: LawOfDay,
  key: LayerKey,
  met: (hit: Bilingual) => Outcome,
): Outcome {
  const { area, hits } = givenLayer(facts, key);
  const { name } = constraintLayer(key);
  const figures = [areaFigure(name, area, `/layers/${key}/area`)];
  if (!isMore(area, law)) return pass(say(`不涉及${name.zh}`, `It meets no ${name.en}`), figures);
  const size = hectares(area);
  const where = nameHits(hits.map((hit) => hit.name));
  return {
    ...met(
      say(
        `涉及${name.zh} ${size.zh}${where && `（${where.zh}）`}`,
        `It meets ${size.en} of ${name.en}${where && ` (${where.en})`}`,
      ),
    ),
    figures,
  };
}

/** Whether ground is more than the tolerance of overlaps. */
export const isMore = (area: Area, law: LawOfDay): boolean =>
  area > BigInt(law.value('overlapToleranceCents'));

/** The first names of features, and how many there are; '' when there is none. */
export function nameHits(names: readonly string[]): Bilingual | '' {
  const shown = names.slice(0, NAMES_SHOWN);
  if (shown.length === 0) return '';
  const isCut = names.length > shown.length;
  return say(
    shown.join('、') + (isCut ? ` 等 ${names.length} 处` : ''),
    shown.join(', ') + (isCut ? ` and others, ${names.length} in all` : ''),
  );
}
const NAMES_SHOWN = 3;

/** An area that stands in the facts at `pointer`, or '' when it was computed from them. */
export const areaFigure = (name: Bilingual, area: Area, pointer = ''): Figure => ({
  name,
  pointer,
  amount: { unit: 'area', area },
});

/** Cultivated land without ridges of the ground, all or what passes a test. */
export function cultivatedArea(
  facts: GroundFacts,
  test: (piece: GroundPiece) => boolean = () => true,
): Area {
  let sum = 0n;
  for (const piece of facts.pieces) if (isCultivated(piece) && test(piece)) sum += piece.netArea;
  return sum;
}

/** 耕地 — 水田, 水浇地 and 旱地. */
export const isCultivated = (piece: GroundPiece): boolean => piece.landClass.startsWith('01');

/** Ground of the pieces that pass a test, ridges included. */
export function groundArea(facts: GroundFacts, test: (piece: GroundPiece) => boolean): Area {
  let sum = 0n;
  for (const piece of facts.pieces) if (test(piece)) sum += piece.area;
  return sum;
}
