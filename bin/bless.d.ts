/** Types of bless.js, for the test that the generated documents are current. */
/** Path (from the root of the checkout) → function that makes the text. */
export function generated(): Promise<Map<string, () => Promise<string>>>;
