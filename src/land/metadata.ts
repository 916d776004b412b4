/**
 * 元数据检查 — M1: what a file says of itself against what its parcels say: reference system, year, county code, unit of
 * area and dates. Each is one finding, with the first parcel that shows it and how many do.
 */
import {
  type Bilingual,
  type Column,
  type Finding,
  type Guess,
  type Place,
  say,
  surveyDate,
  textAt,
} from '../base/index.ts';
import type { Crs } from '../geo/index.ts';
import { dateOf } from './evidence.ts';
import { idReader, numberReader, textReader } from './pieces.ts';
import { surveyFinding } from './survey-rules.ts';
import type { ParcelTable } from './survey.ts';

/** What M1 is told besides the parcels. */
export interface MetadataFacts {
  readonly file: string;
  readonly layer: string;
  /** What was understood of the file, of which `crs` counts here. */
  readonly evidence: readonly Guess[];
  /** Counties (six digits) of the layer XZQ beside the parcels; empty without it. */
  readonly counties: ReadonlySet<string>;
  /** 更新时间 GXSJ, where the file has it. */
  readonly updated?: Column | undefined;
}

/** A unit of area that is not the square metre, and its size in m². */
export interface AreaUnit {
  readonly name: Bilingual;
  readonly squareMetres: number;
}

const OTHER_UNITS: readonly AreaUnit[] = [
  { name: say('亩', 'mu'), squareMetres: 10_000 / 15 },
  { name: say('公顷', 'hectares'), squareMetres: 10_000 },
  { name: say('平方千米', 'square kilometres'), squareMetres: 1_000_000 },
];
/** The middle parcel must fit a unit as closely as this; areas in 亩 are often kept to two digits. */
const UNIT_TOLERANCE = 0.02;

/** The unit that filed areas are in where it is not the square metre, judged by the middle of filed / computed; else null. */
export function otherAreaUnit(parcels: ParcelTable): AreaUnit | null {
  if (parcels.areaSource !== 'filed') return null;
  const ratios: number[] = [];
  parcels.computedArea.forEach((computed, row) => {
    const filed = Number(parcels.parcelArea[row]!) / 100;
    if (computed > 0 && filed > 0) ratios.push(filed / computed);
  });
  const middle = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)];
  if (middle === undefined) return null;
  const fits = (unit: AreaUnit): boolean =>
    Math.abs(middle * unit.squareMetres - 1) <= UNIT_TOLERANCE;
  return OTHER_UNITS.find(fits) ?? null;
}

/** The findings of M1, in the order system, year, county, unit, date. */
export function checkMetadata(parcels: ParcelTable, facts: MetadataFacts): Finding[] {
  const { file, layer } = facts;
  const place = { file, layer };
  return [
    ...systemFindings(parcels.crs, facts.evidence, place),
    ...yearFindings(parcels, place),
    ...countyFindings(parcels, facts.counties, place),
    ...unitFindings(parcels, place),
    ...dateFindings(parcels, facts.updated, place),
  ];
}

const CGCS2000 =
  /CGCS[ _]?2000|China[ _](Geodetic[ _]Coordinate[ _]System[ _])?2000|EPSG:(449\d|45[0-4]\d|455[0-4])\b/i;

function systemFindings(crs: Crs, evidence: readonly Guess[], place: Place): Finding[] {
  const named = crs.id || crs.name;
  const guess = evidence.find(({ what }) => what === 'crs');
  const findings: Finding[] = [];
  const found = (zh: string, en: string): void =>
    void findings.push(surveyFinding('M1', place, say(zh, en)));
  if (guess?.certainty === 'guess')
    found(
      `文件没有写明坐标系，按 ${guess.answer} 理解（${guess.why.zh}）`,
      `the file does not declare its reference system; ${guess.answer} was taken (${guess.why.en})`,
    );
  if (guess?.certainty === 'contradiction')
    found(
      `文件写明的坐标系与坐标不符，按 ${guess.answer} 理解（${guess.why.zh}）`,
      `the declared reference system contradicts the coordinates; ${guess.answer} was taken (${guess.why.en})`,
    );
  if (!CGCS2000.test(`${crs.id} ${crs.name} ${crs.definition}`))
    found(`坐标系 ${named} 不是 CGCS2000`, `the reference system ${named} is not CGCS2000`);
  return findings;
}

