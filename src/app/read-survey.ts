/** Reads a survey from a file of any format and schema and checks it; nothing is stored here. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import {
  askAll,
  counterOf,
  type Finding,
  formatArea,
  type Guess,
  InputError,
  say,
  type SecrecyLevel,
  surveyDate,
} from '../base/index.ts';
import { type ReadLayer, readLayer, readNamedLayers, splitLayer } from '../engine/index.ts';
import { type FeatureTable, legalAreas, ringHashes } from '../geo/index.ts';
import {
  applyMapping,
  checkMetadata,
  checkSurvey,
  controlGap,
  findColumn,
  geometryFindings,
  idReader,
  type Mapped,
  type Mapping,
  type MappingHints,
  parseMapping,
  ridgeRatesAt,
  understandAttributes,
} from '../land/index.ts';
import { type RulePack, ruleSetAt } from '../policy/index.ts';
import type { App } from './context.ts';
import type { Survey } from './snapshot.ts';
import {
  CHANGED_PARCELS,
  type ChangeRecord,
  changeFindings,
  CHANGES,
  isChangedParcels,
  ofChangedParcels,
} from './change-package.ts';
import { classGuesses, encodingQuestions, fieldGuesses, refuseOldDatum } from './understanding.ts';
import { surveyTopology } from './survey-topology.ts';
import { LAYERS_BESIDE, zoneFacts } from './zones.ts';

/** What reading needs of the program. */
export type Reader = Pick<App, 'gdal' | 'progress'>;

/** What a user may say about a survey file. */
export interface SurveyOptions {
  /** Path of a mapping file, or the mapping itself. */
  readonly mapping?: string | Mapping | undefined;
  readonly year?: number | undefined;
  readonly region?: string | undefined;
  readonly crs?: string | undefined;
  readonly encoding?: string | undefined;
  readonly secrecy?: SecrecyLevel | undefined;
  /** The first coordinate of the file is the northing or latitude. */
  readonly swapAxes?: boolean | undefined;
  /** Takes the best guess where several answers are possible; the evidence says what was guessed. */
  readonly guess?: boolean;
  /** Fallback when neither file nor mapping names a region, for commands that store nothing. */
  readonly anyRegion?: boolean;
  /** What the province or county decides for itself; later packs win. */
  readonly packs?: readonly RulePack[] | undefined;
}

/** What a check may be told besides. An import stores what the county itself filed, so it has no neighbour. */
export interface SurveyCheckOptions extends SurveyOptions {
  /** Layer of the neighbouring county, `FILE` or `FILE#LAYER`: its parcels or its area. */
  readonly neighbour?: string | undefined;
  /** Where there is no DLTB, the changed parcels (DLTBGX) are checked; an import never takes them for a survey by itself. */
  readonly changesAlone?: boolean;
}

/** A survey as read from a file. */
export interface ReadSurvey {
  readonly survey: Survey;
  readonly findings: readonly Finding[];
  readonly evidence: readonly Guess[];
  /** Our attribute → field of the file. */
  readonly fields: Readonly<Record<string, string>>;
  readonly layer: string;
}

/** A survey ready to be stored, in the order of the snapshot's rows. */
export interface PreparedSurvey extends Omit<ReadSurvey, 'survey'> {
  readonly id: string;
  readonly survey: Survey;
  /** The snapshot's file. */
  readonly bytes: Uint8Array;
}

