/** 规则的答复 — how a rule words its answer: verdicts with sentence and remedy, areas as people read them, figures. */
import { type Area, type Bilingual, formatArea, say } from '../base/index.ts';
import type { LayerKey } from './constraint-layers.ts';
import type { GroundFacts, LayerFact } from './facts.ts';
import type { Figure, Outcome } from './rule.ts';

type Given = Extract<LayerFact, { state: 'given' }>;

/** The rule is kept. */
export const pass = (sentence: Bilingual, figures: readonly Figure[] = []): Outcome => ({
  verdict: 'pass',
  sentence,
  figures,
});

/** The rule does not speak of these facts. */
export const notApplicable = (sentence: Bilingual): Outcome => ({
  verdict: 'not-applicable',
  sentence,
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

/** An area that stands in the facts at `pointer`, or '' when it was computed from them. */
export const areaFigure = (name: Bilingual, area: Area, pointer = ''): Figure => ({
  name,
  pointer,
  amount: { unit: 'area', area },
});

/** Cultivated land without ridges of the ground, all or what passes a test. */
export function cultivatedArea(
  facts: GroundFacts,
  test: (piece: GroundFacts['pieces'][number]) => boolean = () => true,
): Area {
  let sum = 0n;
  for (const piece of facts.pieces)
    if (piece.landClass.startsWith('01') && test(piece)) sum += piece.netArea;
  return sum;
}
