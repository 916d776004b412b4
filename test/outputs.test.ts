/** The files of a settled year say what balance.json says: official tables, the report page, the changed pieces. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type App,
  describeSettlement,
  explain,
  makeSample,
  openApp,
  settle,
} from '../src/app/index.ts';
import { readLayer } from '../src/engine/index.ts';
import { readGeoParquet, writeXlsx } from '../src/formats/index.ts';
import { featureCount, type FeatureTable, legalArea, legalAreas } from '../src/geo/index.ts';
import { ruleTitle, type Settlement } from '../src/land/index.ts';
import { type OfficialTables, renderReport, type ReportMap } from '../src/report/index.ts';
import { readPlainXlsx } from './plain-xlsx.ts';

type Sheets = { name: string; rows: (string | number | null)[][] }[];

let folder: string;
let report: string;
let app: App;
let balance: Settlement;
const books = new Map<string, Sheets>();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-outputs-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
  const files = await makeSample(app, { parcels: 2000, seed: 3, out: join(folder, 'sample') });
  report = join(folder, 'report');
  await settle(app, {
    before: files.before,
    after: files.after,
    layers: files.constraints,
    out: report,
  });
  balance = JSON.parse(readFileSync(join(report, 'balance.json'), 'utf8')) as Settlement;
  for (const name of readdirSync(report).filter((one) => one.endsWith('.xlsx')))
    books.set(name.slice(0, -5), await readPlainXlsx(readFileSync(join(report, name))));
}, 120_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Rows of a sheet from 合计 to the note, without title and signatures. */
function body(book: string, sheet = 0): (string | number | null)[][] {
  const { rows } = books.get(book)![sheet]!;
  const first = rows.findIndex((row) => row[0] === '合计');
  const last = rows.findIndex((row) => /^(注：|填表人：)/.test(String(row[0])));
  return rows.slice(first, last);
}

/** A figure of 公顷 as 0.01 m². */
const units = (value: string | number | null | undefined): bigint =>
  BigInt(Math.round(Number(value ?? 0) * 1e6));
/** A figure of 公顷 as its hundredths. */
const cents = (value: string | number | null | undefined): number =>
  Math.round(Number(value ?? 0) * 100);
const total = (values: readonly (string | bigint)[]): bigint =>
  values.reduce<bigint>((all, one) => all + BigInt(one), 0n);

test('every official table of practice is written', () => {
  expect([...books.keys()].sort()).toEqual(
    [
      '一级分类面积按权属性质变化统计表',
      '占补台账',
      '即可恢复与工程恢复种植属性变化统计表',
      '变更一览表',
      '可调整地类面积变化统计表',
      '土地利用现状一级分类面积汇总表',
      '土地利用现状二级分类面积汇总表',
      '年度土地利用平衡表',
      '耕地坡度分级面积变化统计表',
      '耕地种植类型面积变化统计表',
      '耕地细化调查情况变化统计表',
    ].sort(),
  );
});

test('every sheet carries its unit and signatures, 合计 first, and leaves blank what did not occur', () => {
  for (const [book, sheets] of books) {
    for (const { name, rows } of sheets) {
      const at = `${book} ${name}`;
      expect(rows[0]![0], at).toBe(book);
      expect(
        rows[1]!.some((cell) => cell === '单位：公顷'),
        at,
      ).toBe(true);
      expect(rows.at(-1)![0], at).toMatch(/填表人：.*审核人：.*填报日期：/);
      const labels = rows.map((row) => row[0]);
      const first = labels.indexOf('合计');
      expect([3, 4], at).toContain(first);
      // An exact value is never 0: nothing is blank. A rounded one is 0.00 only beside an exact one.
      const exact = rows
        .slice(first)
        .map((row) => row.filter((_, c) => isExact(sheets, name, rows, c)));
      expect(
        exact.flat().filter((cell) => cell === 0),
        at,
      ).toEqual([]);
    }
  }
});