function yearFindings(parcels: ParcelTable, place: Place): Finding[] {
  if (!parcels.attributes.has('dataYear')) return [];
  const year = numberReader(parcels, 'dataYear');
  return grouped(parcels, place, 'SJNF', (row) => {
    const value = year(row);
    return value === parcels.year ? null : value === null ? '' : String(value);
  }).map(({ where, value, count }) =>
    surveyFinding(
      'M1',
      where,
      say(
        `${count} 个图斑的数据年份是“${value}”，本数据是 ${parcels.year} 年`,
        `the data year of ${count} parcels is “${value}”, the survey is of ${parcels.year}`,
      ),
    ),
  );
}

/** Region of a survey of which none is known. */
const NO_REGION = '000000';

function countyFindings(
  parcels: ParcelTable,
  counties: ReadonlySet<string>,
  place: Place,
): Finding[] {
  const { region } = parcels;
  if (region === NO_REGION) return [];
  const unit = textReader(parcels, 'locationUnit');
  const findings = parcels.attributes.has('locationUnit')
    ? grouped(parcels, place, 'ZLDWDM', (row) => {
        const code = unit(row).slice(0, 6);
        return code === region ? null : code;
      }).map(({ where, value, count }) =>
        surveyFinding(
          'M1',
          where,
          say(
            `${count} 个图斑的坐落单位代码属于“${value}”，本数据属于 ${region}`,
            `the unit codes of ${count} parcels begin with “${value}”, the survey is of ${region}`,
          ),
        ),
      )
    : [];
  if (counties.size === 0 || counties.has(region)) return findings;
  const listed = [...counties].sort();
  const xzq = say(
    `行政区（XZQ）是 ${listed.join('、')}，本数据属于 ${region}`,
    `XZQ is of ${listed.join(', ')}, the survey of ${region}`,
  );
  return [...findings, surveyFinding('M1', { ...place, field: 'XZQDM' }, xzq)];
}

function unitFindings(parcels: ParcelTable, place: Place): Finding[] {
  const unit = otherAreaUnit(parcels);
  if (unit === null) return [];
  const text = say(
    `图斑面积像是以${unit.name.zh}为单位（填写约为重算的 ${(1 / unit.squareMetres).toPrecision(3)}），应为平方米；A1 因此没有检查`,
    `the areas look like ${unit.name.en} (filed is about ${(1 / unit.squareMetres).toPrecision(3)} of recomputed), they should be m²; A1 was therefore not checked`,
  );
  return [surveyFinding('M1', { ...place, field: 'TBMJ' }, text)];
}

function dateFindings(parcels: ParcelTable, updated: Column | undefined, place: Place): Finding[] {
  if (updated === undefined) return [];
  const last = surveyDate(parcels.year);
  const day = (row: number): string | number | null =>
    updated.kind === 'text' ? textAt(updated, row) : updated.values[row]!;
  return grouped(parcels, place, 'GXSJ', (row) => {
    const value = day(row);
    if (value === null || value === '' || Number.isNaN(value)) return null;
    const date = dateOf(value);
    return date !== null && date <= last ? null : String(value);
  }).map(({ where, value, count }) =>
    surveyFinding(
      'M1',
      where,
      dateOf(value) === null
        ? say(
            `${count} 个图斑的更新时间“${value}”不是日期`,
            `the update time “${value}” of ${count} parcels is no date`,
          )
        : say(
            `${count} 个图斑的更新时间“${value}”晚于标准时点 ${last}`,
            `the update time “${value}” of ${count} parcels is after ${last}, the day of the survey`,
          ),
    ),
  );
}

/** Parcels by the wrong value that they have; `wrong` is null for a parcel that is right. */
function grouped(
  parcels: ParcelTable,
  place: Place,
  field: string,
  wrong: (row: number) => string | null,
): { readonly where: Place; readonly value: string; count: number }[] {
  const id = idReader(parcels);
  const groups = new Map<
    string,
    { readonly where: Place; readonly value: string; count: number }
  >();
  for (let row = 0; row < parcels.parcelArea.length; row++) {
    const value = wrong(row);
    if (value === null) continue;
    const known = groups.get(value);
    if (known) known.count++;
    else
      groups.set(value, {
        where: { ...place, feature: row, id: id(row), field },
        value,
        count: 1,
      });
  }
  return [...groups.values()];
}
