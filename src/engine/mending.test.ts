/** Shapes that GDAL stumbles over are taken out of a text; all else stays to the character. */
import { expect, test } from 'vitest';
import { mended } from './mending.ts';

const feature = (coordinates: string, id = '990101200100000001'): string =>
  `{"type":"Feature","properties":{"BSM":${id},"geometry":{"coordinates":[]}},"geometry": {"type":"Polygon","coordinates":${coordinates}}}`;
const GOOD = '[[[0,0],[1,0],[1,1],[0,0]]]';

test.each(['[[[0,0],[1e999,0],[1,1],[0,0]]]', '[[]]', '[]', '[[[0,0],[NaN,0]]]', '[[["a",0]]]'])(
  'GeoJSON with %s',
  (bad) => {
    const text = (shape: string) => `{"features":[${feature(GOOD)},${feature(shape, '-1')}]}`;
    expect(mended(text(bad), '.geojson')).toBe(
      text(bad).replace(/"geometry": \{(?!.*"geometry": )[^}]*\}/, '"geometry":null'),
    );
    expect(mended(text(GOOD), '.geojson')).toBeNull();
  },
);

test.each([
  ['1,POLYGON EMPTY,x', '1,,x'],
  ['1,"POLYGON EMPTY",x', '1,,x'],
  ['1;MULTIPOLYGON EMPTY', '1;'],
  ['1,"POLYGON((0 0,inf 0,1 1,0 0))",x', '1,,x'],
  ['1,"SRID=4527;POLYGON Z((0 0 1,1e999 0 1,1 1 1,0 0 1))"', '1,'],
  ['1;POLYGON((0 0,-nan 0,1 1,0 0));x', '1;;x'],
  ['1,"POLYGON((0 0,1 0,1 1,0 0),())"', '1,'],
])('CSV with %s', (bad, good) => {
  const around = (row: string) =>
    `A,WKT\n2,"POLYGON((0 0,1 0,1 1,0 0))",y\n${row}\n"3, POLYGON EMPTY",,z\n`;
  expect(mended(around(bad), '.csv')).toBe(around(good));
  expect(mended(around(good), '.csv')).toBeNull();
});