function isExact(
  sheets: Sheets,
  name: string,
  rows: Sheets[number]['rows'],
  column: number,
): boolean {
  if (name === '精确值') return true;
  return sheets.length === 1 && String(rows[2]![column] ?? '').includes('精确');
}

const closing = ['土地利用现状一级分类面积汇总表', '土地利用现状二级分类面积汇总表'];
test.each(closing)(
  '%s closes to the control area in both directions, exact values beside',
  (book) => {
    const [sum, ...towns] = body(book);
    expect(towns.length).toBeGreaterThan(5);
    for (let column = 2; column < sum!.length; column++)
      expect(towns.reduce((all, row) => all + cents(row[column]), 0)).toBe(cents(sum![column]));
    for (const row of [sum!, ...towns])
      expect(row.slice(3).reduce<number>((all, cell) => all + cents(cell), 0)).toBe(cents(row[2]));
    expect(cents(sum![2])).toBe(Math.round(Number(balance.controlArea.after) / 1e4));
    const [codes] = books.get(book)![1]!.rows.slice(3, 4);
    const [exact, ...exactTowns] = body(book, 1);
    for (const [column, code] of codes!.entries()) {
      if (column < 3) continue;
      const wetland = /^(0303|0304|0306|0402|0603|1105|1106|1108)/;
      const group = (one: string): string => (wetland.test(one) ? '00' : one.slice(0, 2));
      const classes = balance.classes.filter((one) =>
        String(code).length === 2 ? group(one.landClass) === code : one.landClass === code,
      );
      expect(units(exact![column]), String(code)).toBe(total(classes.map((one) => one.after)));
      expect(total(exactTowns.map((row) => units(row[column])))).toBe(units(exact![column]));
      // 调平 moves a figure by less than a hundredth of a hectare in the line of totals.
      expect(Math.abs(cents(sum![column]) / 100 - Number(exact![column] ?? 0))).toBeLessThan(0.01);
    }
  },
);

/** Figures of 公顷 by what they count, from every book that states them: code or group, year, town. */
function statedFigures(): Map<string, { book: string; value: number }[]> {
  const stated = new Map<string, { book: string; value: number }[]>();
  const state = (key: string, book: string, value: string | number | null | undefined): void => {
    stated.set(key, [...(stated.get(key) ?? []), { book, value: cents(value) }]);
  };
  const code = (cell: string | number | null | undefined): string => String(cell).split(' ')[0]!;
  for (const book of closing) {
    const codes = books.get(book)![0]!.rows[3]!;
    for (const row of body(book)) {
      const town = row[0] === '合计' ? '' : String(row[1]);
      state(`after ${town} all`, book, row[2]);
      codes.forEach((one, c) => {
        if (c > 2 && town === '') state(`after ${String(one)}`, book, row[c]);
      });
    }
    // The level-one class of a town is the sum of its level-two classes.
    for (const row of body(book))
      codes.forEach((one, c) => {
        if (c > 2) state(`group ${String(row[1])} ${groupOf(String(one))}`, book, row[c]);
      });
  }
  const owners = new Map<string, [number, number]>();
  const [all, ...lines] = body('一级分类面积按权属性质变化统计表');
  state('before all', 'owners', all![2]);
  state('after  all', 'owners', all![3]);
  for (const row of lines) {
    const pair = owners.get(code(row[0])) ?? [0, 0];
    owners.set(code(row[0]), [pair[0] + cents(row[2]), pair[1] + cents(row[3])]);
  }
  for (const [one, [was, is]] of owners) {
    state(`before ${one}`, 'owners', was / 100);
    state(`after ${one}`, 'owners', is / 100);
  }
  const slopes = body('耕地坡度分级面积变化统计表');
  for (const row of slopes) {
    const when = { 年初: 'before', 年末: 'after' }[String(row[1])];
    if (when) state(`${when} ${row[0] === '合计' ? '01' : code(row[0])}`, 'slopes', row[2]);
  }
  for (const book of ['耕地种植类型面积变化统计表', '耕地细化调查情况变化统计表']) {
    state('before 01', book, body(book)[0]![1]);
    state('after 01', book, body(book)[0]![2]);
  }
  for (const row of body('可调整地类面积变化统计表').slice(1)) {
    state(`before ${code(row[0])}`, '可调整', row[1]);
    state(`after ${code(row[0])}`, '可调整', row[2]);
  }
  const [, ...matrix] = body('年度土地利用平衡表');
  const head = books.get('年度土地利用平衡表')![0]!.rows[2]!.map(code);
  for (const row of matrix.slice(0, -2)) state(`before ${code(row[0])}`, 'balance', row[1]);
  head.forEach((one, c) => {
    if (c > 1 && c < head.length - 1) state(`after ${one}`, 'balance', matrix.at(-1)![c]);
  });
  return stated;
}

