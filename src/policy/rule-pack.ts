/** 规则包文件 — what a province or county decides for itself, as a JSON file: its name, its source and the values it sets. */
import { Ajv } from 'ajv';
import { type Bilingual, InputError, isCalendarDate, say, schemaFault } from '../base/index.ts';
import { MEANING, parameterText } from './parameter-meaning.ts';
import { type Parameters, PARAMETERS } from './parameters.ts';
import type { Strength } from './rule.ts';
import type { RulePack } from './rule-set.ts';
import { RULES } from './rules.ts';

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

/** How a pack may differ from the nation: in any way, only towards the stricter, or not at all. */
type Direction = 'free' | 'lower' | 'higher' | 'fixed';

/** Values that the law sets and a province may only tighten; the others are the province's own. */
const STRICTER: Readonly<Partial<Record<keyof Parameters, Direction>>> = {
  temporaryLandYears: 'lower',
  temporaryLandYearsLonger: 'lower',
  expropriationLimits: 'fixed',
  steepShare: 'lower',
  soilDepthLeast: 'higher',
  permanentFeeFactor: 'higher',
};

const STRENGTHS = {
  type: 'object',
  additionalProperties: { enum: ['forbidden', 'in-principle-not', 'duty', 'condition'] },
  minProperties: 1,
} as const;
const NAMES = { type: 'array', items: TEXT, minItems: 1, uniqueItems: true } as const;

const PACK = {
  type: 'object',
  properties: {
    name: { type: 'string', pattern: '^[A-Za-z0-9-]+$' },
    source: TEXT,
    confidence: { enum: ['confirmed', 'unconfirmed'] },
    extends: TEXT,
    values: { type: 'object', properties: VALUES, additionalProperties: false, minProperties: 1 },
    rules: NAMES,
    strengths: STRENGTHS,
  },
  required: ['name', 'source'],
  anyOf: ['values', 'rules', 'strengths', 'extends'].map((key) => ({ required: [key] })),
  additionalProperties: false,
};

const SCHEMAS = {
  pack: PACK,
  draft: {
    ...PACK,
    properties: { ...PACK.properties, off: NAMES, from: DAY },
    anyOf: [...PACK.anyOf, { required: ['off'] }],
  },
} as const;

/**
 * Checks a parsed file of a province or county; the source is required: a rule without a text is nobody's rule.
 *
 * @throws InputError naming the place; also where the pack is weaker than the law that it may only tighten.
 */
export function parseRulePack(value: unknown, file: string): RulePack {
  const pack = validatePack(value, file, 'pack');
  for (const name of Object.keys(pack.values) as (keyof Parameters)[])
    refuseWeakerValue(name, pack.values[name], file);
  for (const [id, strength] of Object.entries(pack.strengths ?? {}))
    refuseWeakerWords(id, strength, file);
  return pack;
}

/** Checks the form of a pack or a draft. */
export function validatePack(value: unknown, file: string, kind: 'pack' | 'draft'): RulePack {
  const validate = new Ajv({
    allErrors: true,
    strict: false,
    formats: { day: isCalendarDate },
  }).compile<Partial<RulePack>>(SCHEMAS[kind]);
  if (validate(value)) return { values: {}, ...value } as RulePack;
  const { place, text } = schemaFault(validate.errors?.[0]);
  throw packFault(file, place, text);
}

/** What is wrong with a pack or a draft, and how one is written. */
export function packFault(file: string, place: string, text: Bilingual): InputError {
  return new InputError(
    'bad-rule-pack',
    say(`规则包文件不对：${place} ${text.zh}`, `The rule pack is wrong: ${place} ${text.en}`),
    say(
      '规则包写明 name、source（依据的文件），以及 values（参数）、rules（选用的县、省规则）、strengths（从严的规则）或 extends（在哪个规则包之上），原文已核对的写 "confidence": "confirmed"；可设的参数见参数表。',
      'A pack states name, source (the text it rests on), and values (parameters), rules (of the county or province, made binding), strengths (rules made stricter) or extends (the pack it builds on), and "confidence": "confirmed" once that text was checked; the parameters are in their table.',
    ),
    { file, field: place },
  );
}

function refuseWeakerValue(name: keyof Parameters, value: unknown, file: string): void {
  const direction = STRICTER[name] ?? 'free';
  const national = PARAMETERS[name].at(-1)!.value;
  const isWeaker =
    (direction === 'fixed' && JSON.stringify(value) !== JSON.stringify(national)) ||
    (direction === 'lower' && Number(value) > Number(national)) ||
    (direction === 'higher' && Number(value) < Number(national));
  if (!isWeaker) return;
  const [ours, theirs] = [national, value].map((one) =>
    parameterText(name, one as Parameters[typeof name]),
  );
  throw weaker(
    file,
    `/values/${name}`,
    say(`${MEANING[name].zh}：${theirs!.zh}`, `${MEANING[name].en}: ${theirs!.en}`),
    say(`全国规定 ${ours!.zh}`, `nationally ${ours!.en}`),
  );
}

/** 原则上不 may become 禁止; no other words may change. */
function refuseWeakerWords(id: string, strength: Strength, file: string): void {
  const rule = RULES.find((one) => one.id === id);
  if (rule === undefined)
    throw packFault(file, `/strengths/${id}`, say('没有这条规则', 'is no rule'));
  const isStricter = rule.strength === 'in-principle-not' && strength === 'forbidden';
  if (strength === rule.strength || isStricter) return;
  throw weaker(
    file,
    `/strengths/${id}`,
    say(`${rule.title.zh}：${strength}`, `${rule.title.en}: ${strength}`),
    say(`全国规定 ${rule.strength}`, `nationally ${rule.strength}`),
  );
}

function weaker(file: string, place: string, said: Bilingual, national: Bilingual): InputError {
  return new InputError(
    'weaker-pack',
    say(
      `规则包 ${place} 比全国规定宽：${said.zh}，${national.zh}`,
      `The pack is weaker than the law at ${place}: ${said.en}; ${national.en}`,
    ),
    say(
      '省、县只能从严：删去这一项，或改到不宽于全国规定；想看放宽的后果，写成草案（draft）。',
      'A province or county may only be stricter: take it out or tighten it; to see what a weaker law would do, write a draft.',
    ),
    { file, field: place },
  );
}
