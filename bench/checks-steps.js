#!/usr/bin/env node
/**
 * Reads and checks a survey (the first argument) step by step and prints, as JSON, the seconds of every step that the
 * program tells of, and of what GDAL does within the reading. Run as a program, so that its memory is that of one survey.
 */
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from '../bin/build.js';
import { SURVEY_YEAR } from './checks-data.js';

const SELF = fileURLToPath(import.meta.url);

/**
 * @param {string} file
 * @returns {Promise<{ steps: Record<string, number>, parcels: number, vertices: number, findings: number }>}
 */
export async function stepsOf(file) {
  const product = await build();
  const load = (room) => import(pathToFileURL(join(product, room, 'index.js')).href);
  const [{ readSurvey }, { gdalHost }] = [await load('app'), await load('engine')];
  const gdal = gdalHost();
  const steps = {};
  let [step, since] = [null, performance.now()];
  const next = (name) => {
    const now = performance.now();
    if (step !== null) steps[step] = (steps[step] ?? 0) + (now - since) / 1000;
    [step, since] = [name, now];
  };
  const watched = {
    ...gdal,
    async ask(request) {
      const before = step;
      next('GDAL');
      const answer = await gdal.ask(request);
      next(before);
      return answer;
    },
  };
  try {
    const progress = ({ en }) => next(en);
    const { survey, findings } = await readSurvey({ gdal: watched, progress }, file, {
      year: SURVEY_YEAR,
    });
    next(null);
    const { x, featureStart } = survey.parcels.polygons;
    return {
      steps,
      parcels: featureStart.length - 1,
      vertices: x.length,
      findings: findings.length,
    };
  } finally {
    await gdal.close();
  }
}

if (process.argv[1] === SELF)
  process.stdout.write(`${JSON.stringify(await stepsOf(process.argv[2]))}\n`);