const groupOf = (code: string): string =>
  /^(0303|0304|0306|0402|0603|1105|1106|1108)/.test(code) ? '00' : code.slice(0, 2);

test('the same quantity has the same rounded value in all books, and level one is the sum of level two', () => {
  let shared = 0;
  for (const [key, all] of statedFigures()) {
    if (key.startsWith('group ')) {
      const of = (book: string): number =>
        all.reduce((sum, one) => sum + (one.book === book ? one.value : 0), 0);
      expect(of(closing[1]!), key).toBe(of(closing[0]!));
      continue;
    }
    expect(new Set(all.map((one) => one.value)).size, `${key} ${JSON.stringify(all)}`).toBe(1);
    if (all.length > 1) shared++;
  }
  expect(shared).toBeGreaterThan(40);
});

test('no head of the level-one table is wider than its column', async () => {
  const sheets = await new ExcelJS.Workbook().xlsx.readFile(join(report, `${closing[0]}.xlsx`));
  const sheet = sheets.worksheets[0]!;
  sheet.getRow(3).eachCell((cell, column) => {
    const wide = [...String(cell.value)].length * 2;
    expect(sheet.getColumn(column).width, String(cell.value)).toBeGreaterThanOrEqual(wide);
  });
});

test('the balance table adds up in rows and columns and says what its total holds besides', () => {
  const book = '年度土地利用平衡表';
  const [sum, ...rest] = body(book);
  const rows = rest.slice(0, -2);
  for (const row of [sum!, ...rows])
    expect(row.slice(2, -1).reduce<number>((all, cell) => all + cents(cell), 0)).toBe(
      cents(row[1]),
    );
  for (let c = 1; c < sum!.length; c++)
    expect(rows.reduce((all, row) => all + cents(row[c]), 0)).toBe(cents(sum![c]));
  const outside = rows.find((row) => row[0] === '区域外')!;
  const [start, end] = body('一级分类面积按权属性质变化统计表')[0]!.slice(2, 4).map(cents);
  expect(cents(sum![1]) - cents(outside[1])).toBe(start);
  expect(cents(sum![1]) - cents(sum!.at(-2))).toBe(end);
  const note = books.get(book)![0]!.rows.find((row) => String(row[0]).startsWith('注：'))!;
  expect(note[0]).toContain('合计含“区域外”');
  const part = books.get('即可恢复与工程恢复种植属性变化统计表')![0]!.rows;
  expect(part.some((row) => String(row[0]).includes('不是同一基数'))).toBe(true);
});

test('the yearly balance table holds every pair of classes of balance.json', () => {
  const [, ...rows] = body('年度土地利用平衡表', 1);
  const head = books
    .get('年度土地利用平衡表')![1]!
    .rows[2]!.map((cell) => String(cell).split(' ')[0]!);
  const named = (code: string): string => (code === '' ? '区域外' : code);
  const pairs = new Map<string, bigint>();
  for (const flow of balance.flows) {
    const key = `${named(flow.from)}>${named(flow.to)}`;
    pairs.set(key, (pairs.get(key) ?? 0n) + BigInt(flow.area));
  }
  let seen = 0;
  for (const row of rows.slice(0, -2)) {
    const from = String(row[0]).split(' ')[0]!;
    for (let column = 2; column < head.length - 1; column++) {
      const expected = pairs.get(`${from}>${head[column]}`) ?? 0n;
      expect(units(row[column]), `${from} ${head[column]}`).toBe(expected);
      if (expected !== 0n) seen++;
    }
    expect(total([units(row[1])])).toBe(total(row.slice(2, head.length - 1).map(units)));
  }
  expect(seen).toBe([...pairs.values()].filter((area) => area !== 0n).length);
});

