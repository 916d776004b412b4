/**
 * The engines of the overlay benchmark: ours in its modes, packages of npm, and what Debian installs. Each is a command that
 * is given two files of coverage-file.js and then answers as peers/serve.js says. What cannot run here is told with its reason.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LIBRARIES } from './peers/clipping.js';

const PEERS = join(import.meta.dirname, 'peers');

/** Features of A that GEOS overlays when all of them would take too long. */
const GEOS_SAMPLE = 50_000;
/** From here on GEOS works on a sample, and PostGIS, which cannot, is left out. */
const MANY = 500_000;

/**
 * @typedef {object} Engine
 * @property {string} name
 * @property {boolean} isOurs
 * @property {number} threads
 * @property {'no' | 'first' | 'stored'} hash whether equal parcels are paired by hash before, and whether hashing counts
 * @property {boolean} [givesGroups] it gives ground between land classes and grades, not pairs of parcels
 * @property {string} command
 * @property {string[]} args the two files are added
 */

/**
 * Engines for one size and variant, ours first.
 * @param {{ program: string, work: string, parcels: number, variant: string, isQuick: boolean, boxSeconds: number }} setting
 *   `program` is the folder of the built program; programs are compiled into `work`
 * @returns {{ engines: Engine[], skipped: { name: string, reason: string }[] }}
 */
export function enginesFor(setting) {
  const skipped = [];
  const engines = [...ours(setting), ...packages(setting)];
  if (!setting.isQuick) engines.push(...geos(setting, skipped), ...postgis(setting, skipped));
  return { engines, skipped };
}

/** Hashing pays only where parcels stayed the same. */
function hashModes(variant) {
  return variant === 'near' ? ['no', 'first', 'stored'] : ['no'];
}

function ours({ program, variant, isQuick }) {
  const machines = [
    ['overlay', 1],
    ['wasm', 1],
    ['wasm', 2],
    ...(isQuick ? [] : [['typescript', 2]]),
  ];
  const engine = (kernel, threads, mode) => ({
    name: `Liangtian, ${kernel === 'wasm' ? 'WebAssembly' : 'TypeScript'}`,
    isOurs: true,
    threads,
    hash: mode === 'groups' ? 'no' : mode,
    givesGroups: mode === 'groups',
    command: process.execPath,
    args: [join(PEERS, 'ours.js'), program, kernel, String(threads), mode],
  });
  return [
    ...machines.flatMap(([kernel, threads]) =>
      hashModes(variant).map((mode) => engine(kernel, threads, mode)),
    ),
    ...(isQuick ? [] : [engine('wasm', 2, 'groups')]),
  ];
}

function packages({ program, variant, boxSeconds }) {
  return Object.keys(LIBRARIES).flatMap((name) => {
    const modes = name === 'geos-wasm' && variant === 'near' ? ['no', 'first'] : ['no'];
    return modes.map((hash) => ({
      name,
      isOurs: false,
      threads: 1,
      hash,
      command: process.execPath,
      args: [join(PEERS, 'pairwise.js'), name, String(boxSeconds), hash, program],
    }));
  });
}

function geos({ work, parcels, variant }, skipped) {
  const program = join(work, 'geos');
  try {
    if (!existsSync(program)) compile(join(PEERS, 'geos.cpp'), program);
  } catch (error) {
    const [first] = String(error.stderr || error.message).split('\n');
    skipped.push({ name: 'GEOS (C++)', reason: `it does not compile here: ${first}` });
    return [];
  }
  const modes = [[2, 'no'], ...(parcels < MANY ? [[1, 'no']] : [])];
  if (variant === 'near') modes.push([2, 'first'], [2, 'stored']);
  return modes.map(([threads, hash]) => ({
    name: 'GEOS (C++)',
    isOurs: false,
    threads,
    hash,
    command: program,
    args: [
      '--threads',
      String(threads),
      '--hash',
      hash,
      ...(parcels >= MANY && hash === 'no' ? ['--sample', String(GEOS_SAMPLE)] : []),
    ],
  }));
}

function compile(source, program) {
  const options = ['-std=c++17', '-O2', '-pthread', source, '-lgeos', '-o', program];
  execFileSync('g++', options, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
}

function postgis({ program, parcels, variant }, skipped) {
  const skip = (reason) => {
    skipped.push({ name: 'PostGIS', reason });
    return [];
  };
  if (parcels >= MANY) return skip('it would take more than a quarter of an hour at this size');
  const binaries = postgresWithPostgis();
  if (binaries === null)
    return skip('PostgreSQL with PostGIS is not installed (bench/install-peers.sh)');
  return (variant === 'near' ? ['no', 'first'] : ['no']).map((hash) => ({
    name: 'PostGIS',
    isOurs: false,
    threads: 2,
    hash,
    command: process.execPath,
    args: [join(PEERS, 'postgis.js'), binaries, hash, program],
  }));
}

/** The folder of the newest PostgreSQL of Debian that has PostGIS; null when there is none. */
function postgresWithPostgis() {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return null;
  const found = readdirSync(root)
    .sort((p, q) => Number(q) - Number(p))
    .find((version) => existsSync(`/usr/share/postgresql/${version}/extension/postgis.control`));
  return found === undefined ? null : join(root, found, 'bin');
}
