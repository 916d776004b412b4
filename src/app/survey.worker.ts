/** Reads, measures, checks and packs one survey; the other side of survey-thread.ts. */
import { counterOf, DEFAULT_SECRECY, say } from '../base/index.ts';
import { gdalHost, serveThread } from '../engine/index.ts';
import { type PreparedSurvey, readSurvey } from './read-survey.ts';
import { packSurvey } from './snapshot.ts';
import type { PrepareRequest } from './survey-thread.ts';

serveThread<PrepareRequest>(async ({ file, options }, progress): Promise<PreparedSurvey> => {
  const gdal = gdalHost();
  try {
    const { survey, ...read } = await readSurvey({ gdal, progress }, file, options);
    const packed = packSurvey(survey);
    return {
      ...read,
      id: packed.id,
      survey: packed.survey,
      bytes: packed.bytes(
        options.secrecy ?? DEFAULT_SECRECY,
        counterOf(progress, say('打包', 'packing')),
      ),
    };
  } finally {
    await gdal.close();
  }
});