test.each([
  ['一级分类面积按权属性质变化统计表', 'area'],
  ['耕地种植类型面积变化统计表', 'cultivated'],
  ['耕地细化调查情况变化统计表', 'cultivated'],
  ['可调整地类面积变化统计表', 'adjustable'],
] as const)('%s compares both years and adds up to balance.json', (book, what) => {
  const [sum, ...rows] = body(book);
  const [was, is, change] = sum!.slice(-3).map(units);
  const classes = balance.classes.filter((one) =>
    what === 'adjustable' ? one.landClass.endsWith('K') : true,
  );
  const expected = {
    area: [BigInt(balance.before.area), BigInt(balance.after.area)],
    cultivated: [BigInt(balance.account.opening), BigInt(balance.account.closing)],
    adjustable: [total(classes.map((c) => c.before)), total(classes.map((c) => c.after))],
  }[what];
  expect([was, is]).toEqual(expected);
  expect(change).toBe(is! - was!);
  const width = sum!.length;
  for (let column = width - 6; column < width - 3; column++)
    expect(rows.reduce((all, row) => all + cents(row[column]), 0)).toBe(cents(sum![column]));
  expect(total(rows.map((row) => units(row[width - 3])))).toBe(was);
});

test('land that can be restored is listed by label and class', () => {
  const [sum, ...rows] = body('即可恢复与工程恢复种植属性变化统计表');
  expect(new Set(rows.map((row) => row[0]))).toEqual(new Set(['JKHF 即可恢复', 'GCHF 工程恢复']));
  expect(total(rows.map((row) => units(row[5])))).toBe(units(sum![5]));
  // What was restored this year has left the label.
  expect(units(sum![6])).toBeLessThan(units(sum![5]));
});

test('slopes stand apart for terraces and slopes, at the start, at the end, and what changed', () => {
  const rows = body('耕地坡度分级面积变化统计表', 1);
  expect(rows.slice(0, 3).map((row) => row[1])).toEqual(['年初', '年末', '增减']);
  expect(rows.slice(0, 2).map((row) => units(row[2]))).toEqual([
    BigInt(balance.account.opening),
    BigInt(balance.account.closing),
  ]);
  for (const row of rows) expect(total(row.slice(3).map(units))).toBe(units(row[2]));
  for (const row of body('耕地坡度分级面积变化统计表'))
    expect(row.slice(3).reduce<number>((all, cell) => all + cents(cell), 0)).toBe(cents(row[2]));
});

test('the list of changes holds every changed piece, the ledger what construction took', async () => {
  const { table, integers } = await readGeoParquet(join(report, 'changes.parquet'));
  const [sum, ...rows] = body('变更一览表');
  expect(rows).toHaveLength(featureCount(table.polygons));
  expect(units(sum!.at(-1)!)).toBe(total(Array.from(integers['area']!)));
  expect(rows.map((row) => row[0])).toEqual(rows.map((_, i) => i + 1));
  const head = books.get('变更一览表')![0]!.rows[2]!;
  expect(head.slice(0, 8)).toEqual([
    '记录号',
    ...['坐落单位代码', '图斑编号', '地类', '权属性质', '坡度级别', '耕地类型'].map(
      (n) => `变更前 ${n}`,
    ),
    '变更后 坐落单位代码',
  ]);
  const built = balance.rows.filter((row) => ['OCC_NONAGRI', 'OCC_RESERVOIR'].includes(row.flow));
  const [ledger, ...projects] = body('占补台账');
  expect(units(ledger!.at(-1)!)).toBe(-total(built.map((row) => row.area)));
  expect(Number(ledger![3])).toBe(Math.round(Number(ledger!.at(-1)) * 1e4) / 1e4);
  expect(total(projects.map((row) => units(row.at(-1)!)))).toBe(units(ledger!.at(-1)!));
  expect(projects.every((row) => row[7] === null || row[7] === undefined)).toBe(true);
  const without = balance.approvals!.find((row) => row.kind === 'no-approval')!;
  expect(units(projects.find((row) => row[0] === '（无批文）')!.at(-1)!)).toBe(
    BigInt(without.area),
  );
});

