/** The overlay in threads and by the kernel in WebAssembly: the same bits as in one thread of TypeScript. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  kernelModule,
  overlayMachine,
  type OverlayThreads,
  overlayThreads,
  wasmKernel,
} from '../src/engine/index.ts';
import {
  boundsOf,
  compactPolygons,
  equalAreaPlane,
  type Layer,
  overlay,
  overlayBy,
  type PairAreas,
  parseCrs,
  type Polygons,
  polygonsFromRings,
  projectToPlane,
  ringHashes,
  takeFeatures,
} from '../src/geo/index.ts';

/** A square of n × n crooked parcels; every vertex is moved by a few metres, the outline stays. */
function crooked(n: number, salt: number): Polygons {
  const step = 1_000_000;
  const moved = (i: number, j: number, k: number): number => {
    if (i === 0 || j === 0 || i === n || j === n) return 0;
    let h = Math.imul(i + 1, 0x9e37_79b1) ^ Math.imul(j + 1, 0x85eb_ca77) ^ Math.imul(k + salt, 77);
    h = Math.imul(h ^ (h >>> 15), 0xc2b2_ae35);
    return (h >>> 0) % 600_000;
  };
  const point = (i: number, j: number): readonly [number, number] => [
    i * step + moved(i, j, 1),
    j * step + moved(i, j, 2),
  ];
  return polygonsFromRings(
    Array.from({ length: n * n }, (_, k) => {
      const [i, j] = [k % n, Math.floor(k / n)];
      return [[point(i, j), point(i + 1, j), point(i + 1, j + 1), point(i, j + 1)]];
    }),
  );
}

const a = crooked(60, 1);
const b = crooked(60, 2);
const expected = overlay(a, b);
let module: WebAssembly.Module;
const pools: OverlayThreads[] = [];

beforeAll(async () => {
  module = await kernelModule();
});

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
});

async function pool(threads: number, kernel: 'wasm' | 'typescript'): Promise<OverlayThreads> {
  const started = await overlayThreads({ threads, kernel });
  pools.push(started);
  return started;
}

function expectSameBits(found: PairAreas, wanted: PairAreas = expected): void {
  expect(found.a).toEqual(wanted.a);
  expect(found.b).toEqual(wanted.b);
  expect(new BigUint64Array(found.area.slice().buffer)).toEqual(
    new BigUint64Array(wanted.area.slice().buffer),
  );
  expect([...found.overlappedA, -1, ...found.overlappedB]).toEqual([
    ...wanted.overlappedA,
    -1,
    ...wanted.overlappedB,
  ]);
}

test('the kernel in WebAssembly gives the same bits', () => {
  expect(expected.a.length).toBeGreaterThan(3600);
  expectSameBits(overlayBy(wasmKernel(module), { polygons: a }, { polygons: b }));
});

test.each([
  [1, 'wasm'],
  [2, 'wasm'],
  [3, 'wasm'],
  [2, 'typescript'],
] as const)('%i threads by %s give the same bits', async (threads, kernel) => {
  const own = await pool(threads, kernel);
  expectSameBits(await own.overlay({ polygons: a }, { polygons: b }));
});

test('long edges on fine tiles and layers without features are met by threads too', async () => {
  const own = await pool(2, 'wasm');
  const one = polygonsFromRings([
    [
      [
        [0, 0],
        [4e12, 1],
        [4e12, 4e12],
        [0, 4e12],
      ],
    ],
    ...Array.from({ length: 400 }, (_, k) => [
      [
        [-9 - k, 0],
        [-8 - k, 0],
        [-8 - k, 1],
        [-9 - k, 1],
      ] as const,
    ]),
  ]);
  const none = polygonsFromRings([]);
  expectSameBits(await own.overlay({ polygons: one }, { polygons: a }), overlay(one, a));
  expectSameBits(await own.overlay({ polygons: none }, { polygons: a }), overlay(none, a));
  expectSameBits(await own.overlay({ polygons: none }, { polygons: none }), overlay(none, none));
});

test('labels give the areas of groups', async () => {
  const label = (layer: Polygons, groups: number): Layer => ({
    polygons: layer,
    labels: Int32Array.from({ length: layer.featureStart.length - 1 }, (_, k) => k % groups),
  });
  const own = await pool(2, 'wasm');
  const groups = await own.overlay(label(a, 5), label(b, 3));
  const sums = new Map<string, number>();
  expected.a.forEach((one, i) => {
    const key = `${one < 0 ? -1 : one % 5},${expected.b[i]! < 0 ? -1 : expected.b[i]! % 3}`;
    sums.set(key, (sums.get(key) ?? 0) + expected.area[i]!);
  });
  expect(groups.a.length).toBe(sums.size);
  groups.a.forEach((one, i) => {
    const sum = sums.get(`${one},${groups.b[i]!}`)!;
    expect(Math.abs(groups.area[i]! - sum)).toBeLessThan(1e-3 * 1e4);
  });
});

