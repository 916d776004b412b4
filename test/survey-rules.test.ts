/** One flaw, one file: every rule of a survey finds its flaw, finds nothing else, and is silent where all is right. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, loadPack, openApp, previewImport, readSurvey } from '../src/app/index.ts';
import { SURVEY_RULES } from '../src/land/index.ts';
import { SURVEY_CASES } from './survey-cases.ts';
import { SURVEY_LAYER_CASES } from './survey-layer-cases.ts';

const FOLDER = join(import.meta.dirname, '../src/land/testdata/survey-rules');

const home = mkdtempSync(join(tmpdir(), 'liangtian-rules-'));
let app: App;
beforeAll(() => {
  app = openApp({ home, environment: {} });
});
afterAll(async () => {
  await app.close();
  rmSync(home, { recursive: true, force: true });
});

test('every rule has a case that it refuses and one that it accepts', () => {
  const rules = (kind: string): string[] =>
    SURVEY_RULES.map((rule) => rule.id).filter((id) =>
      [...SURVEY_CASES.keys(), ...SURVEY_LAYER_CASES.keys()].some((place) =>
        place.startsWith(`${kind}/${id}/`),
      ),
    );
  const due = SURVEY_RULES.map((rule) => rule.id);
  expect(rules('refuses')).toEqual(due);
  expect(rules('accepts')).toEqual(due);
});

test.each([...SURVEY_CASES])('%s', async (place, text) => {
  const file = join(FOLDER, `${place}.geojson`);
  await expect(text).toMatchFileSnapshot(file);
  await expectRule(place, file);
});

test('a pack gives C3 the table of the county and makes its rules bind; an import is known by its packs', async () => {
  const packs = [loadPack(join(import.meta.dirname, '../examples/packs/ridge-rates-990101.json'))];
  const file = join(FOLDER, 'refuses/C8/note-on-factory.geojson');
  const { findings, evidence } = await readSurvey(app, file, { packs });
  expect(findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
    'C0 warning',
    'C8 error',
    'C3 error',
    'T0 warning',
  ]);
  expect(findings[2]!.message.en).toContain('is 0.1195, the table of 990101 has 0.1 (');
  expect(evidence.find(({ what }) => what === 'pack')?.answer).toBe('ridge-rates-990101');
  const keys = [await previewImport(app, file, { packs }), await previewImport(app, file)];
  expect(keys.map(({ row }) => JSON.stringify(row.mapping).includes('ridgeRates'))).toEqual([
    true,
    false,
  ]);
});

test.each([...SURVEY_LAYER_CASES])('%s', async (place, { survey, neighbour }) => {
  const file = join(FOLDER, `${place}.vct`);
  await expect(survey).toMatchFileSnapshot(file);
  if (neighbour === undefined) return expectRule(place, file);
  const beside = join(FOLDER, `${place}.neighbour.vct`);
  await expect(neighbour).toMatchFileSnapshot(beside);
  return expectRule(place, file, beside);
});

test('a record of changes beside the parcels is held to U2 and A3; one that cannot be read stops nothing', async () => {
  const text = SURVEY_CASES.get('accepts/A2/no-ridges')!;
  const parcels = JSON.parse(text) as { features: { properties: { BSM: string; TBMJ: number } }[] };
  const { BSM, TBMJ } = parcels.features[0]!.properties;
  const rules = async (name: string, records: readonly object[]): Promise<string[]> => {
    const folder = join(home, name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'DLTB.geojson'), text);
    const features = records.map((properties) => ({ ...parcels.features[0], properties }));
    const layer = { ...parcels, name: 'DLTBGXGC', features };
    writeFileSync(join(folder, 'DLTBGXGC.geojson'), JSON.stringify(layer));
    const { findings } = await readSurvey(app, folder);
    return findings.map(({ rule, place }) => `${rule} ${place.field ?? ''}`.trim());
  };
  const record = { BGQTBBSM: 'x', BGHTBBSM: BSM, TBBGMJ: TBMJ };
  expect(await rules('right', [record])).toEqual(['C0 BGQTBBSM', 'T0']);
  expect(await rules('wrong', [record, { ...record, BGHTBBSM: 'y', BGQTBBSM: '' }])).toEqual([
    'C0 BGQTBBSM',
    'U2 BGQTBBSM',
    'U2 BGHTBBSM',
    'T0',
  ]);
  expect(await rules('short', [{ ...record, TBBGMJ: TBMJ - 1 }])).toEqual([
    'C0 BGQTBBSM',
    'A3 TBBGMJ',
    'T0',
  ]);
  expect(await rules('empty', [])).toEqual(['C0', 'T0']);
});

test('changed parcels are checked where there is no DLTB, without the rules that need every parcel; an import asks', async () => {
  const file = join(FOLDER, 'accepts/U2/change-package.vct');
  const { findings, layer, evidence } = await readSurvey(app, file, { changesAlone: true });
  expect(layer).toBe('DLTBGX');
  expect(evidence.find(({ what }) => what === 'layer')?.why.zh).toBe('没有 DLTB，名为 DLTBGX');
  expect(
    findings.map(({ message }) => message.zh).filter((text) => text.includes('控制面积）')),
  ).toHaveLength(1);
  expect(findings.map(({ rule }) => rule)).not.toContain('T1-gap');
  await expect(previewImport(app, file)).rejects.toMatchObject({ code: 'which-layer' });
});

test('a record whose area is none breaks U2 and is told in words of a check', async () => {
  const file = join(home, 'no-area.vct');
  const text = SURVEY_LAYER_CASES.get('accepts/U2/parcels-there')!.survey;
  writeFileSync(file, text.replace(/\b4000(\.0+)?\b/, '-1'));
  const found = (await readSurvey(app, file)).findings.find(({ rule }) => rule === 'U2');
  expect(found?.place).toMatchObject({ file, layer: 'DLTBGXGC', feature: 0, field: 'TBBGMJ' });
  expect(found?.remedy.en).toBe('Correct the row, then check or settle again.');
});

/** The rule of a place is found alone, or not at all; what was not checked for want of fields and layers counts only as itself. */
async function expectRule(place: string, file: string, neighbour?: string): Promise<void> {
  const [kind, rule] = place.split('/');
  const { findings } = await readSurvey(app, file, { neighbour, changesAlone: true });
  const found = new Set(findings.map((finding) => finding.rule));
  if (kind === 'accepts') expect(found).not.toContain(rule);
  else expect([...found].filter((id) => id === rule || !/^[CT]0$/.test(id))).toEqual([rule]);
}
