/**
 * Facts of a site: a boundary of 1,000 vertices laid over a survey and eight layers that lie in memory. Half of the layers share
 * the borders of the parcels, half have borders of their own.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from '../bin/build.js';
import { coverageData } from './coverage-data.js';
import { readCoverage } from './coverage-file.js';
import { machine, median, table } from './measure.js';

/** Where the middle of the coverage lies in EPSG:4527, metres, and its units. */
const [EAST, NORTH, UNIT] = [39_500_000, 4_428_000, 1e-5];
const VERTICES = 1000;
/** Mean radius of each site, metres. */
const SITES = { '8 ha': 160, '50 ha': 400, '200 ha': 800 };
/** Every how many features of a coverage a layer has. */
const SAME_BORDERS = { YJJBNTTB: 2, GBZNT: 5, YJJBNTCBQ: 11, GYL: 7 };
const OWN_BORDERS = { STBHHX: 9, CZKFBJ: 4, TGHL: 3, HHGLFW: 6 };
const DAY = '2025-12-31';
const CLASSES = ['0103', '0101', '0102', '0301', '0404', '1202', '0201', '1006', '1104'];

/**
 * Prints milliseconds of the first time and of warm rounds.
 * @param {{ parcels: number, runs: number, folder?: string }} options
 * @returns {Promise<Record<string, number>>} medians of warm milliseconds by the size of the site
 */
export async function benchSite({ parcels, runs, folder }) {
  const product = await build();
  const load = (room) => import(pathToFileURL(join(product, room, 'index.js')).href);
  const [geo, base, project] = await Promise.all(['geo', 'base', 'project'].map(load));
  const data = folder ?? join(tmpdir(), 'liangtian-bench-coverages');
  const read = async (variant) =>
    placed(readCoverage(await coverageData({ parcels, variant, folder: data })).polygons);
  const [own, other] = [await read('A'), await read('indep')];
  const crs = geo.parseCrs('EPSG:4527');
  const survey = surveyOf(own, crs, geo, base);
  const everySo = (polygons, parts) =>
    Object.entries(parts).map(([key, every]) => [key, layerOf(polygons, every, crs, geo, base)]);
  const layers = new Map([...everySo(own, SAME_BORDERS), ...everySo(other, OWN_BORDERS)]);
  const [medians, rows] = [{}, []];
  for (const [name, radius] of Object.entries(SITES)) {
    const input = siteInput(blob(radius), crs, survey, layers);
    const times = [];
    let facts;
    for (let run = 0; run <= runs; run++) {
      const started = performance.now();
      facts = project.siteFacts(input);
      times.push(performance.now() - started);
    }
    const warm = times.slice(1);
    medians[name] = median(warm);
    rows.push([
      name,
      String(facts.pieces.length),
      String(
        Object.values(facts.layers).reduce((sum, layer) => sum + (layer.hits?.length ?? 0), 0),
      ),
      times[0].toFixed(0),
      median(warm).toFixed(0),
      Math.min(...warm).toFixed(0),
    ]);
  }
  const head = ['site', 'parcels met', 'features met', 'first ms', 'median ms', 'best ms'];
  process.stdout.write(
    `${machine()}\n${survey.parcelArea.length} parcels, ${layers.size} layers, boundary of ${VERTICES} vertices, ${runs} warm rounds\n${table(head, rows)}\n`,
  );
  return medians;
}

/** A coverage at its place, in metres. */
function placed(polygons) {
  return {
    ...polygons,
    x: Float64Array.from(polygons.x, (x) => EAST + x * UNIT),
    y: Float64Array.from(polygons.y, (y) => NORTH + y * UNIT),
  };
}

function surveyOf(polygons, crs, geo, base) {
  const count = geo.featureCount(polygons);
  const computedArea = geo.legalAreas(polygons, crs);
  const numbers = Array.from({ length: count }, (_, i) => i);
  return {
    region: '990101',
    year: 2025,
    scheme: 'TD1055',
    crs,
    polygons,
    ringHash: new BigUint64Array(count),
    computedArea,
    id: base.textColumn(numbers.map((i) => `99010100000${String(i).padStart(7, '0')}`)),
    landClass: base.textColumn(numbers.map((i) => CLASSES[i % CLASSES.length])),
    parcelArea: BigInt64Array.from(computedArea, geo.legalArea),
    ridgeArea: new BigInt64Array(count),
    areaSource: 'filed',
    attributes: new Map([
      ['locationUnit', base.textColumn(numbers.map(() => '9901011002000000000'))],
    ]),
  };
}

/** Every so many features, as a stored layer. */
function layerOf(polygons, every, crs, geo, base) {
  const rows = [];
  for (let i = 0; i < geo.featureCount(polygons); i += every) rows.push(i);
  const columns = new Map([['MC', base.textColumn(rows.map((row) => `第 ${row}`))]]);
  return {
    table: { name: 'LAYER', polygons: geo.takeFeatures(polygons, rows), crs, columns },
    day: DAY,
    source: 'bench',
  };
}

/** A wavy boundary about the middle. */
function blob(radius) {
  const ring = Array.from({ length: VERTICES }, (_, i) => {
    const angle = (2 * Math.PI * i) / VERTICES;
    const wave = 1 + 0.1 * Math.sin(7 * angle) + 0.03 * Math.sin(61 * angle);
    return [
      EAST + radius * wave * Math.cos(angle) + 0.123,
      NORTH + radius * wave * Math.sin(angle) + 0.456,
    ];
  });
  return {
    x: Float64Array.from(ring, ([x]) => x),
    y: Float64Array.from(ring, ([, y]) => y),
    ringStart: Uint32Array.of(0, VERTICES),
    isHole: Uint8Array.of(0),
    featureStart: Uint32Array.of(0, 1),
  };
}

function siteInput(polygons, crs, parcels, layers) {
  return {
    ground: { polygons, crs },
    parcels,
    layers,
    region: '990101',
    day: '2026-03-17',
    survey: { id: 'bench', year: 2025 },
    use: 'permanent',
    answers: {},
    county: { lastYearGrade: null, allotmentArea: null, usedArea: null },
  };
}
