/** The county is one that officers believe: its layers, its numbers, and every kind of flow. */
import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { type Column, textAt } from '../base/index.ts';
import {
  type FeatureTable,
  featureCount,
  legalAreas,
  overlayLayers,
  ringHashes,
} from '../geo/index.ts';
import { FLOWS } from '../land/index.ts';
import { type SampleCounty, sampleCounty } from './index.ts';

let county: SampleCounty;
beforeAll(() => {
  county = sampleCounty(20_000, 1);
});

const layer = (tables: readonly FeatureTable[], name: string): FeatureTable =>
  tables.find((table) => table.name === name)!;
const texts = (table: FeatureTable, field: string): string[] => {
  const column = table.columns.get(field) as Extract<Column, { kind: 'text' }>;
  return Array.from({ length: featureCount(table.polygons) }, (_, i) => textAt(column, i) ?? '');
};
const numbers = (table: FeatureTable, field: string): number[] => {
  const column = table.columns.get(field) as Extract<Column, { kind: 'number' }>;
  return [...column.values];
};
const cents = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + Math.round(value * 100), 0);

/** One digest over everything that the files hold. */
function digest({ before, after, constraints, truth }: SampleCounty): string {
  const hash = createHash('sha256');
  for (const table of [...before, ...after, ...constraints]) {
    const { x, y, ringStart, featureStart, isHole } = table.polygons;
    hash.update(`${table.name} ${table.crs.definition}`);
    for (const part of [x, y, ringStart, featureStart, isHole])
      hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    for (const [name, column] of table.columns) {
      hash.update(name);
      hash.update(
        JSON.stringify(
          column.kind === 'text' ? texts(table, name) : Array.from(column.values, String),
        ),
      );
    }
  }
  return hash.update(JSON.stringify(truth)).digest('hex');
}

test('the same seed gives the same county, another seed another one', () => {
  const one = digest(sampleCounty(2000, 5));
  expect(digest(sampleCounty(2000, 5))).toBe(one);
  expect(digest(sampleCounty(2000, 6))).not.toBe(one);
});

test('every layer of practice is there, in two reference systems', () => {
  const names = (tables: readonly FeatureTable[]) => tables.map((table) => table.name).sort();
  expect(names(county.before)).toEqual(['CJDCQ', 'DLTB', 'XZQ']);
  expect(names(county.after)).toEqual(['CJDCQ', 'DLTB', 'DLTBGX', 'XZQ']);
  expect(names(county.constraints)).toEqual(
    `APPROVAL BCGD CZKFBJ DLTBGXGC EVIDENCE GBZNT GGSY GHJSYD GPGCSS GYL GYLC HHGLFW HTDBHFW LASTYEAR LSYD
    PDT PZWJSTD SCSSTD STBHHX TGHL TRL YJJBNTCBQ YJJBNTTB YZSHTD YZSMHTD ZDLQ ZDSYQ ZRBHD`.split(
      /\s+/,
    ),
  );
  for (const table of [...county.before, ...county.after, ...county.constraints])
    expect(featureCount(table.polygons), table.name).toBeGreaterThan(0);
  expect(layer(county.before, 'DLTB').crs.id).toBe('EPSG:4527');
  const inDegrees = layer(county.constraints, 'CZKFBJ');
  expect(inDegrees.crs.id).toBe('EPSG:4490');
  expect(Math.round(inDegrees.polygons.x[0]!)).toBe(117);
  expect([...new Set(texts(layer(county.constraints, 'YJJBNTTB'), 'WDGD'))].sort()).toEqual([
    '否',
    '是',
  ]);
});

test('12 towns and 180 villages, and parcels that add up to the control area of each', () => {
  const parcels = layer(county.before, 'DLTB');
  const [units, areas] = [texts(parcels, 'ZLDWDM'), numbers(parcels, 'TBMJ')];
  const sums = new Map<string, number>();
  units.forEach((unit, i) => {
    for (const code of [unit.slice(0, 6), unit.slice(0, 9), unit.slice(0, 12)])
      sums.set(code, (sums.get(code) ?? 0) + Math.round(areas[i]! * 100));
  });
  const stated = new Map<string, number>();
  const [towns, villages] = [layer(county.before, 'XZQ'), layer(county.before, 'CJDCQ')];
  texts(towns, 'XZQDM').forEach((code, i) =>
    stated.set(code, Math.round(numbers(towns, 'DCMJ')[i]! * 100)),
  );
  texts(villages, 'ZLDWDM').forEach((code, i) =>
    stated.set(code.slice(0, 12), Math.round(numbers(villages, 'DCMJ')[i]! * 100)),
  );
  expect(stated).toEqual(new Map([...stated.keys()].map((code) => [code, sums.get(code)])));
  const ofLength = (digits: number): number =>
    [...stated.keys()].filter((code) => code.length === digits).length;
  expect([6, 9, 12].map(ofLength)).toEqual([1, 12, 180]);
});

test('fields have the lengths and values of the standard', () => {
  const parcels = layer(county.after, 'DLTB');
  for (const [field, pattern] of [
    ['BSM', /^\d{18}$/],
    ['YSDM', /^2001010100$/],
    ['ZLDWDM', /^990101\d{13}$/],
    ['QSXZ', /^(20|30)$/],
    ['MSSM', /^00$/],
    ['GDPDJB', /^[1-5]?$/],
    ['GDLX', /^(TT|PD)?$/],
  ] as const)
    expect(
      texts(parcels, field).filter((value) => !pattern.test(value)),
      field,
    ).toEqual([]);
  expect(new Set(numbers(parcels, 'SJNF'))).toEqual(new Set([2025]));
  const present = (field: string, wanted: readonly string[]) => {
    const seen = new Set(texts(parcels, field));
    expect(wanted.filter((value) => !seen.has(value))).toEqual([]);
  };
  present('GDPDJB', ['1', '2', '3', '4', '5']);
  present('ZZSXDM', ['JKHF', 'GCHF', 'LS', 'LYFL']);
  present('DLBM', ['0201K', '0307K', '1101', '1006', '0101', '0102', '0103']);
  present('FRDBS', ['0', '1']);
  const enclave = texts(parcels, 'FRDBS').indexOf('1');
  expect(texts(parcels, 'QSDWDM')[enclave]).not.toBe(texts(parcels, 'ZLDWDM')[enclave]);
});

