/** `site check` on the sample county with a real database: refused, accepted, red without a layer, and kept once. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type App,
  type CheckedSite,
  checkSite,
  importLayers,
  importSurvey,
  loadExceptions,
  loadSiteCheck,
  makeSample,
  openApp,
  type SampleFiles,
  type SiteCheckOptions,
  siteChecks,
  writeOpinion,
} from '../src/app/index.ts';
import { InputError, type Question } from '../src/base/index.ts';
import { writeGeoPackage } from '../src/engine/index.ts';
import { parseCrs, polygonsFromRings } from '../src/geo/index.ts';
import { CONSTRAINT_LAYERS } from '../src/policy/index.ts';

const DAY = '2026-03-17';
const SYSTEM = 'EPSG:4527';
let folder: string;
let app: App;
let files: SampleFiles;
let truth: {
  readonly checks: readonly {
    readonly file: string;
    readonly kind: string;
    readonly plots: readonly { readonly meets: string[]; readonly misses: string[] }[];
  }[];
};
let survey: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-site-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
  files = await makeSample(app, { parcels: 3000, seed: 1, out: join(folder, 'sample') });
  truth = JSON.parse(readFileSync(join(files.checks, 'truth.json'), 'utf8'));
  survey = (await importSurvey(app, files.after)).row.id;
}, 300_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A site of the sample as permanent occupation, with the sample's layers of the end of the year. */
function check(name: string, changes: Partial<SiteCheckOptions> = {}): Promise<CheckedSite> {
  return checkSite(app, name.includes('/') ? name : join(files.checks, name), {
    use: 'permanent',
    day: DAY,
    layers: files.constraints,
    layersDay: '2025-12-31',
    store: false,
    ...changes,
  });
}

const refusal = async (work: Promise<unknown>): Promise<InputError> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  return error as InputError;
};

test('every site of the sample meets the layers that it was placed on, and no other', async () => {
  const sites = truth.checks.filter(({ kind }) => kind === 'site');
  expect(sites.length).toBeGreaterThanOrEqual(3);
  for (const { file, plots } of sites) {
    const { facts } = await check(`${file}.txt`);
    const hit = (key: string): boolean => {
      const fact = facts.layers[key as keyof typeof facts.layers];
      return fact?.state === 'given' && fact.area > 0n;
    };
    const known = (keys: readonly string[]): string[] =>
      keys.filter((key) => CONSTRAINT_LAYERS.some((one) => one.key === key));
    const meets = known(plots.flatMap((plot) => plot.meets));
    const misses = known(plots.flatMap((plot) => plot.misses)).filter((k) => !meets.includes(k));
    expect(
      meets.filter((key) => !hit(key)),
      `${file} misses`,
    ).toEqual([]);
    expect(misses.filter(hit), `${file} meets`).toEqual([]);
  }
}, 120_000);

test('the pieces and the ground outside add up to the site, and cultivated land is part of them', async () => {
  const { facts, check: told } = await check('site-road.txt');
  const pieces = facts.pieces.reduce((sum, piece) => sum + piece.area, 0n);
  expect(pieces + facts.outsideArea).toBe(facts.area);
  expect(told.taken.cultivatedArea).toBeGreaterThan(0n);
  expect(told.replacement.bearer).toBe('applicant');
  expect(told.replacement.cultivatedArea).toBe(told.taken.cultivatedArea);
});

test('a site clear of every layer is refused by nothing, and layers of an unknown day pass nothing', async () => {
  const { facts } = await check('site-clear.txt');
  expect(facts.region).toBe('990101');
  const elsewhere = polygonsFromRings([
    [
      [
        [39_479_000, 3_899_000],
        [39_479_010, 3_899_000],
        [39_479_010, 3_899_010],
        [39_479_000, 3_899_010],
      ],
    ],
  ]);
  const all = join(folder, 'all-layers.gpkg');
  await writeGeoPackage(
    app.gdal,
    all,
    CONSTRAINT_LAYERS.map(({ key }) => ({
      name: key,
      polygons: elsewhere,
      crs: parseCrs(SYSTEM),
      columns: new Map(),
    })),
  );
  const free = await check('site-clear.txt', {
    layers: all,
    allotmentArea: 10n ** 12n,
    usedArea: 0n,
  });
  expect(free.check.ruling.decisions.filter((one) => one.verdict === 'refuse')).toEqual([]);
  const red = free.check.ruling.decisions.filter((one) =>
    one.layers.some((l) => l.state === 'missing'),
  );
  expect(red).toEqual([]);
  // The same layers of nobody knows which day pass nothing.
  const stale = await check('site-clear.txt', { layers: all, layersDay: undefined });
  const looked = stale.check.ruling.decisions.filter(({ layers }) => layers.length > 0);
  expect(looked.length).toBeGreaterThan(0);
  expect(looked.filter(({ verdict }) => verdict === 'pass')).toEqual([]);
});

