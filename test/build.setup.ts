/** Builds the program once before the system tests, the same way as the command itself does. */
import { build } from '../bin/build.js';

export default async function setup(): Promise<void> {
  process.env['LIANGTIAN_BUILD'] = await build();
}
