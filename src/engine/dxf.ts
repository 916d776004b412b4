/**
 * DXF drawings through GDAL: closed lines and hatches are areas, one layer for each layer of the drawing. A drawing has no
 * reference system and no attributes; lines that are not closed, points and texts are left out and counted.
 */
import { type Column, InputError, say, textColumn } from '../base/index.ts';
import { readFlatGeobuf, type TextContents, type TextLayer } from '../formats/index.ts';
import { type RingFault, takeFeatures } from '../geo/index.ts';
import type { GdalHost } from './gdal.ts';

/** The one layer that GDAL makes of a drawing. */
const ENTITIES = 'entities';

/** All layers that hold areas; InputError `no-polygons` when no line is closed. GdalError when GDAL cannot read it. */
export async function readDxf(gdal: GdalHost, path: string): Promise<TextContents> {
  const { bytes } = await gdal.ask({ op: 'read', path, openOptions: [], layer: ENTITIES });
  if (bytes.length === 0) throw noAreas();
  const drawing = readFlatGeobuf(bytes, undefined, true);
  const faultOf = new Map(drawing.faults.map((fault) => [fault.feature, fault]));
  const layerOf = drawing.columns.get('Layer');
  const rowsOf = new Map<string, number[]>();
  let left = 0;
  for (let row = 0; row + 1 < drawing.polygons.featureStart.length; row++) {
    if (faultOf.get(row)?.kind === 'no-geometry') {
      left++;
      continue;
    }
    const layer = layerNameAt(layerOf, row);
    const rows = rowsOf.get(layer) ?? [];
    if (rows.length === 0) rowsOf.set(layer, rows);
    rows.push(row);
  }
  if (rowsOf.size === 0) throw noAreas();
  const layers = [...rowsOf].map(([name, rows]): TextLayer => ({
    name,
    polygons: takeFeatures(drawing.polygons, rows),
    columns: new Map([['Layer', textColumn(rows.map(() => name))]]),
    faults: rows.flatMap((row, feature): RingFault[] => {
      const fault = faultOf.get(row);
      return fault === undefined || fault.kind === 'ring-order' ? [] : [{ ...fault, feature }];
    }),
    foreign: 0,
  }));
  return { layers, crs: '', guesses: left === 0 ? [] : [leftOut(left)] };
}

function layerNameAt(column: Column | undefined, row: number): string {
  const code = column?.kind === 'text' ? column.codes[row]! : -1;
  return column?.kind === 'text' && code >= 0 ? column.dictionary[code]! : '0';
}

function leftOut(count: number): TextContents['guesses'][number] {
  return {
    what: 'skipped',
    answer: String(count),
    why: say(
      `图中有 ${count} 个未闭合的线、点或文字，不是面`,
      `${count} open lines, points or texts of the drawing are no areas`,
    ),
  };
}

function noAreas(): InputError {
  return new InputError(
    'no-polygons',
    say('图里没有闭合的多段线或填充', 'The drawing has no closed polyline and no hatch'),
    say('请在 CAD 中闭合边界线后重新保存。', 'Close the boundary lines in CAD and save it again.'),
  );
}