test('text from data cannot become a formula in a table', async () => {
  const evil = ['=cmd|calc', '+1+1', '-1', '@SUM(A1)'];
  const bytes = await writeXlsx([
    {
      name: '=1+1',
      rows: [evil.map((one) => ({ kind: 'text' as const, text: one }))],
      headRows: 0,
      merges: [],
      widths: evil.map(() => 10),
    },
  ]);
  const [sheet] = await readPlainXlsx(bytes);
  expect(sheet!.rows[0]).toEqual(evil.map((one) => `\u200B${one}`));
  for (const [name, sheets] of books)
    for (const cell of sheets.flatMap((one) => one.rows.flat()))
      expect(String(cell ?? ''), name).not.toMatch(/^[=@]/);
});

describe('changed pieces', () => {
  /** Σ of the pieces by flow against the rows of balance.json. */
  function compare(flows: readonly string[], cultivated: readonly bigint[]): void {
    expect(flows.length).toBeGreaterThan(40);
    for (const row of balance.rows) {
      const mine = flows.map((flow, i) => (flow === row.flow ? cultivated[i]! : null));
      const chosen = mine.filter((one) => one !== null);
      expect(chosen.length, row.flow).toBe(row.pieces);
      expect(total(chosen), row.flow).toBe(BigInt(row.area));
    }
  }

  /** Each shape has the legal area that stands beside it; a share of a parcel may differ by its rounding. */
  function compareShapes(table: FeatureTable, areas: readonly bigint[]): void {
    const shapes = Array.from(legalAreas(table.polygons, table.crs), (area) => legalArea(area));
    shapes.forEach((shape, i) => {
      const difference = Number(shape - areas[i]!);
      expect(Math.abs(difference), `piece ${i}: ${shape} ${areas[i]}`).toBeLessThanOrEqual(
        2 + Number(areas[i]!) * 1e-5,
      );
    });
  }

  test('changes.gpkg carries their geometry, areas and flows', async () => {
    const { table } = await readLayer(app.gdal, join(report, 'changes.gpkg'), {});
    const flow = table.columns.get('flow')!;
    const cultivated = table.columns.get('cultivated_m2')!;
    const area = table.columns.get('area_m2')!;
    if (flow.kind !== 'text' || cultivated.kind !== 'number' || area.kind !== 'number')
      throw new TypeError('columns of other kinds');
    const exact = (values: Float64Array): bigint[] =>
      Array.from(values, (value) => BigInt(Math.round(value * 100)));
    compare(
      Array.from(flow.codes, (code) => flow.dictionary[code]!),
      exact(cultivated.values),
    );
    compareShapes(table, exact(area.values));
  });

  test('changes.parquet carries them too, and DuckDB reads it', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const path = join(report, 'changes.parquet').replaceAll("'", "''");
    const reader = await connection.runAndReadAll(
      `select flow, cultivated, area, typeof(geometry) as shape from read_parquet('${path}')`,
    );
    const rows = reader.getRowObjects();
    connection.closeSync();
    expect(String(rows[0]!['shape'])).toMatch(/^GEOMETRY.*CGCS2000/);
    compare(
      rows.map((row) => String(row['flow'])),
      rows.map((row) => BigInt(String(row['cultivated']))),
    );
    const { table, integers } = await readGeoParquet(join(report, 'changes.parquet'));
    expect(rows.map((row) => BigInt(String(row['area'])))).toEqual(Array.from(integers['area']!));
    compareShapes(table, Array.from(integers['area']!));
  });
});

