/** 避让方案 as it stands in a check: what to drop, and where the site could lie instead, decided under the same rules. */
import type { Area } from '../base/index.ts';
import { decide, RULES, type RuleSet, type SiteFacts, type Verdict } from '../policy/index.ts';
import { siteAlternatives, type SiteDrop, type SiteShift } from './alternatives.ts';
import type { SiteInput } from './ground-facts.ts';

/** How a site could keep off permanent basic farmland. */
export interface Avoidance {
  /** The parts that take it, largest first. */
  readonly drops: readonly SiteDrop[];
  /** What is left of the site without them. */
  readonly restArea: Area;
  /** The smallest shift that takes none, with the verdict there; null when none was found. */
  readonly shift: AvoidingShift | null;
}

/** The site at another place, and what the rules say of it there, without exceptions. */
export interface AvoidingShift extends Omit<SiteShift, 'facts'> {
  readonly verdict: Verdict;
}

/** Alternatives of a site that takes permanent basic farmland; null when it takes none or the layer is missing. */
export function avoidance(input: SiteInput, facts: SiteFacts, ruleSet: RuleSet): Avoidance | null {
  const found = siteAlternatives(input, facts);
  if (found === null) return null;
  const { drops, restArea, shift } = found;
  if (shift === null) return { drops, restArea, shift: null };
  const { metres, direction, east, north, takes } = shift;
  const { verdict } = decide('site', shift.facts, RULES, ruleSet);
  return { drops, restArea, shift: { metres, direction, east, north, takes, verdict } };
}