test('an overlay that is called off rejects, and the threads go on to the next', async () => {
  const own = await pool(2, 'wasm');
  const control = new AbortController();
  const called = own.overlay({ polygons: a }, { polygons: b }, undefined, control.signal);
  control.abort(new Error('enough'));
  await expect(called).rejects.toThrow('enough');
  expectSameBits(await own.overlay({ polygons: a }, { polygons: b }));
});

test('progress tells how many tiles of how many are done', async () => {
  const own = await pool(1, 'wasm');
  const heard: (readonly [number, number])[] = [];
  await own.overlay({ polygons: a }, { polygons: b }, (...at) => heard.push(at));
  const [done, total] = heard.at(-1)!;
  expect(done).toBe(total);
  expect(total).toBeGreaterThan(1);
});

test('layers are projected by threads as by one', async () => {
  const own = await pool(3, 'wasm');
  const crs = parseCrs('EPSG:4527');
  const { x, y, ...rest } = b;
  const parcels = {
    ...rest,
    x: x.map((value) => 39_500_000 + value / 1e5),
    y: y.map((value) => 3_900_000 + value / 1e5),
  };
  const plane = equalAreaPlane(crs, boundsOf(parcels));
  const only = Uint32Array.from({ length: 2000 }, (_, k) => 3599 - k);
  const projected = projectToPlane(parcels, crs, plane, only);
  expect(projected.x.length).toBeGreaterThan(8000);
  const canonical = takeFeatures(
    projected,
    Uint32Array.from({ length: 2000 }, (_, k) => k),
  );
  const found = await own.project(parcels, crs, plane, only);
  expect(
    takeFeatures(
      found,
      Uint32Array.from({ length: 2000 }, (_, k) => k),
    ),
  ).toEqual(canonical);
});

test('a machine takes threads for large layers alone, with the same result', async () => {
  const machine = overlayMachine({ threads: 2 });
  pools.push(machine);
  expectSameBits(await machine.overlay({ polygons: a }, { polygons: b }));
  const [one, two] = [crooked(240, 3), crooked(240, 4)];
  expectSameBits(await machine.overlay({ polygons: one }, { polygons: two }), overlay(one, two));
});

test('no threads at all are refused: they would find nothing', async () => {
  await expect(overlayThreads({ threads: 0 })).rejects.toThrow(/by 0 threads/);
});

test('hashes by threads are those of one', async () => {
  const own = await pool(3, 'wasm');
  expect(await own.hashes(a)).toEqual(ringHashes(a));
});

test('compact layers have the same areas', async () => {
  const own = await pool(2, 'wasm');
  const [one, two] = [compactPolygons(a)!, compactPolygons(b)!];
  expectSameBits(await own.overlay({ polygons: one }, { polygons: two }));
});

test('what is asked of threads that were closed is refused, not waited for', async () => {
  const closed = await overlayThreads({ threads: 2 });
  await closed.close();
  await expect(closed.overlay({ polygons: a }, { polygons: b })).rejects.toThrow(/ended/);
});

test('a job that cannot be sent is refused, and answers still go to whom they belong', async () => {
  const own = await pool(2, 'wasm');
  const crs = parseCrs('EPSG:4527');
  const unsendable = { ...crs, tell: () => crs };
  const plane = equalAreaPlane(crs, [39_500_000, 3_900_000, 39_501_000, 3_901_000]);
  const all = Uint32Array.of(0, 1, 2, 3);
  await expect(own.project(a, unsendable, plane, all)).rejects.toThrow(/could not be cloned/);
  expectSameBits(await own.overlay({ polygons: a }, { polygons: b }));
});

test('a coordinate beside the grid is refused by threads as by one', async () => {
  const own = await pool(2, 'wasm');
  const broken = { ...a, x: a.x.map((value, i) => (i === 77 ? Number.NaN : value)) };
  await expect(own.overlay({ polygons: broken }, { polygons: b })).rejects.toThrow(/feature 19: /);
  expectSameBits(await own.overlay({ polygons: a }, { polygons: b }));
});

test('after a failure a machine takes new threads for the next large work', async () => {
  const machine = overlayMachine({ threads: 2 });
  pools.push(machine);
  const [one, two] = [crooked(240, 3), crooked(240, 4)];
  const broken = { ...one, x: one.x.map((value, i) => (i === 77 ? Number.NaN : value)) };
  await expect(machine.overlay({ polygons: broken }, { polygons: two })).rejects.toThrow(/feature/);
  expectSameBits(await machine.overlay({ polygons: one }, { polygons: two }), overlay(one, two));
});
