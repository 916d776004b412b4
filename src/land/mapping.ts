/**
 * 映射 — from a layer of any schema to a survey of ours. DLTB fields and their usual spellings map by themselves; any other
 * schema is mapped by a file. What cannot be understood is an InputError; what is wrong in single features is a Finding.
 */
import { Ajv } from 'ajv';
import {
  areaFromSquareMetres,
  type Column,
  type Finding,
  formatArea,
  InputError,
  say,
  type TextColumn,
  textAt,
  textColumn,
  schemaFault,
} from '../base/index.ts';
import type { FeatureTable } from '../geo/index.ts';
import { mapClasses } from './class-mapping.ts';
import { AS_EMPTY, type NumbersRead, readNumbers } from './number-fields.ts';
import { type LandClassScheme, type ParcelTable, SURVEY_FIELDS } from './survey.ts';

/** A mapping as it stands in its JSON file. */
export interface Mapping {
  readonly layer?: string;
  readonly crs?: string;
  readonly encoding?: string;
  readonly id?: string | readonly string[];
  readonly landClass?: {
    readonly field: string;
    readonly map?: Readonly<Record<string, string>>;
    readonly default?: string;
  };
  readonly attributes?: Readonly<Record<string, string>>;
  readonly year?: number | { readonly field: string };
  readonly region?: string | { readonly field: string };
  readonly scheme?: LandClassScheme;
}

const FIELD = { type: 'string', minLength: 1 } as const;
const FIELD_OBJECT = {
  type: 'object',
  properties: { field: FIELD },
  required: ['field'],
  additionalProperties: false,
} as const;

/** JSON Schema of a mapping file; unknown keys are refused. */
export const MAPPING_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Liangtian mapping',
  type: 'object',
  properties: {
    layer: FIELD,
    crs: FIELD,
    encoding: FIELD,
    id: { oneOf: [FIELD, { type: 'array', items: FIELD, minItems: 1 }] },
    landClass: {
      type: 'object',
      properties: {
        field: FIELD,
        map: { type: 'object', additionalProperties: { type: 'string' } },
        default: { type: 'string' },
      },
      required: ['field'],
      additionalProperties: false,
    },
    attributes: {
      type: 'object',
      additionalProperties: FIELD,
      propertyNames: { enum: SURVEY_FIELDS.map((field) => field.name) },
    },
    year: { oneOf: [{ type: 'integer', minimum: 1900, maximum: 2200 }, FIELD_OBJECT] },
    region: { oneOf: [{ type: 'string', pattern: '^\\d{6}$' }, FIELD_OBJECT] },
    scheme: { enum: ['TD1055', 'YDYH2023'] },
  },
  additionalProperties: false,
} as const;

/** Checks a parsed mapping file; InputError names the place and what stands there. */
export function parseMapping(value: unknown, file: string): Mapping {
  const validate = new Ajv({ allErrors: true, strict: false }).compile<Mapping>(MAPPING_SCHEMA);
  if (validate(value)) return value;
  const { place, text } = schemaFault(validate.errors?.[0]);
  throw new InputError(
    'bad-mapping',
    say(`映射文件不对：${place} ${text.zh}`, `The mapping file is wrong: ${place} ${text.en}`),
    say('请对照文档中的映射格式修改。', 'Compare it with the mapping format in the guide.'),
    { file, field: place },
  );
}

/** Numbers that geometry gave, aligned with the features. */
export interface ComputedFacts {
  /** Legal area in m², before rounding. */
  readonly area: Float64Array;
  readonly hash: BigUint64Array;
}

/** What the caller knows besides the file. */
export interface MappingHints {
  readonly file: string;
  readonly year?: number;
  readonly region?: string;
  /** 控制面积 in 0.01 m², when known: computed areas are closed to it. */
  readonly controlArea?: bigint;
}

