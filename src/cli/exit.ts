/** Exit codes, in one place. Scripts rely on them; see docs/guide/commands.md. */

/** 0 done · 1 findings with --strict · 2 not understood · 20 refused by a rule · 70 a bug of ours. */
export const EXIT = { done: 0, findings: 1, notUnderstood: 2, refused: 20, bug: 70 } as const;
