#!/usr/bin/env node
/**
 * Survey files for the bench of the checks: the sample county with all its fields and its units, as it is and spoilt in
 * ways that cost the checks most. Each is made once, by a process of its own (this file with `parcels variant path`).
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from '../bin/build.js';

const SELF = fileURLToPath(import.meta.url);
/** Belongs to the file names: data of another generator is not taken for ours. */
const EDITION = 1;
const SEED = 1;
/** Coordinates have 0.1 mm. */
const TICKS = 1e4;

/** Of the first survey of the sample county; told to the reader, for whom a number in a file's name may be a year. */
export const SURVEY_YEAR = 2024;

/** Every so many parcels have the fault, in `flawed`. */
const EVERY = { moved: 200, classless: 150, wrongArea: 110, twin: 1000 };

/** What a file is like. */
export const CHECK_VARIANTS = {
  clean: { about: 'nothing to find', spoil: (layer) => layer },
  flawed: { about: 'one parcel in some 55 has a fault', spoil: flawed },
  unnoded: { about: 'no edge of a parcel is one of its neighbour', spoil: unnoded },
  apart: { about: 'every parcel is by itself, with gaps around', spoil: apart },
};

/**
 * The path of a survey in `folder`, made when it is not there yet.
 * @param {{ parcels: number, variant: keyof typeof CHECK_VARIANTS, folder: string }} options
 * @returns {Promise<string>}
 */
export async function checksData({ parcels, variant, folder }) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `survey-${EDITION}-${parcels}-${variant}.gpkg`);
  if (existsSync(path)) return path;
  const child = spawn(process.execPath, [SELF, String(parcels), variant, path], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', done);
  });
  if (code !== 0) throw new Error(`making ${path} ended with ${code}`);
  return path;
}

/** Makes one file; it appears whole or not at all. */
async function makeFile(parcels, variant, path) {
  const product = await build();
  const load = (room) => import(pathToFileURL(join(product, room, 'index.js')).href);
  const [{ sampleCounty }, { gdalHost, writeGeoPackage }] = [
    await load('sample'),
    await load('engine'),
  ];
  const [first, ...units] = sampleCounty(parcels, SEED).before;
  const gdal = gdalHost();
  const temporary = `${path}.${process.pid}.new`;
  try {
    await writeGeoPackage(gdal, temporary, [CHECK_VARIANTS[variant].spoil(first), ...units]);
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
    await gdal.close();
  }
}

/** Vertices two metres off, classes and areas that are wrong, and a parcel drawn over the next one. */
function flawed(layer) {
  const [classes, areas] = [layer.columns.get('DLBM'), layer.columns.get('TBMJ')];
  const columns = new Map(layer.columns)
    .set('DLBM', {
      ...classes,
      codes: classes.codes.map((code, f) => (f % EVERY.classless === 2 ? -1 : code)),
    })
    .set('TBMJ', {
      ...areas,
      values: areas.values.map((area, f) => (f % EVERY.wrongArea === 3 ? area + 25 : area)),
    });
  const last = classes.codes.length - 1;
  const polygons = redrawn(layer.polygons, (f, ringsOf) => {
    if (f % EVERY.twin === 4 && f < last) return ringsOf(f + 1);
    const [shell, ...holes] = ringsOf(f);
    if (f % EVERY.moved !== 1) return [shell, ...holes];
    const points = shell.points.map(([x, y], i) => (i === 1 ? [x + 2, y] : [x, y]));
    return [{ ...shell, points }, ...holes];
  });
  return { ...layer, columns, polygons };
}

/** A vertex more on every edge, in every parcel elsewhere, so that no two edges are the same. */
function unnoded(layer) {
  const polygons = redrawn(layer.polygons, (f, ringsOf) => {
    const share = 0.2 + 0.6 * ((f * 0.618_034) % 1);
    return ringsOf(f).map(({ points, isHole }) => ({
      isHole,
      points: points.flatMap(([x, y], i) => {
        const [nextX, nextY] = points[(i + 1) % points.length];
        return [
          [x, y],
          [onTick(x + share * (nextX - x)), onTick(y + share * (nextY - y))],
        ];
      }),
    }));
  });
  return { ...layer, polygons };
}

/** Every shell is drawn in towards its middle; holes are left out. */
function apart(layer) {
  const polygons = redrawn(layer.polygons, (f, ringsOf) =>
    ringsOf(f)
      .filter(({ isHole }) => !isHole)
      .map(({ points, isHole }) => {
        const middle = [0, 1].map(
          (axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length,
        );
        const drawnIn = (point) =>
          point.map((value, axis) => onTick(middle[axis] + 0.97 * (value - middle[axis])));
        return { isHole, points: points.map(drawnIn) };
      }),
  );
  return { ...layer, polygons };
}

function onTick(value) {
  return Math.round(value * TICKS) / TICKS;
}

/** Polygons feature by feature anew: `draw` answers with the rings of feature f, and may ask for those that there were. */
function redrawn({ x, y, ringStart, isHole, featureStart }, draw) {
  const ringsOf = (f) =>
    Array.from({ length: featureStart[f + 1] - featureStart[f] }, (_, k) => {
      const ring = featureStart[f] + k;
      const [start, end] = [ringStart[ring], ringStart[ring + 1]];
      return {
        isHole: isHole[ring] === 1,
        points: Array.from({ length: end - start }, (__, i) => [x[start + i], y[start + i]]),
      };
    });
  const made = { x: [], y: [], ringStart: [0], isHole: [], featureStart: [0] };
  for (let f = 0; f + 1 < featureStart.length; f++) {
    for (const ring of draw(f, ringsOf)) {
      for (const [px, py] of ring.points) {
        made.x.push(px);
        made.y.push(py);
      }
      made.ringStart.push(made.x.length);
      made.isHole.push(ring.isHole ? 1 : 0);
    }
    made.featureStart.push(made.isHole.length);
  }
  return {
    x: Float64Array.from(made.x),
    y: Float64Array.from(made.y),
    ringStart: Uint32Array.from(made.ringStart),
    isHole: Uint8Array.from(made.isHole),
    featureStart: Uint32Array.from(made.featureStart),
  };
}

if (process.argv[1] === SELF) {
  const [parcels, variant, path] = process.argv.slice(2);
  await makeFile(Number(parcels), variant, path);
}
