/** Sound files of drawings and lists: tables of points as CSV and XLSX, and a drawing in DXF. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { unpackZip } from '../../src/engine/unpack.ts';
import { type SheetCell, writeXlsx } from '../../src/formats/index.ts';
import type { Polygons } from '../../src/geo/index.ts';

/** One row a vertex below their headings: plot, ring, point, northing, easting. */
function pointRows({ x, y, ringStart, featureStart }: Polygons): (string | number)[][] {
  const rows: (string | number)[][] = [['地块编号', '圈号', '点号', '纵坐标', '横坐标']];
  for (let plot = 0; plot + 1 < featureStart.length; plot++) {
    const first = featureStart[plot]!;
    for (let ring = first; ring < featureStart[plot + 1]!; ring++)
      for (let i = ringStart[ring]!; i < ringStart[ring + 1]!; i++)
        rows.push([`D${plot}`, ring - first + 1, `J${i - ringStart[ring]! + 1}`, y[i]!, x[i]!]);
  }
  return rows;
}

/** A table of points as CSV. */
export function pointsCsv(polygons: Polygons): string {
  return pointRows(polygons)
    .map((row) => `${row.join(',')}\n`)
    .join('');
}

/** Writes the parts of a workbook, which are files of an archive, below a folder. */
export async function workbookParts(folder: string, polygons: Polygons): Promise<void> {
  const rows = pointRows(polygons).map((row) =>
    row.map((value): SheetCell =>
      typeof value === 'number'
        ? { kind: 'number', value, format: '0.000' }
        : { kind: 'text', text: value },
    ),
  );
  const sheet = { name: '界址点', rows, headRows: 1, merges: [], widths: [10, 10, 10, 16, 16] };
  const packed = `${folder}.xlsx`;
  writeFileSync(packed, await writeXlsx([sheet]));
  mkdirSync(folder, { recursive: true });
  await unpackZip(packed, folder);
  rmSync(packed);
}

/** Writes a drawing: each ring a closed line of the layer DLTB, by turns of both kinds. */
export function drawing({ x, y, ringStart }: Polygons): string {
  const groups = (...pairs: (readonly [number, string | number])[]): string =>
    pairs.map(([code, value]) => `${code}\n${value}\n`).join('');
  let entities = '';
  for (let ring = 0; ring + 1 < ringStart.length; ring++) {
    const [from, to] = [ringStart[ring]!, ringStart[ring + 1]!];
    const isLight = ring % 2 === 0;
    entities += isLight
      ? groups([0, 'LWPOLYLINE'], [8, 'DLTB'], [100, 'AcDbPolyline'], [90, to - from], [70, 1])
      : groups([0, 'POLYLINE'], [8, 'DLTB'], [66, 1], [70, 1]);
    for (let i = from; i < to; i++)
      entities +=
        (isLight ? '' : groups([0, 'VERTEX'], [8, 'DLTB'])) + groups([10, x[i]!], [20, y[i]!]);
    if (!isLight) entities += groups([0, 'SEQEND']);
  }
  return (
    groups([0, 'SECTION'], [2, 'HEADER'], [9, '$ACADVER'], [1, 'AC1015'], [0, 'ENDSEC']) +
    groups([0, 'SECTION'], [2, 'ENTITIES']) +
    entities +
    groups([0, 'ENDSEC'], [0, 'EOF'])
  );
}
