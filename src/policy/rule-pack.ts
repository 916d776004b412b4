/** 规则包文件 — what a province or county decides for itself, as a JSON file: its name, its source and the values it sets. */
import { Ajv } from 'ajv';
import { InputError, isCalendarDate, say, schemaFault } from '../base/index.ts';
import type { Parameters } from './parameters.ts';
import type { RulePack } from './rule-set.ts';

const TEXT = { type: 'string', minLength: 1 } as const;

/** A day that the calendar has; a table that began on no day would never be in force, or always. */
const DAY = { type: 'string', format: 'day' } as const;
/** Rates of one terrace type by slope level. */
const RATES = {
  type: 'object',
  properties: Object.fromEntries(
    ['2', '3', '4', '5'].map((level) => [level, { type: 'number', minimum: 0, maximum: 1 }]),
  ),
  additionalProperties: false,
  minProperties: 1,
} as const;

/** Part of a code: a province, a city or a county. */
const REGION = { type: 'string', pattern: '^\\d{2}(\\d{2}){0,2}$' } as const;
const FEN = { type: 'integer', minimum: 0 } as const;

/** Schema of each value; a pack can set no other. */
const VALUES: Readonly<Record<keyof Parameters, object>> = {
  reformFirstYear: { type: 'integer', minimum: 2000, maximum: 2100 },
  stableExclusion: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        attribute: { enum: ['slopeLevel', 'refinement', 'plantingAttribute'] },
        values: { type: 'array', items: TEXT, minItems: 1 },
        zh: TEXT,
        en: TEXT,
      },
      required: ['attribute', 'values', 'zh', 'en'],
      additionalProperties: false,
    },
  },
  capacityFormula: {
    type: 'object',
    properties: { top: { type: 'number' }, step: { type: 'number', exclusiveMinimum: 0 } },
    required: ['top', 'step'],
    additionalProperties: false,
  },
  areaToleranceCents: { type: 'integer', minimum: 0 },
  controlAreaTolerance: { type: 'number', minimum: 0, maximum: 0.01 },
  topologyLimits: {
    type: 'object',
    properties: Object.fromEntries(
      ['areaTolerance', 'junctionTolerance', 'spikeDegrees', 'compactness', 'meanWidth'].map(
        (name) => [name, { type: 'number', minimum: 0 }],
      ),
    ),
    required: ['areaTolerance', 'junctionTolerance', 'spikeDegrees', 'compactness', 'meanWidth'],
    additionalProperties: false,
  },
  smallestMappedArea: {
    type: 'object',
    properties: Object.fromEntries(
      ['construction', 'agricultural', 'other'].map((name) => [
        name,
        { type: 'number', minimum: 0 },
      ]),
    ),
    required: ['construction', 'agricultural', 'other'],
    additionalProperties: false,
  },
  sliverWidthMetres: { type: 'number', minimum: 0 },
  countyQuantityIsTest: { type: 'boolean' },
  gradeFallback: { enum: ['not-applicable', 'this-year'] },
  temporaryLandYears: { type: 'integer', minimum: 1 },
  temporaryLandYearsLonger: { type: 'integer', minimum: 1 },
  expropriationLimits: {
    type: 'object',
    properties: {
      cultivated: { type: 'number', minimum: 0 },
      other: { type: 'number', minimum: 0 },
    },
    required: ['cultivated', 'other'],
    additionalProperties: false,
  },
  surveyYears: { type: 'integer', minimum: 0 },
  poolingPrices: {
    type: 'object',
    properties: {
      muFen: FEN,
      paddyMuFen: FEN,
      hundredKgFen: FEN,
      factors: {
        type: 'object',
        patternProperties: { '^\\d{2}$': { type: 'number', minimum: 0, multipleOf: 0.1 } },
        additionalProperties: false,
      },
    },
    required: ['muFen', 'paddyMuFen', 'hundredKgFen', 'factors'],
    additionalProperties: false,
  },
  changeNotesRequired: { type: 'boolean' },
  layerYears: { type: 'integer', minimum: 0 },
  ridgeRates: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        region: { type: 'string', pattern: '^\\d{6}$' },
        from: DAY,
        source: TEXT,
        rates: {
          type: 'object',
          properties: { TT: RATES, PD: RATES },
          additionalProperties: false,
          minProperties: 1,
        },
      },
      required: ['region', 'from', 'source', 'rates'],
      additionalProperties: false,
    },
  },
  overlapToleranceCents: { type: 'integer', minimum: 0 },
  steepShare: { type: 'number', minimum: 0, maximum: 1 },
  soilDepthLeast: { type: 'number', minimum: 0 },
  forcedSoilDepth: { type: 'number', minimum: 0 },
  phRange: {
    type: 'object',
    properties: {
      least: { type: 'number', minimum: 0, maximum: 14 },
      most: { type: 'number', minimum: 0, maximum: 14 },
    },
    required: ['least', 'most'],
    additionalProperties: false,
  },
  contiguityMetres: { type: 'number', minimum: 0 },
  isolatedMu: { type: 'number', minimum: 0 },
  reclamationFees: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        region: REGION,
        from: DAY,
        subject: TEXT,
        landClass: { type: 'string', pattern: '^01(0[123])?$' },
        grades: {
          type: 'object',
          properties: {
            best: { type: 'number', minimum: 1, maximum: 10 },
            last: { type: 'number', minimum: 1, maximum: 10 },
          },
          required: ['best', 'last'],
          additionalProperties: false,
        },
        unit: { enum: ['m2', 'mu'] },
        fen: FEN,
        upkeepFen: FEN,
        source: TEXT,
      },
      required: ['region', 'from', 'landClass', 'unit', 'fen', 'source'],
      additionalProperties: false,
    },
  },
  permanentFeeFactor: { type: 'number', minimum: 1 },
  transferLimits: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        region: REGION,
        yearlyHectares: { type: 'number', minimum: 0 },
        price: {
          type: 'object',
          properties: { least: FEN, most: FEN },
          required: ['least', 'most'],
          additionalProperties: false,
        },
        source: TEXT,
      },
      required: ['region', 'source'],
      anyOf: [{ required: ['yearlyHectares'] }, { required: ['price'] }],
      additionalProperties: false,
    },
  },
};