describe('report.html', () => {
  test('asks the network for nothing and says so to the browser', () => {
    const page = readFileSync(join(report, 'report.html'), 'utf8');
    expect(/https?:|\bsrc=|@import|url\(/.exec(page)).toBeNull();
    expect(page.includes("default-src 'none'")).toBe(true);
    expect(page.includes('数据不出本机')).toBe(true);
  });

  const page = (): string => readFileSync(join(report, 'report.html'), 'utf8');
  const data = (id: string): unknown =>
    JSON.parse(
      new RegExp(`<script type="application/json" id="${id}">([^<]*)</script>`).exec(page())![1]!,
    ) as unknown;

  test('the drawer lists what each piece adds to the number, under a heading, and they add up', () => {
    interface List {
      head: [string, string];
      grade: [string, string] | null;
      isArea: boolean;
      count: number;
      total: string;
      rows: [number, string, number | null, string][];
    }
    const { id, entries } = data('explanations') as {
      id: string;
      entries: Record<string, { pieces: List | null; operands: unknown[] }>;
    };
    expect(id).toBe('990101-2025@1');
    const parts = ['onGround', 'byLabel', 'residual'] as const;
    for (const pointer of parts) {
      const list = entries[`/stable/${pointer}`]!.pieces!;
      expect([list.total, list.head[0]]).toEqual([balance.stable[pointer], '计入：稳定利用增减']);
      expect(list.rows).toHaveLength(Math.min(50, list.count));
      if (list.count <= 50)
        expect(total(list.rows.map((row) => row[1])).toString()).toBe(list.total);
    }
    const index = balance.tests.findIndex((one) => one.id === 'Q2');
    const list = entries[`/tests/${index}/supplement`]!.pieces!;
    const area = list.rows.map((row) => Number(row[3]) / 100);
    const mean =
      list.rows.reduce((all, row, i) => all + row[2]! * area[i]!, 0) /
      area.reduce((all, one) => all + one, 0);
    expect(`quality grade ${mean.toFixed(2)}`).toBe(balance.tests[index]!.supplement!.en);
    expect(list.grade).toEqual(['质量等级', 'quality grade']);
  });

  test('findings stand under the name of their rule, the worst first, each with its severity', () => {
    const [, section = ''] = page().split('按规则归并，严重的在前');
    const groups = [...section.matchAll(/<details><summary>(.*?)<\/details>/gs)].map(
      (one) => one[1]!,
    );
    const red = balance.findings.examples.filter((one) => one.rule === 'X1');
    expect(red.some((one) => one.severity === 'error')).toBe(true);
    expect(red.some((one) => one.severity !== 'error')).toBe(true);
    const own = groups.find((one) => one.includes('X1 '))!;
    expect(own.indexOf('生态保护红线、自然保护地内的新增耕地')).toBeGreaterThan(0);
    expect(own.indexOf('■')).toBeLessThan(own.indexOf('△') < 0 ? own.length : own.indexOf('△'));
    const rows = own.split('<tr>').slice(1);
    expect(rows).toHaveLength(red.length);
    expect(rows[0]).toContain('■ <span class="zh">错误');
    for (const row of rows) expect(row).toMatch(/[■▲△] <span class="zh">/);
    for (const rule of Object.keys(balance.findings.counts))
      expect(ruleTitle(rule).zh, rule).not.toBe(rule);
  });

  test('the banner names every test that fails or lacks data', () => {
    const banner = /<div class="verdict [^"]*">(.*?)<section/s.exec(page())![1]!;
    const red = balance.tests.filter((one) => ['fail', 'no-data'].includes(one.verdict));
    expect(red.length).toBeGreaterThan(1);
    for (const test of balance.tests)
      expect(banner.includes(`<b>${test.id} `), test.id).toBe(red.includes(test));
  });

  test('what is unconfirmed is so in explain, in the terminal and on the page, and is named', async () => {
    const view = describeSettlement(balance);
    const html = page();
    for (const [i, test] of balance.tests.entries()) {
      const { explanation, unconfirmed } = await explain(app, `year:${balance.id}#/tests/${i}`, 0);
      const unsure = explanation.confidence === 'unconfirmed';
      expect(view.tests[i]!.unconfirmed, test.id).toBe(unsure);
      expect(view.tests[i]!.reason.zh.includes('未确认：'), test.id).toBe(unsure);
      const [, own = ''] = html.split(`id="test-${test.id}"`);
      expect(own.split('class="test"')[0]!.includes('chip unconfirmed'), test.id).toBe(unsure);
      if (unsure) expect(own).toContain(`未确认：${unconfirmed[0]!.zh}`);
    }
    expect(view.tests.map((one) => one.unconfirmed)).toContain(true);
    for (const [i, row] of balance.rows.entries())
      expect(view.account[i + 1]!.remark.zh.includes('未确认'), row.flow).toBe(
        row.confidence === 'unconfirmed',
      );
  });

  test('English says which kind of grade', () => {
    const english = [...page().matchAll(/<span class="en">([^<]*)<\/span>/g)].map((one) => one[1]!);
    expect(english.length).toBeGreaterThan(100);
    for (const one of english)
      expect(one.replaceAll(/(quality|utilization) grade/gi, '')).not.toMatch(/\bgrades?\b/i);
  });

  test('the class matrix on the page has a column for each level-one class, level two below', () => {
    const tables = [...page().matchAll(/<table class="matrix">(.*?)<\/table>/gs)].map(
      (one) => one[1]!,
    );
    expect(tables).toHaveLength(2);
    const columns = tables.map((one) => one.split('</thead>')[0]!.split('<th').length - 3);
    const codes = new Set(balance.flows.flatMap((flow) => [flow.from, flow.to]));
    expect(columns).toEqual([new Set([...codes].map(groupOf)).size, codes.size]);
  });

  test('names from data cannot become markup or script', () => {
    const evil = '</script><script>alert(1)</script><img src=x onerror=alert(2)>"\'=cmd()';
    const text = JSON.stringify(balance)
      .replaceAll('"清源县', `"${evil.replaceAll('"', '\\"')}`)
      .replaceAll(/"name":"[^"]*[镇村]"/g, () => `"name":${JSON.stringify(evil)}`)
      .replaceAll(/"id":"99010120\d+"/g, () => `"id":${JSON.stringify(evil)}`);
    const settlement = JSON.parse(text) as Settlement;
    const map: ReportMap = {
      pieces: [
        {
          rings: [[0, 0, 10, 0, 10, 10]],
          side: 'loss',
          flow: 'OCC_NONAGRI',
          from: '0101',
          to: '0702',
          id: evil,
          before: evil,
          village: evil,
          zone: evil,
          area: '5000',
          cultivated: '-5000',
          stable: '0',
          qualityGrade: 5,
          utilizationGrade: null,
          evidence: evil,
        },
      ],
      outlines: [{ name: evil, level: 'town', rings: [[0, 0, 20, 0, 20, 20]] }],
      omitted: 0,
      reference: evil,
    };
    const tables: OfficialTables = {
      books: [{ fileName: `${evil}.xlsx`, sheets: [] }],
      absent: [{ name: evil, why: { zh: evil, en: evil } }],
    };
    const options = { version: 1, settledAt: evil, language: 'zh' } as const;
    const page = renderReport(settlement, map, tables, options);
    expect(page.split('cmd()').length).toBeGreaterThan(100);
    expect(/<script>alert|<img/.test(page)).toBe(false);
    expect(page.match(/<script/g)).toHaveLength(4);
    for (const [, json] of page.matchAll(
      /<script type="application\/json"[^>]*>([^<]*)<\/script>/g,
    ))
      expect(() => JSON.parse(json!) as unknown).not.toThrow();
  });
});