test('a rule whose layer is missing is red, and says whom to ask', async () => {
  const { check: told, facts } = await check('site-road.txt', { layers: undefined });
  expect(facts.layers.YJJBNTTB).toEqual({ state: 'missing' });
  expect(told.taken.permanentArea).toBeNull();
  const irrigation = told.ruling.decisions.filter(({ layers }) =>
    layers.some(({ state }) => state === 'missing'),
  );
  expect(irrigation.length).toBeGreaterThan(0);
  for (const { verdict, remedy } of irrigation) {
    expect(verdict).toBe('no-data');
    expect(remedy?.zh).toContain('取得图层');
  }
});

test('layers that were imported count as those of a file do, each of its own day', async () => {
  await importLayers(app, files.constraints, { day: '2025-12-31', region: '990101' });
  const [stored, filed] = [
    await check('site-road.txt', { layers: undefined }),
    await check('site-road.txt'),
  ];
  const plain = ({ facts }: CheckedSite) =>
    Object.entries(facts.layers).map(([key, fact]) =>
      fact.state === 'missing'
        ? [key, fact.state]
        : [key, fact.day, fact.area, fact.hits.map(({ name, area }) => [name, area])],
    );
  expect(plain(stored)).toEqual(plain(filed));
  const verdicts = ({ check: told }: CheckedSite) =>
    told.ruling.decisions.map((one) => one.verdict);
  expect(verdicts(stored)).toEqual(verdicts(filed));
});

test('a site on permanent basic farmland is told where it would take none', async () => {
  const { check: told } = await check('site-road.txt');
  expect(told.taken.permanentArea).toBeGreaterThan(0n);
  const { drops, restArea, shift } = told.avoidance!;
  expect(restArea + drops.reduce((sum, one) => sum + one.area, 0n)).toBe(told.taken.area);
  expect(shift?.takes.permanentArea).toBe(0n);
  expect((await check('site-clear.txt')).check.avoidance).toBeNull();
});

test('the same check is one row, another day or name is another, and what is kept comes back as it was', async () => {
  const first = await check('site-road.txt', { store: true });
  const again = await check('site-road.txt', { store: true });
  expect([first.isNew, again.isNew]).toEqual([true, false]);
  expect(first.id).toMatch(/^c-[0-9a-f]{16}$/);
  expect(again.id).toBe(first.id);
  const later = await check('site-road.txt', { store: true, day: '2026-06-30' });
  expect(later.id).not.toBe(first.id);
  const loaded = await loadSiteCheck(app, first.id!.slice(0, 12));
  expect(loaded.check).toEqual(first.check);
  expect(loaded.facts).toEqual(first.facts);
  const rows = await siteChecks(app);
  expect(rows.map((row) => row.id).sort()).toEqual([first.id, later.id].sort());
  expect(rows.every((row) => row.region_code === '990101')).toBe(true);
  expect(rows.map((row) => row.day).sort()).toEqual([DAY, '2026-06-30']);
});

