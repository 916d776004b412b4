/** 存储的行 — rows taken in the order in which they are stored, and the one form of them that an id is computed from. */
import type { Hash } from 'node:crypto';
import type { Column, Columns, TextColumn } from '../base/index.ts';
import type { Crs, Polygons } from '../geo/index.ts';

/** Row k of the result is row `order[k]`. */
export function takeText(column: TextColumn, order: Uint32Array): TextColumn {
  const codes = new Int32Array(order.length);
  for (let row = 0; row < codes.length; row++) codes[row] = column.codes[order[row]!]!;
  return { ...column, codes };
}

/** Row k of the result is row `order[k]`. */
export function takeNumbers(values: Float64Array, order: Uint32Array): Float64Array {
  const taken = new Float64Array(order.length);
  for (let row = 0; row < taken.length; row++) taken[row] = values[order[row]!]!;
  return taken;
}

/** Row k of the result is row `order[k]`. */
export function takeColumn(column: Column, order: Uint32Array): Column {
  if (column.kind === 'text') return takeText(column, order);
  return { kind: 'number', values: takeNumbers(column.values, order) };
}

/** What a reference system means, whichever spelling of it a file has. */
export function systemKey(crs: Crs): unknown {
  const { ellipsoid, transverse } = crs;
  if (crs.kind === 'projected') return crs.id === '' ? crs.definition : crs.id;
  const t = transverse;
  const numbers = [
    ellipsoid.a,
    ellipsoid.f,
    ...(t === null
      ? []
      : [t.centralMeridian, t.latitudeOfOrigin, t.scale, t.falseEasting, t.falseNorthing]),
  ];
  return numbers.map((value) => value.toPrecision(12));
}

/** The bytes of an array of numbers. */
export function hashValues(hash: Hash, values: NodeJS.TypedArray): void {
  hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

/** Vertices, rings and features in their order. */
export function hashShapes(hash: Hash, polygons: Polygons): void {
  const { x, y, ringStart, isHole, featureStart } = polygons;
  for (const values of [x, y, ringStart, isHole, featureStart]) hashValues(hash, values);
}

/** Texts by row, whatever the order of their dictionary. */
export function hashText(hash: Hash, column: TextColumn): void {
  const { codes, dictionary } = inOrderOfUse(column);
  hashValues(hash, codes);
  hash.update(JSON.stringify(dictionary));
}

/** All columns with their names, whatever their order. */
export function hashColumns(hash: Hash, columns: Columns): void {
  for (const name of [...columns.keys()].sort()) {
    const column = columns.get(name)!;
    hash.update(name);
    if (column.kind === 'text') hashText(hash, column);
    else hashValues(hash, oneFormOf(column.values));
  }
}

/** Numbers that are equal get equal bytes: one zero, and one mark for what is missing. */
function oneFormOf(values: Float64Array): Float64Array<ArrayBuffer> {
  const same = new Float64Array(values.length);
  for (let row = 0; row < same.length; row++) {
    const value = values[row]!;
    same[row] = Number.isNaN(value) ? Number.NaN : value + 0;
  }
  return same;
}

/** The same texts with the dictionary in the order in which the rows use it: one form whatever file they came in. */
function inOrderOfUse({ codes, dictionary }: TextColumn): TextColumn {
  const place = new Int32Array(dictionary.length).fill(-1);
  const used: string[] = [];
  const placeOf = new Map<string, number>();
  const renumbered = new Int32Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code >= 0 && place[code]! < 0) {
      const text = dictionary[code]!;
      let found = placeOf.get(text);
      if (found === undefined) {
        found = used.length;
        placeOf.set(text, found);
        used.push(text);
      }
      place[code] = found;
    }
    renumbered[row] = code < 0 ? -1 : place[code]!;
  }
  return { kind: 'text', codes: renumbered, dictionary: used };
}
