/**
 * docs/real-data.md says what happens to every file of the real data; this makes it and compares. After a change that is
 * meant, `LIANGTIAN_BLESS=1 npx vitest run test/real-data-document.test.ts` writes it anew.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, openApp } from '../src/app/index.ts';
import { DATA } from './data-folder.ts';
import { filesOf, FOLDERS, type Row, rowsOf } from './real-data-table.ts';

const DOCUMENT = 'docs/real-data.md';
const here = FOLDERS.every((folder) => existsSync(join(DATA, folder)));

let folder: string;
let app: App;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-table-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const HEAD = `# Real data

What happens to real files when they are measured (\`area FILE\`) and checked (\`survey check FILE\`). The data are not part of
the project; \`test/data-folder.ts\` says where they are looked for. This page is made by \`test/real-data-document.test.ts\`,
which fails when anything but the times differs; \`LIANGTIAN_BLESS=1 npx vitest run test/real-data-document.test.ts\` writes
it anew.

- **CRS** as understood; “told” means that the file does not say it and \`--crs\` did.
- **Formula**: \`td-t-1055-geographic\` for degrees on the ellipsoid of CGCS2000, which is also that of ETRS89, NAD83 and
  JGD2011; \`ellipsoid-of-file\` for the rest; \`td-t-1055-projected\` is for CGCS2000 zones alone and none of these files is one.
- **Geometry** are the findings of \`area\`: G1 a feature without a polygon, T5-crossing a ring that crosses itself. The command prints
  sentence, feature and place.
- **Check** are the findings of \`survey check\` by rule. No foreign layer has fields of ours, so without a mapping the check
  ends with one sentence that asks for it. With a mapping of \`examples/mappings/\` it is named; else every feature was read as
  dry land by whatever field comes first, and C1 counts where that field is empty. C0 lists
  the rules that could not be checked because their fields are absent, T0 those whose layers are.
- **Time** is of both together, on two cores: A under 1 s, B under 5 s, C under 30 s.

Facts found on the way:

- \`se-island.gpkg\` holds the island twice: \`se-island\` with 14 polygons, and \`se_island\` with the same 14 twice over. No class
  and no ring changed between 1996 and 2018; the overlay is therefore proven with a copy moved by seven metres.
- Of the 801 English parcels only one meets one of the 261 land covers, and one a protected site. Parcels of the test set meet
  covers in 263 pairs; 801 parcels over themselves, moved, in 2,458; the cadastre of Tartu over itself in 20,964. All pairs agree
  with GEOS in the same plane to 0.01 m² (\`test/real-data.test.ts\`).
- Legal areas of twenty layers agree with geodesics to 2.5e-5 m × perimeter, on rings with edges of at most 70 m, and of at
  most 35 m for layers in degrees. At 70 m, layers in degrees miss it where the
  latitude is high (Tartu, 58° N: 5.3e-5; Liechtenstein, 47° N, the latitude of 黑龙江: 3.2e-5): an edge that is
  straight in longitude and area parts from the geodesic by the square of its length and the tangent of its latitude.
- Published areas are planar ones: rounded in England, Bulgaria, Switzerland, New Zealand and Slovakia, cut off in Denmark and
  Schleswig-Holstein.
- GEOS calls 98 of the 152 county outlines of Hebei invalid. Eight of them count ground twice or negatively (T5-crossing); the
  other 90 touch themselves or run out and back along a line, which changes no area (T5-touching). All are found and none besides
  (\`test/validity.test.ts\`), and so are the fifteen polygons of Liechtenstein.
- Farm fields are no coverage: T1-gap is there a ground that fields enclose, which is no fault of theirs. The county's own layer XZQ
  says where ground must be.
- The Danish Shapefile has no .cpg, and its bytes are valid GB18030 as well as ISO-8859-1; the guess is GB18030, the output says
  so, and \`--encoding ISO-8859-1\` mends it.
`;

function timeClass(seconds: number): string {
  return seconds < 1 ? 'A' : seconds < 5 ? 'B' : seconds < 30 ? 'C' : `${Math.ceil(seconds)} s`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ name, format, measured, check, seconds }) => {
    const shown = name
      .split('/')
      .slice(1)
      .join('/')
      .replace(/[0-9a-f]{56}$/, '…');
    const cells = measured
      ? [
          measured.crs,
          measured.formula,
          String(measured.features),
          measured.legal,
          measured.findings,
        ]
      : ['', '', '', '', 'refused'];
    return `| ${[shown, format, ...cells, check, timeClass(seconds)].map(cell).join(' | ')} |`;
  });
  return [
    '| file | format | CRS | formula | features | legal area m² | geometry | check | time |',
    '| --- | --- | --- | --- | ---: | ---: | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

/** Files of one county each: what they have in common, and the sums. */
function countiesOf(rows: readonly Row[]): string {
  const read = rows.filter((row) => row.measured !== null);
  const features = read.reduce((sum, row) => sum + row.measured!.features, 0);
  const kinds = new Map<string, number>();
  for (const row of rows)
    for (const [, rule = '', count = ''] of (row.measured?.findings ?? '').matchAll(
      /([\w-]+) ×(\d+)/g,
    ))
      kinds.set(rule, (kinds.get(rule) ?? 0) + Number(count));
  const faults = [...kinds]
    .sort()
    .map(([rule, count]) => `${rule} ×${count}`)
    .join(', ');
  const refused = rows
    .filter((row) => row.measured === null)
    .map((row) => `${row.name}: ${row.check}`);
  return [
    `${rows.length} files of one county each, GeoJSON without a reference system (EPSG:4326 by RFC 7946): ${read.length} measured,`,
    `${features} features, ${faults === '' ? 'no faults' : faults}; ${refused.length === 0 ? 'none refused' : refused.join('; ')}.`,
  ].join('\n');
}

/** The text without what differs from machine to machine. */
const withoutTimes = (text: string): string => text.replace(/ \| [^|]* \|$/gm, ' |');

if (!here) test.skip(`${DOCUMENT} is current (no real data on this machine)`, () => undefined);
else
  test(`${DOCUMENT} is current`, async () => {
    const parts = [HEAD];
    for (const name of FOLDERS) {
      const rows: Row[] = [];
      for (const file of filesOf(name)) rows.push(...(await rowsOf(app, file)));
      expect(rows.length).toBeGreaterThan(0);
      parts.push(`## ${name}\n\n${/hebei/.test(name) ? countiesOf(rows) : tableOf(rows)}\n`);
    }
    const text = parts.join('\n');
    if (process.env['LIANGTIAN_BLESS'] === '1') writeFileSync(DOCUMENT, text);
    expect(withoutTimes(readFileSync(DOCUMENT, 'utf8'))).toBe(withoutTimes(text));
  });
