/** Types of build.js, for the tests. */
export const PACKAGE_ROOT: string;
export class BuildError extends Error {
  readonly exitCode: number;
}
/** Builds if needed; resolves to the folder of the built program. */
export function build(root?: string): Promise<string>;
export function stampOf(root: string): string;
