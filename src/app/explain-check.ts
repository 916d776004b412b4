/** 追溯核查 — a reference like `check:c-0123456789abcdef` back to clauses, parameters, layers and facts, as the run wrote them down. */
import { atPointer, InputError, type Reference, say } from '../base/index.ts';
import { clauseLabel, type RuleDecision } from '../policy/index.ts';
import { checkFromJson, worstFirst } from '../project/index.ts';
import { findCheck } from '../storage/index.ts';
import type { App } from './context.ts';

/** One rule of a check with its clause as people cite it, and each figure with the fact that it was taken from. */
export interface ExplainedRule extends RuleDecision {
  readonly clause: ReturnType<typeof clauseLabel>;
  /** The facts at the pointers of `figures`, in their order; null where a figure was computed. */
  readonly taken: readonly unknown[];
}

/** What `explain check:…` tells. */
export interface CheckExplanation {
  readonly id: string;
  readonly title: string;
  readonly headline: ReturnType<typeof clauseLabel>;
  readonly ruleSet: string;
  readonly survey: string;
  readonly rules: readonly ExplainedRule[];
}

/** Explains a stored check, or one rule of it: `check:c-…#/site-planning`. InputError when there is none. */
export async function explainCheck(app: App, reference: Reference): Promise<CheckExplanation> {
  const row = await findCheck(await app.database(), reference.id);
  if (row === null)
    throw new InputError(
      'no-such-check',
      say(`没有核查 ${reference.id}`, `There is no check ${reference.id}`),
      say('请用 site list、ground list 查看。', 'See site list and ground list.'),
    );
  const check = checkFromJson(JSON.stringify(row.document));
  const wanted = reference.pointer.slice(1);
  const decisions = worstFirst(check.ruling.decisions).filter(
    (one) => wanted === '' || one.rule === wanted,
  );
  if (decisions.length === 0)
    throw new InputError(
      'no-such-rule',
      say(`这份核查没有规则 ${wanted}`, `The check asked no rule ${wanted}`),
      say(
        `问过的规则：${check.ruling.decisions.map((one) => one.rule).join('、')}`,
        `It asked: ${check.ruling.decisions.map((one) => one.rule).join(', ')}`,
      ),
    );
  return {
    id: row.id,
    title: row.title,
    headline: check.headline,
    ruleSet: check.ruleSet,
    survey: check.survey.id,
    rules: decisions.map((one) => ({
      ...one,
      clause: clauseLabel(one.citation),
      taken: one.figures.map(({ pointer }) =>
        pointer === '' ? null : (atPointer(row.facts, pointer) ?? null),
      ),
    })),
  };
}
