/**
 * The command line: one file per noun, each a thin face of a use case.
 *
 * @example
 * process.exitCode = await run(['settle', '--before', 's-0a1b2c3d', '--after', 's-4e5f6a7b', '--json']);
 */
export { run } from './main.ts';