/** Reads, maps and checks one file; stores nothing. */
export async function readSurvey(
  app: Reader,
  file: string,
  options: SurveyCheckOptions = {},
): Promise<ReadSurvey> {
  const mapping = loadMapping(options.mapping);
  app.progress(say('读取', 'reading'), 0, 0);
  const read = await readLayer(app.gdal, file, {
    ...readOptions(mapping, options),
    ...(options.changesAlone === true ? { standIn: CHANGED_PARCELS } : {}),
    collect: true,
    progress: app.progress,
  });
  refuseOldDatum(read.table.crs, file, read.table.name);
  const { table } = read;
  const { path } = splitLayer(file);
  app.progress(say('理解字段', 'understanding fields'), 0, 0);
  const understood = understandAttributes(table, mapping, {
    file,
    names: [table.name, basename(read.source), basename(path)],
    folders: [read.source, path].map((one) => basename(dirname(resolve(one)))),
    year: options.year,
    region: options.region,
  });
  const isAnyRegion = options.anyRegion === true && understood.region === undefined;
  const unanswered = askAll(
    [
      ...read.questions,
      ...encodingQuestions(read.evidence),
      ...understood.questions.filter(({ what }) => !(isAnyRegion && what === 'region')),
    ],
    options.guess === true,
    { file, layer: table.name },
  );
  if (unanswered) throw unanswered;
  const region = isAnyRegion ? '000000' : understood.region;
  const hints: MappingHints = {
    file,
    ...(understood.year === undefined ? {} : { year: understood.year }),
    ...(region === undefined ? {} : { region }),
  };
  app.progress(say('读取行政区', 'reading units'), 0, 0);
  const beside = await layersBeside(app, file, read, mapping, options);
  const zoneLayers = beside.layers;
  const zones = zoneFacts(zoneLayers);
  const neighbour = await neighbourLayer(app, options);
  const computed = {
    area: legalAreas(table.polygons, table.crs, counterOf(app.progress, say('计算面积', 'areas'))),
    hash: ringHashes(table.polygons),
  };
  app.progress(say('对应字段', 'mapping fields'), 0, 0);
  const first = applyMapping(table, mapping, computed, hints);
  const rules = ruleSetAt(surveyDate(first.parcels.year), options.packs);
  const isPart = isChangedParcels(table.name);
  const controlAreas = isPart ? {} : zones.controlAreas;
  const closing = closingOf(first, controlAreas, rules.values.controlAreaTolerance);
  const mapped =
    closing === null
      ? first
      : applyMapping(table, mapping, computed, { ...hints, controlArea: closing.control });
  app.progress(say('检查', 'checking'), 0, 0);
  const place = { file, layer: table.name };
  const ownFindings = [
    ...geometryFindings(read.faults, place, idReader(mapped.parcels)),
    ...mapped.findings,
    ...changeFindings(beside, mapped.parcels, place),
    ...checkMetadata(mapped.parcels, {
      ...place,
      evidence: read.evidence,
      counties: new Set(zones.outlines.map(({ code }) => code.slice(0, 6))),
      updated: findColumn(table, 'GXSJ'),
    }),
    ...checkSurvey(mapped.parcels, {
      ...place,
      areaToleranceCents: rules.values.areaToleranceCents,
      ridgeRates: ridgeRatesAt(rules.values.ridgeRates, rules.day),
      chosenRules: rules.chosen,
      controlAreaTolerance: rules.values.controlAreaTolerance,
      controlAreas: new Map(
        Object.entries(controlAreas).map(([code, area]) => [code, BigInt(area)]),
      ),
    }),
  ];
  app.progress(say('检查拓扑', 'checking topology'), 0, 0);
  const betweenParcels = surveyTopology(
    mapped.parcels,
    {
      zones: zoneLayers,
      haveControlAreas: Object.keys(zones.controlAreas).length > 0,
      neighbour,
    },
    rules,
    place,
  );
  return {
    survey: { parcels: mapped.parcels, zones },
    findings: [
      ...ownFindings,
      ...(isPart ? ofChangedParcels(betweenParcels, place) : betweenParcels),
    ],
    evidence: [
      ...read.evidence,
      ...understood.guesses,
      ...(options.packs ?? []).map(packGuess),
      ...classGuesses(mapped, mapping),
      ...(closing === null ? [] : [closing.evidence]),
      ...fieldGuesses(mapped.fields, mapping, table.columns.keys()),
    ],
    fields: mapped.fields,
    layer: table.name,
  };
}

/** A chosen pack among what was understood; what it rests on is the reason. */
function packGuess({ name, source }: RulePack): Guess {
  return { what: 'pack', answer: name, why: say(source, source) };
}

/**
 * 调平 — areas that the file does not state are closed to the control area of the county, as far as the tolerance of the
 * rules allows; a larger gap is ground that is missing or doubled, and a finding of A3 instead.
 */