test('sizes are believable: 40 to 60 vertices, a quarter cultivated, 0.1 to 0.5 % lost in the year', () => {
  const parcels = layer(county.before, 'DLTB');
  const count = featureCount(parcels.polygons);
  expect(parcels.polygons.x.length / count).toBeGreaterThan(40);
  expect(parcels.polygons.x.length / count).toBeLessThan(60);
  const opening = Number(county.truth.opening);
  const share = opening / Number(county.truth.controlArea.before);
  expect(share).toBeGreaterThan(0.22);
  expect(share).toBeLessThan(0.3);
  const lost = Object.entries(county.truth.flows)
    .filter(([flow]) => FLOWS.find((kind) => kind.id === flow)!.side === 'loss')
    .reduce((sum, [, area]) => sum - Number(area), 0);
  expect(lost / opening).toBeGreaterThan(0.001);
  expect(lost / opening).toBeLessThan(0.005);
  // A full-size county of about 140,000 parcels of this size is one of 1,200 km².
  const hectares = Number(county.truth.controlArea.before) / 1e6 / count;
  expect(hectares * 140_000).toBeGreaterThan(110_000);
  expect(hectares * 140_000).toBeLessThan(130_000);
});

const STORIES = `
  illegal-building built-before-approval reclaimed-in-red-line restored-in-reserve temporary-in-force
  temporary-overdue eco-conversion disaster flooded correction-out correction-in slope-label refinement-label
  ridge-rate split-only merged renumbered border-redrawn boundary-in boundary-out dry-to-paddy`;

test('every flow of the table happens, and each of the stories that it must tell', () => {
  const flows = new Set(county.truth.changes.map((change) => change.flow));
  // Two flows are faults of data that a county's files must not have.
  expect(FLOWS.map((flow) => flow.id).filter((id) => !flows.has(id))).toEqual([
    'MISSING_GROUND',
    'UNCLASSIFIED',
  ]);
  const kinds = new Set(county.truth.changes.map((change) => change.kind));
  for (const story of STORIES.trim().split(/\s+/)) expect(kinds, story).toContain(story);
  // One test fails on purpose: new land is worse than what was built on.
  expect(county.truth.verdicts).toEqual({
    Q1: 'pass',
    Q2: 'fail',
    Q3: 'pass',
    Q4: 'pass',
    Q5: 'pass',
  });
});

test('the slope map covers the county and has the level of every field of the first year', async () => {
  const map = layer(county.constraints, 'PDT');
  const total = legalAreas(map.polygons, map.crs).reduce((sum, area) => sum + area, 0);
  const outline = layer(county.before, 'XZQ');
  const inside = legalAreas(outline.polygons, outline.crs)[0]!;
  // The map also covers the one parcel that comes in by the boundary.
  expect(total - inside).toBeGreaterThan(0);
  expect(total - inside).toBeLessThan(15_000);
  const levels = texts(map, 'PDJB');
  expect(new Set(levels)).toEqual(new Set(['1', '2', '3', '4', '5']));
  const parcels = layer(county.before, 'DLTB');
  const hashed = ({ polygons, crs }: FeatureTable) => ({
    polygons,
    crs,
    ringHash: ringHashes(polygons),
    legalArea: legalAreas(polygons, crs),
  });
  const pairs = await overlayLayers(hashed(parcels), hashed(map));
  const largest = new Map<number, readonly [area: number, level: string]>();
  pairs.a.forEach((parcel, i) => {
    const area = pairs.area[i]!;
    if (parcel >= 0 && pairs.b[i]! >= 0 && area > (largest.get(parcel)?.[0] ?? 0))
      largest.set(parcel, [area, levels[pairs.b[i]!]!]);
  });
  texts(parcels, 'GDPDJB').forEach((level, parcel) => {
    if (level !== '') expect(largest.get(parcel)![1], `parcel ${parcel}`).toBe(level);
  });
});

test('the change-process layer names parcels that exist and gives away all of each', () => {
  const process = layer(county.constraints, 'DLTBGXGC');
  const ids = (tables: readonly FeatureTable[]) => new Set(texts(layer(tables, 'DLTB'), 'BSM'));
  const [before, after] = [ids(county.before), ids(county.after)];
  const [from, to] = [texts(process, 'BGQTBBSM'), texts(process, 'BGHTBBSM')];
  expect(from.filter((id) => !before.has(id))).toEqual([]);
  expect(to.filter((id) => !after.has(id))).toEqual([]);
  const areas = numbers(process, 'TBBGMJ');
  const [was, is] = [layer(county.before, 'DLTB'), layer(county.after, 'DLTB')];
  const filed = (table: FeatureTable) => {
    const bsm = texts(table, 'BSM');
    return new Map(numbers(table, 'TBMJ').map((area, i) => [bsm[i]!, Math.round(area * 100)]));
  };
  for (const [side, areaOf] of [
    [from, filed(was)],
    [to, filed(is)],
  ] as const)
    for (const id of new Set(side))
      expect(cents(areas.filter((_, i) => side[i] === id)), id).toBe(areaOf.get(id));
});