const SCHEMA = {
  type: 'object',
  properties: {
    name: { type: 'string', pattern: '^[A-Za-z0-9-]+$' },
    source: TEXT,
    confidence: { enum: ['confirmed', 'unconfirmed'] },
    values: { type: 'object', properties: VALUES, additionalProperties: false, minProperties: 1 },
    rules: { type: 'array', items: TEXT, minItems: 1, uniqueItems: true },
  },
  required: ['name', 'source'],
  anyOf: [{ required: ['values'] }, { required: ['rules'] }],
  additionalProperties: false,
};

/** Checks a parsed file; InputError names the place. The source is required: a rule without a text is nobody's rule. */
export function parseRulePack(value: unknown, file: string): RulePack {
  const validate = new Ajv({
    allErrors: true,
    strict: false,
    formats: { day: isCalendarDate },
  }).compile<Partial<RulePack>>(SCHEMA);
  if (validate(value)) return { values: {}, ...value } as RulePack;
  const { place, text } = schemaFault(validate.errors?.[0]);
  throw new InputError(
    'bad-rule-pack',
    say(`规则包文件不对：${place} ${text.zh}`, `The rule pack is wrong: ${place} ${text.en}`),
    say(
      '规则包写明 name、source（依据的文件），以及 values（参数）或 rules（选用的县、省规则），原文已核对的写 "confidence": "confirmed"；可设的参数见参数表。',
      'A pack states name, source (the text it rests on), and values (parameters) or rules (of the county or province, made binding), and "confidence": "confirmed" once that text was checked; the parameters are in their table.',
    ),
    { file, field: place },
  );
}