/** A survey, with what is wrong in single features. */
export interface Mapped {
  readonly parcels: ParcelTable;
  readonly findings: Finding[];
  /** Our attribute name → field of the file. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Builds the survey. Features keep their order; findings name them by it. */
export function applyMapping(
  table: FeatureTable,
  mapping: Mapping,
  computed: ComputedFacts,
  hints: MappingHints,
): Mapped {
  const place = { file: hints.file, layer: table.name };
  const fields = resolveFields(table, mapping);
  const column = (name: string): Column | undefined =>
    fields[name] === undefined ? undefined : table.columns.get(fields[name]!);
  const findings: Finding[] = [];
  const count = computed.area.length;

  const classField = mapping.landClass?.field ?? fields['landClass'];
  const rawClass = classField === undefined ? undefined : findColumn(table, classField);
  if (!rawClass) throw missingField('landClass', classField ?? 'DLBM', '地类编码', table, place);
  const id = identifiers(table, mapping, fields, count, place);
  const classNames = column('landClassName');
  const classes = mapClasses({
    raw: asText(rawClass),
    names: classNames === undefined ? undefined : asText(classNames),
    mapping: mapping.landClass,
    scheme: mapping.scheme,
    id,
    place: { ...place, field: classField! },
  });
  findings.push(...classes.findings);

  const year = yearOf(table, mapping, hints, column('dataYear'), place);
  const region = regionOf(table, mapping, hints, column('locationUnit'), place);

  const numbers = new Map<string, NumbersRead>();
  for (const { name, kind } of SURVEY_FIELDS) {
    const found = kind === 'number' ? column(name) : undefined;
    if (!found) continue;
    const instead = name === 'parcelArea' ? AS_MEASURED : AS_EMPTY;
    const read = readNumbers(found, { ...place, field: fields[name]!, id, instead });
    numbers.set(name, read);
    findings.push(...read.findings);
  }
  const filed = numbers.get('parcelArea');
  const hasFiled = filed !== undefined && filed.values.some((value) => !Number.isNaN(value));
  const measured = closeToControl(computed.area, hasFiled ? undefined : hints.controlArea);
  const parcelArea = hasFiled
    ? BigInt64Array.from(filed.values, (value, i) =>
        isArea(value) ? areaFromSquareMetres(value) : measured[i]!,
      )
    : measured;
  if (hasFiled) emptyAreas(filed, id, place, findings);
  const [ridge, rate] = ['ridgeArea', 'ridgeRate'].map((name) => numbers.get(name)?.values);
  const statedRidge = (i: number): bigint => {
    if (ridge && !Number.isNaN(ridge[i]!)) return areaFromSquareMetres(ridge[i]!);
    if (rate && !Number.isNaN(rate[i]!) && rate[i]! > 0)
      return areaFromSquareMetres((Number(parcelArea[i]!) / 100) * rate[i]!);
    return 0n;
  };
  const ridgeArea = BigInt64Array.from({ length: count }, (_, i) => {
    const stated = statedRidge(i);
    if (stated >= 0n && stated <= parcelArea[i]!) return stated;
    findings.push(impossibleRidge(stated, parcelArea[i]!, i, id, place));
    return 0n;
  });
  duplicates(id, place, findings);

  const attributes = new Map<string, Column>();
  for (const field of SURVEY_FIELDS) {
    const found = column(field.name);
    if (!found || field.name === 'id' || field.name === 'landClass') continue;
    attributes.set(
      field.name,
      field.kind === 'number'
        ? { kind: 'number', values: numbers.get(field.name)!.values }
        : asText(found),
    );
  }
  return {
    parcels: {
      region,
      year,
      scheme: 'TD1055',
      crs: table.crs,
      polygons: table.polygons,
      ringHash: computed.hash,
      computedArea: computed.area,
      id,
      landClass: classes.landClass,
      parcelArea,
      ridgeArea,
      areaSource: hasFiled ? 'filed' : 'computed',
      attributes,
    },
    findings,
    fields,
  };
}

/** A column by its name in any case, or by what a Shapefile has left of it. */
export function findColumn(table: FeatureTable, name: string): Column | undefined {
  const exact = table.columns.get(name);
  if (exact) return exact;
  const wanted = name.toLowerCase();
  for (const [key, column] of table.columns) if (key.toLowerCase() === wanted) return column;
  const short = shortened([...table.columns.keys()], name);
  return short === undefined ? undefined : table.columns.get(short);
}

/** A .dbf keeps ten bytes of a name, so many bytes of UTF-8 or of GBK. */
const DBF_NAME_BYTES = 10;

/**
 * The field that a Shapefile made of a longer name: one mapping then serves a survey in every format. Only where all
 * names are that short; and not where a numbered field beside it shows that two long names began alike.
 */
function shortened(names: readonly string[], name: string): string | undefined {
  if (names.some((key) => bytes(key, 2) > DBF_NAME_BYTES)) return undefined;
  const candidates = names.filter(
    (key) =>
      key.length < name.length &&
      name.toLowerCase().startsWith(key.toLowerCase()) &&
      [2, 3].some((width) => bytes(name.slice(0, key.length + 1), width) > DBF_NAME_BYTES),
  );
  const [found] = candidates;
  if (found === undefined || candidates.length > 1) return undefined;
  const stem = found.slice(0, -2).toLowerCase();
  const isOneOfSeveral = names.some(
    (key) => key.toLowerCase().startsWith(`${stem}_`) && /_\d+$/.test(key),
  );
  return isOneOfSeveral ? undefined : found;
}

/** Length of a name in bytes when a character beyond ASCII takes `width` of them. */
function bytes(name: string, width: number): number {
  let length = 0;
  for (const character of name) length += character < '\u0080' ? 1 : width;
  return length;
}

/** Our names → fields of the file: what the mapping says, else the standard name or an alias. */
export function resolveFields(table: FeatureTable, mapping: Mapping): Record<string, string> {
  const byLower = new Map([...table.columns.keys()].map((name) => [name.toLowerCase(), name]));
  const fields: Record<string, string> = {};
  for (const field of SURVEY_FIELDS) {
    const said = mapping.attributes?.[field.name];
    const candidates = said === undefined ? [field.field, ...field.aliases] : [said];
    const found =
      candidates
        .map((name) => byLower.get(name.toLowerCase()))
        .find((name) => name !== undefined) ??
      (said === undefined ? undefined : shortened([...table.columns.keys()], said));
    if (found !== undefined) fields[field.name] = found;
  }
  return fields;
}

function missingField(
  name: string,
  field: string,
  zh: string,
  table: FeatureTable,
  place: object,
): InputError {
  const have = [...table.columns.keys()].slice(0, 30).join(', ');
  return new InputError(
    'missing-field',
    say(`缺少必需的字段 ${field}（${zh}）`, `The required field ${field} (${name}) is missing`),
    say(
      `请用 --mapping 指明对应的字段；文件里有：${have || '没有字段'}`,
      `Name the field in a mapping file; the file has: ${have || 'no fields'}`,
    ),
    { ...place, field },
  );
}

/** A column as texts: whole numbers lose no digits and get no decimals. */
export function asText(column: Column): TextColumn {
  if (column.kind === 'text') return column;
  return textColumn(
    Array.from(column.values, (value) => (Number.isNaN(value) ? null : String(value))),
  );
}

function identifiers(
  table: FeatureTable,
  mapping: Mapping,
  fields: Record<string, string>,
  count: number,
  place: object,
): TextColumn {
  const names =
    mapping.id === undefined
      ? fields['id'] === undefined
        ? []
        : [fields['id']]
      : typeof mapping.id === 'string'
        ? [mapping.id]
        : mapping.id;
  if (names.length === 0) {
    // Without an identifier a feature is known by its number, counted from 1 as people count.
    return textColumn(Array.from({ length: count }, (_, i) => String(i + 1)));
  }
  const columns = names.map((name) => {
    const found = findColumn(table, name);
    if (!found) throw missingField('id', name, '标识码', table, place);
    return asText(found);
  });
  if (columns.length === 1) return columns[0]!;
  return textColumn(
    Array.from({ length: count }, (_, row) =>
      columns.map((column) => textAt(column, row) ?? '').join('-'),
    ),
  );
}

function yearOf(
  table: FeatureTable,
  mapping: Mapping,
  hints: MappingHints,
  dataYear: Column | undefined,
  place: { file: string; layer: string },
): number {
  if (typeof mapping.year === 'number') return hints.year ?? mapping.year;
  const column = mapping.year === undefined ? dataYear : findColumn(table, mapping.year.field);
  const name = mapping.year === undefined ? 'SJNF' : mapping.year.field;
  const years = column ? distinct(asText(column)).map((text) => Number.parseInt(text, 10)) : [];
  const stated =
    years.length === 1 && years[0]! >= 1900 && years[0]! <= 2200 ? years[0]! : undefined;
  if (hints.year !== undefined && stated !== undefined && stated !== hints.year) {
    throw new InputError(
      'different-year',
      say(
        `数据是 ${stated} 年的，要的却是 ${hints.year} 年`,
        `The data are of ${stated}, not of ${hints.year}`,
      ),
      say(
        '请核对文件和年份；两年的文件可能放反了。字段写错时请改正后再导入。',
        'Check the file and the year; the two years may have been swapped. A field that is wrong has to be put right first.',
      ),
      { ...place, field: name },
    );
  }
  const year = hints.year ?? stated;
  if (year !== undefined) return year;
  throw new InputError(
    'which-year',
    years.length === 0
      ? say('不知道是哪一年的数据', 'The year of the data is not known')
      : say(
          `字段 ${name} 有多个年份：${years.slice(0, 5).join('、')}`,
          `Field ${name} holds several years: ${years.slice(0, 5).join(', ')}`,
        ),
    say(
      '导入和检查时用 --year 指明；结算时在 --mapping-before 和 --mapping-after 的映射文件里写 year。',
      'Name it with --year when importing or checking; to settle, write year into the files of --mapping-before and --mapping-after.',
    ),
    { ...place, field: name },
  );
}

function regionOf(
  table: FeatureTable,
  mapping: Mapping,
  hints: MappingHints,
  location: Column | undefined,
  place: { file: string; layer: string },
): string {
  if (hints.region !== undefined) return checkedRegion(hints.region, place);
  if (typeof mapping.region === 'string') return mapping.region;
  const column = mapping.region === undefined ? location : findColumn(table, mapping.region.field);
  const name = mapping.region === undefined ? 'ZLDWDM' : mapping.region.field;
  const codes = column
    ? [...new Set(distinct(asText(column)).map((text) => text.slice(0, 6)))].filter((code) =>
        /^\d{6}$/.test(code),
      )
    : [];
  if (codes.length === 1) return codes[0]!;
  throw new InputError(
    'which-region',
    codes.length === 0
      ? say('不知道是哪个县的数据', 'The county of the data is not known')
      : say(
          `数据属于多个县：${codes.slice(0, 5).join('、')}`,
          `The data lie in several counties: ${codes.slice(0, 5).join(', ')}`,
        ),
    say(
      '请用 --region 指明六位行政区代码，例如 --region 990101。',
      'Name the six-digit code with --region, e.g. --region 990101.',
    ),
    { ...place, field: name },
  );
}

function checkedRegion(code: string, place: object): string {
  if (/^\d{6}$/.test(code)) return code;
  throw new InputError(
    'bad-region',
    say(`行政区代码“${code}”不是六位数字`, `The region code “${code}” is not six digits`),
    say('例如 --region 990101。', 'For example --region 990101.'),
    place,
  );
}

function distinct(column: TextColumn): string[] {
  const used = new Set<string>();
  for (const code of column.codes)
    if (code >= 0 && column.dictionary[code] !== '') used.add(column.dictionary[code]!);
  return [...used].sort();
}

const AS_MEASURED = say('暂用重算的椭球面积', 'is replaced by the recomputed area');

/** No parcel is larger than this, m²: four times the largest county of China. */
const LARGEST_PARCEL = 1e12;

function isArea(value: number): boolean {
  return value > 0 && value <= LARGEST_PARCEL;
}

/** Ridges below nothing or beyond their parcel cannot be; the parcel then stands without ridges. */
function impossibleRidge(
  stated: bigint,
  parcel: bigint,
  feature: number,
  id: TextColumn,
  place: { file: string; layer: string },
): Finding {
  const [ridge, whole] = [formatArea(stated, 'm2'), formatArea(parcel, 'm2')];
  return {
    rule: 'A2',
    severity: 'error',
    place: { ...place, feature, id: textAt(id, feature) ?? '', field: 'KCMJ' },
    message: say(
      `田坎面积 ${ridge} 平方米不在 0 与图斑面积 ${whole} 平方米之间，暂按没有田坎计`,
      `The ridge area of ${ridge} m² is not between 0 and the parcel's ${whole} m²; the parcel stands without ridges`,
    ),
    remedy: say('请改正 KCXS、KCMJ 后重新导入。', 'Correct KCXS and KCMJ and import again.'),
    citation: { instrument: 'survey-rules', clause: 'A2' },
  };
}

/**
 * A parcel whose filed area is empty or impossible stands with its recomputed one; all others stay as filed. An area that is
 * no number is told by C9.
 */
function emptyAreas(
  { values, wrong }: NumbersRead,
  id: TextColumn,
  place: { file: string; layer: string },
  findings: Finding[],
): void {
  values.forEach((value, feature) => {
    if (isArea(value) || wrong.has(feature)) return;
    const isEmpty = Number.isNaN(value);
    findings.push({
      rule: 'A1',
      severity: 'error',
      place: { ...place, feature, id: textAt(id, feature) ?? '', field: 'TBMJ' },
      message: isEmpty
        ? say(
            '图斑面积为空，暂用重算的椭球面积',
            'The filed area is empty; the recomputed one stands in for it',
          )
        : say(
            `图斑面积 ${value} 不可能，暂用重算的椭球面积`,
            `The filed area ${value} cannot be; the recomputed one stands in for it`,
          ),
      remedy: say('请填对 TBMJ 后重新导入。', 'Fill in TBMJ and import again.'),
      citation: { instrument: 'survey-rules', clause: 'A1' },
    });
  });
}

function duplicates(
  id: TextColumn,
  place: { file: string; layer: string },
  findings: Finding[],
): void {
  const first = new Map<number, number>();
  id.codes.forEach((code, feature) => {
    const earlier = code < 0 ? undefined : first.get(code);
    if (code >= 0 && earlier === undefined) {
      first.set(code, feature);
      return;
    }
    const shown = code < 0 ? '' : id.dictionary[code]!;
    findings.push({
      rule: 'U1',
      severity: 'error',
      place: { ...place, feature, id: shown, field: 'BSM' },
      message:
        code < 0
          ? say('标识码为空', 'The identifier is empty')
          : say(
              `标识码 ${shown} 重复，第 ${earlier! + 1} 个要素已用`,
              `Identifier ${shown} is used before, by feature ${earlier! + 1}`,
            ),
      remedy: say('请重新赋予唯一的标识码。', 'Give it an identifier of its own.'),
      citation: { instrument: 'survey-rules', clause: 'U1' },
    });
  });
}

/** Measured ground beside the control area that it is to be closed to. */
export interface ControlGap {
  /** Measured minus control, 0.01 m². */
  readonly difference: bigint;
  /** Its size relative to the control area; infinite where that is nothing. */
  readonly share: number;
}

/** How far measured areas are from the control area: only a small gap may be spread over the parcels. */
export function controlGap(computed: Float64Array, control: bigint): ControlGap {
  let total = 0;
  for (const area of computed) if (Number.isFinite(area)) total += area;
  const difference = areaFromSquareMetres(total) - control;
  const size = Math.abs(Number(difference));
  return {
    difference,
    share: size === 0 ? 0 : control > 0n ? size / Number(control) : Number.POSITIVE_INFINITY,
  };
}

/**
 * 调平 of computed areas: each rounded to 0.01 m²; when a control area is given, they are closed to it by largest
 * remainder, spread in proportion so that no parcel moves by more than it must.
 */
export function closeToControl(computed: Float64Array, control: bigint | undefined): BigInt64Array {
  const rounded = BigInt64Array.from(computed, (area) =>
    areaFromSquareMetres(Number.isFinite(area) ? area : 0),
  );
  if (control === undefined) return rounded;
  let total = 0;
  for (const area of computed) total += area;
  if (!(total > 0)) return rounded;
  const scale = Number(control) / (total * 100);
  const rests: { index: number; rest: number }[] = [];
  let given = 0n;
  computed.forEach((area, index) => {
    const exact = area * 100 * scale;
    const floor = Math.floor(exact);
    rounded[index] = BigInt(floor);
    given += BigInt(floor);
    rests.push({ index, rest: exact - floor });
  });
  rests.sort((p, q) => q.rest - p.rest || p.index - q.index);
  let left = Number(control - given);
  for (let k = 0; left > 0; k = (k + 1) % rests.length, left--) rounded[rests[k]!.index]! += 1n;
  for (let k = rests.length - 1; left < 0; k = (k - 1 + rests.length) % rests.length, left++)
    rounded[rests[k]!.index]! -= 1n;
  return rounded;
}