function closingOf(
  { parcels }: Mapped,
  controlAreas: Readonly<Record<string, string>>,
  tolerance: number,
): { control: bigint; evidence: Guess } | null {
  const said = controlAreas[parcels.region];
  if (said === undefined || parcels.areaSource !== 'computed') return null;
  const control = BigInt(said);
  const { difference, share } = controlGap(parcels.computedArea, control);
  if (share > tolerance) return null;
  const gap = formatArea(difference, 'm2');
  return {
    control,
    evidence: {
      what: 'controlArea',
      answer: formatArea(control, 'm2'),
      why: say(
        `实测之和与控制面积差 ${gap} m²（${share.toExponential(1)}），按比例调平到各图斑`,
        `measured areas differ from the control area by ${gap} m² (${share.toExponential(1)}), spread over the parcels in proportion`,
      ),
    },
  };
}

/** What the mapping and the user say about reading the file. */
export function readOptions(mapping: Mapping, options: SurveyOptions) {
  const [crs, encoding] = [options.crs ?? mapping.crs, options.encoding ?? mapping.encoding];
  return {
    ...(mapping.layer === undefined ? {} : { layer: mapping.layer }),
    ...(crs === undefined ? {} : { crs }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(options.swapAxes === true ? { swapAxes: true } : {}),
    ...(options.guess === true ? { guess: true } : {}),
  };
}

/** The layer of the neighbouring county, in the system that its own file says; its old datum is refused as the survey's is. */
async function neighbourLayer(
  app: Reader,
  { neighbour, guess }: SurveyCheckOptions,
): Promise<FeatureTable | undefined> {
  if (neighbour === undefined) return undefined;
  const { table } = await readLayer(app.gdal, neighbour, {
    guess: guess === true,
    progress: app.progress,
  });
  refuseOldDatum(table.crs, neighbour, table.name);
  return table;
}

/** Layers of a package beside its parcels, and its record of changes. */
interface Beside extends ChangeRecord {
  readonly layers: ReadonlyMap<string, ReadLayer>;
}

async function layersBeside(
  app: Reader,
  file: string,
  read: ReadLayer,
  mapping: Mapping,
  options: SurveyOptions,
): Promise<Beside> {
  const { path } = splitLayer(file);
  // A loose Shapefile, GeoJSON or CSV holds one layer; only packages bring the administrative ones.
  if (read.facts !== undefined || /\.(shp|csv|(geo)?json|(geo)?parquet)$/i.test(path))
    return { layers: new Map() };
  const { layer: _, ...told } = readOptions(mapping, options);
  const named = async (names: readonly string[]): Promise<Map<string, ReadLayer>> =>
    readNamedLayers(app.gdal, path, names, { ...told, near: read.source });
  try {
    const layers = await named([...LAYERS_BESIDE, CHANGES]);
    const changes = layers.get(CHANGES);
    layers.delete(CHANGES);
    return { layers, changes };
  } catch (error) {
    if (!(error instanceof InputError) || error.place.layer !== CHANGES) throw error;
    // The parcels can be checked without it: a record that cannot be read is told, and stops nothing.
    return { layers: await named(LAYERS_BESIDE), unread: error };
  }
}

/** A mapping from its file, or as it is; InputError when it is not one. */
export function loadMapping(mapping: string | Mapping | undefined): Mapping {
  if (mapping === undefined) return {};
  if (typeof mapping !== 'string') return mapping;
  if (!existsSync(mapping)) {
    throw new InputError(
      'not-found',
      say(`找不到映射文件“${mapping}”`, `There is no mapping file “${mapping}”`),
      say('请检查路径。', 'Check the path.'),
      { file: mapping },
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(mapping, 'utf8'));
  } catch (error) {
    throw new InputError(
      'bad-mapping',
      say(
        `映射文件不是 JSON：${(error as Error).message}`,
        `The mapping file is not JSON: ${(error as Error).message}`,
      ),
      say('请改正格式。', 'Mend its syntax.'),
      { file: mapping },
    );
  }
  return parseMapping(value, mapping);
}
