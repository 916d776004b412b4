#!/usr/bin/env node
/**
 * Coverages for the bench of the overlay, each made once and kept as a file. They are made by a process of their own: this
 * file, run as a program with `parcels variant seed path`, so that the memory of the making counts for nobody.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from '../bin/build.js';
import { writeCoverage } from './coverage-file.js';

const SELF = fileURLToPath(import.meta.url);
/** Belongs to the file names: data of another generator is not taken for ours. */
const EDITION = 1;

/**
 * The file of a coverage in `folder`, made when it is not there yet. The first year is the variant A, the second one of
 * the others; all variants of one size fill the same square.
 * @param {{ parcels: number, variant: 'A' | 'near' | 'diff' | 'indep', folder: string, seed?: number }} options
 * @returns {Promise<string>} its path
 */
export async function coverageData({ parcels, variant, folder, seed = 1 }) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `coverage-${EDITION}-${parcels}-${variant}-${seed}.bin`);
  if (existsSync(path)) return path;
  const args = [SELF, parcels, variant, seed, path].map(String);
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', done);
  });
  if (code !== 0) throw new Error(`making ${path} ended with ${code}`);
  return path;
}

/** Makes one file; it appears whole or not at all. */
async function makeFile(parcels, variant, seed, path) {
  const product = await build();
  const { makeCoverage } = await import(pathToFileURL(join(product, 'sample', 'index.js')).href);
  const temporary = `${path}.${process.pid}.new`;
  try {
    writeCoverage(temporary, makeCoverage({ parcels, variant, seed }));
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

if (process.argv[1] === SELF) {
  const [parcels, variant, seed, path] = process.argv.slice(2);
  await makeFile(Number(parcels), variant, Number(seed), path);
}
