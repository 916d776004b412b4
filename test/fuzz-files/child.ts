/** The program of the process that run.js starts: format, folder, first seed and count are its arguments. */
import { tryFiles } from './cases.ts';

const [format = '', folder = '', first = '', count = ''] = process.argv.slice(2);
await tryFiles(format, folder, Number(first), Number(count), (message) => process.send?.(message));
process.disconnect?.();
