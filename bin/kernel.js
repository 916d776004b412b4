/**
 * Compiles the overlay's kernel (src/geo/kernel/) to WebAssembly. The kernel is ordinary TypeScript over flat arrays;
 * here the same text is read as AssemblyScript. Three things differ between the languages and are put right on the way:
 * types are not imported but known everywhere, files are imported without their ending, and numbers.ts is replaced by the lines
 * below.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What numbers.ts means to a WebAssembly machine: memory without bounds, conversions by one instruction. */
const NUMBERS = `
@global @unmanaged class Floats {
  @inline @operator("[]") get(i: i32): f64 { return load<f64>(changetype<usize>(this) + (<usize>i << 3)); }
  @inline @operator("[]=") set(i: i32, v: f64): void { store<f64>(changetype<usize>(this) + (<usize>i << 3), v); }
}
@global @unmanaged class Ints {
  @inline @operator("[]") get(i: i32): i32 { return load<i32>(changetype<usize>(this) + (<usize>i << 2)); }
  @inline @operator("[]=") set(i: i32, v: i32): void { store<i32>(changetype<usize>(this) + (<usize>i << 2), v); }
}
@inline export function int(value: f64): i32 { return <i32>value; }
@inline export function wrap(value: f64): i32 { return <i32><i64>value; }
@inline export function times(a: i32, b: i32): i32 { return a * b; }
@inline export function meetFirstIn(edges: Floats, e: i32, others: Floats, f: i32, perCell: f64, column: f64, row: f64): i32 {
  const one = changetype<usize>(edges) + (<usize>e << 3), other = changetype<usize>(others) + (<usize>f << 3);
  const p = v128.load(one), q = v128.load(one, 16), r = v128.load(other), s = v128.load(other, 16);
  const least = f64x2.pmin(p, q), otherLeast = f64x2.pmin(r, s);
  const cell = f64x2.floor(f64x2.mul(f64x2.pmax(least, otherLeast), f64x2.splat(perCell)));
  const meet = v128.and(f64x2.le(otherLeast, f64x2.pmax(p, q)), f64x2.ge(f64x2.pmax(r, s), least));
  const here = f64x2.eq(cell, f64x2.replace_lane(f64x2.splat(column), 1, row));
  return i32(v128.all_true<i64>(v128.and(meet, here)));
}
`;

const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--converge', '--enable', 'simd'];

/**
 * @param {string} root folder of the package
 * @returns {Promise<Uint8Array>} the module; throws an Error with the compiler's words when the source does not compile
 */
export async function compileKernel(root) {
  const { default: asc } = await import('assemblyscript/asc');
  const folder = join(root, 'src', 'geo', 'kernel');
  let bytes = null;
  const { error, stderr } = await asc.main(['index.ts', '--outFile', 'kernel.wasm', ...OPTIONS], {
    readFile: (name) => {
      if (name === 'numbers.ts') return NUMBERS;
      const file = join(folder, name);
      if (!existsSync(file)) return null;
      return readFileSync(file, 'utf8')
        .replace(/^import type .*$/gm, '')
        .replace(/(from '\.\/\w+)\.ts'/g, "$1'");
    },
    writeFile: (_, contents) => {
      bytes = contents;
    },
    listFiles: () => [],
  });
  if (error || !bytes) throw new Error(`${stderr.toString()}${error?.message ?? ''}`);
  return bytes;
}