test('what cannot be checked is told in a sentence, and nothing is stored', async () => {
  const before = (await siteChecks(app)).length;
  const site = (ring: readonly (readonly [number, number])[], name: string): string => {
    const path = join(folder, name);
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4527' } };
    const geometry = { type: 'Polygon', coordinates: [[...ring, ring[0]]] };
    const features = [{ type: 'Feature', properties: {}, geometry }];
    writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', crs, features }));
    return path;
  };
  const far = site(
    [
      [39_600_000, 3_700_000],
      [39_600_100, 3_700_000],
      [39_600_100, 3_700_100],
    ],
    'far.geojson',
  );
  const road = join(files.checks, 'site-road.txt');
  for (const [work, code] of [
    [() => check(far), /outside/],
    [() => check(join(folder, 'absent.gpkg')), /not-found|no-such/],
    [() => check(road, { survey: 's-0000000000000000' }), /no-such-snapshot/],
    [() => check(road, { day: '2020-01-01' }), /no-survey/],
    [() => check(road, { region: '110101' }), /no-survey/],
    [() => check(road, { layers: files.after }), /no-known-layer/],
    [
      () =>
        check(road, {
          exceptions: [{ rule: 'site-none', approver: '张', reason: '因', document: '号' }],
        }),
      /unknown-rule/,
    ],
    [() => loadSiteCheck(app, 'c-ffffffffffffffff'), /no-such-check/],
    [() => loadSiteCheck(app, '%'), /no-such-check/],
  ] as const) {
    const error = await refusal(work());
    expect(error.code).toMatch(code);
    expect(error.remedy.zh).not.toBe('');
  }
  expect((await siteChecks(app)).length).toBe(before);
});

test('exceptions are read from JSON, and a field that is missing is named', () => {
  const path = join(folder, 'exception.json');
  const whole = { rule: 'r', approver: 'a', reason: 'b', document: 'c' };
  writeFileSync(path, JSON.stringify(whole));
  expect(loadExceptions(path)).toEqual([whole]);
  writeFileSync(path, JSON.stringify([whole, { ...whole, reason: 7 }]));
  expect(() => loadExceptions(path)).toThrow(/bad-exception.*2.*reason/);
  writeFileSync(path, '{');
  expect(() => loadExceptions(path)).toThrow('bad-exception');
  expect(() => loadExceptions(join(folder, 'absent.json'))).toThrow('not-found');
});

test('the opinion is one page that asks the network for nothing, and never replaces what it was read from', async () => {
  const checked = await check('site-road.txt');
  const page = join(folder, 'opinion.html');
  writeOpinion(page, checked, 'zh');
  const html = readFileSync(page, 'utf8');
  expect(html).toContain("default-src 'none'");
  expect(html).not.toMatch(/<script|https?:\/\/|<link|<img/);
  expect(html).toContain('<svg');
  for (const { title, verdict, remedy } of checked.check.ruling.decisions) {
    expect(html).toContain(title.zh);
    if (verdict === 'refuse') expect(html).toContain(remedy!.zh.slice(0, 12));
  }
  expect(() => writeOpinion(page, checked, 'zh', [page])).toThrow('bad-out');
  expect(() => writeOpinion(folder, checked, 'zh')).toThrow('bad-out');
  expect(existsSync(page)).toBe(true);
});

test('the command asks for the use, answers with 20 when a rule refuses, and prints JSON with its units', () => {
  const run = (...args: string[]) => {
    const done = spawnSync(
      process.execPath,
      ['bin/liangtian.js', '--home', join(folder, 'home'), '--json', 'site', 'check', ...args],
      { encoding: 'utf8' },
    );
    return { status: done.status, told: JSON.parse(done.stdout) };
  };
  const road = join(files.checks, 'site-road.txt');
  const asked = run(road);
  expect(asked.status).toBe(2);
  const { questions } = asked.told.refused as { readonly questions: readonly Question[] };
  expect(questions[0]!.answers.map(({ answer }) => answer)).toContain('permanent');
  const layers = ['--layers', files.constraints, '--layers-day', '2025-12-31'];
  const refused = run(road, '--use', '永久占用', '--as-of', DAY, '--survey', survey, ...layers);
  expect(refused.status).toBe(20);
  expect(refused.told.units).toEqual({ area: '0.01 m2', capacity: 'kg' });
  expect(refused.told.check.ruling.verdict).toBe('refuse');
  expect(refused.told.check.taken.cultivatedArea).toMatch(/^\d+$/);
  expect(refused.told.facts.use).toBe('permanent');
  const open = run(
    road,
    '--use',
    'temporary',
    '--years',
    '2',
    '--as-of',
    DAY,
    '--dry-run',
    '--strict',
  );
  expect(open.told.id).toBeNull();
  expect(open.status).toBe(open.told.check.ruling.verdict === 'refuse' ? 20 : 1);
}, 120_000);
