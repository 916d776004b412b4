/** The long part of an import — reading, measuring, checking, packing — in a thread, so that two years go side by side. */
import type { Progress } from '../base/index.ts';
import { inThread, workerUrl } from '../engine/index.ts';
import type { PreparedSurvey, SurveyOptions } from './read-survey.ts';

/** What the worker is asked. */
export interface PrepareRequest {
  readonly file: string;
  readonly options: SurveyOptions;
}

/** Reads a file to the point where it can be stored. */
export function prepareSurvey(
  file: string,
  options: SurveyOptions,
  progress: Progress,
): Promise<PreparedSurvey> {
  const request: PrepareRequest = { file, options };
  return inThread<PreparedSurvey>(workerUrl('survey', 'app'), request, progress);
}
