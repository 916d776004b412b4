/**
 * 耕地开垦费 — what the cultivated land of a site costs by the table of its province: by class, quality grade and payer,
 * permanent basic farmland apart, with the money for 后续培肥管护 beside it. Money is a whole count of fen; what the table
 * does not say is a gap, never nothing to pay.
 */
import { type Area, type Bilingual, formatScaled, say } from '../base/index.ts';
import type { GroundPiece, SiteFacts } from './facts.ts';
import { isCultivated } from './outcome.ts';
import type { FeeRate } from './parameters.ts';
import type { LawOfDay } from './rule.ts';

/** One line of the fee: ground of one class and grade. */
export interface FeeRow {
  readonly landClass: string;
  readonly qualityGrade: number | null;
  readonly isPermanent: boolean;
  /** Cultivated land without ridges. */
  readonly area: Area;
  readonly rate: FeeRate;
  /** Times the rate: `permanentFeeFactor` for permanent basic farmland, else 1. */
  readonly factor: number;
  readonly fen: bigint;
  /** 后续培肥管护资金, fen; null when the table has none. */
  readonly upkeepFen: bigint | null;
}

/** 应缴 — the rows and their sums; `gaps` say what cannot be told, and no sum is whole while there are any. */
export interface ReclamationFee {
  readonly rows: readonly FeeRow[];
  readonly gaps: readonly Bilingual[];
  readonly fen: bigint;
  readonly upkeepFen: bigint | null;
}

/** The fee of a site under the law of a day. Needs the layer `YJJBNTTB`; without it there is a gap. */
export function reclamationFee(facts: SiteFacts, law: LawOfDay): ReclamationFee {
  const tables = tablesOf(facts.region, law);
  const groups = feeGroups(facts.pieces);
  const gaps: Bilingual[] = [];
  const rows: FeeRow[] = [];
  if (facts.layers.YJJBNTTB.state === 'missing')
    gaps.push(say('没有永久基本农田图层', 'the layer of permanent basic farmland is missing'));
  for (const group of groups) {
    const rate = tables
      .map((table) => table.find((line) => fits(line, group, facts.answers.feeSubject)))
      .find((line) => line !== undefined);
    if (rate === undefined) gaps.push(gapOf(group, tables.flat(), facts.answers.feeSubject));
    else rows.push(feeRow(group, rate, law));
  }
  const upkeep = rows.map((row) => row.upkeepFen);
  return {
    rows,
    gaps,
    fen: rows.reduce((sum, row) => sum + row.fen, 0n),
    upkeepFen: upkeep.includes(null) ? null : upkeep.reduce<bigint>((sum, fen) => sum + fen!, 0n),
  };
}

/** Money in a sentence. */
export function yuan(fen: bigint): Bilingual {
  const text = formatScaled(fen, 100n, 2);
  return say(`${text} 元`, `${text} yuan`);
}

type FeeGroup = Pick<FeeRow, 'landClass' | 'qualityGrade' | 'isPermanent' | 'area'>;

/** Cultivated land by class, grade and whether it is permanent basic farmland; summed before money is rounded. */
function feeGroups(pieces: readonly GroundPiece[]): FeeGroup[] {
  const groups = new Map<string, FeeGroup>();
  for (const piece of pieces.filter(isCultivated)) {
    const permanent = permanentNet(piece);
    for (const isPermanent of [false, true]) {
      const area = isPermanent ? permanent : piece.netArea - permanent;
      if (area === 0n) continue;
      const { landClass, qualityGrade } = piece;
      const key = JSON.stringify([landClass, qualityGrade, isPermanent]);
      const before = groups.get(key)?.area ?? 0n;
      groups.set(key, { landClass, qualityGrade, isPermanent, area: before + area });
    }
  }
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, group]) => group);
}

/** Permanent basic farmland of a piece, its share of the ridges left out. */
function permanentNet({ area, netArea, within }: GroundPiece): Area {
  const inside = within.YJJBNTTB ?? 0n;
  return area === 0n ? 0n : roundHalfUp(netArea * inside, area);
}

/** The tables that hold for a county, the nearest region first; of each region the latest that is in force. */
function tablesOf(region: string, law: LawOfDay): FeeRate[][] {
  const inForce = law
    .value('reclamationFees')
    .filter((rate) => region.startsWith(rate.region) && rate.from <= law.day);
  const regions = [...new Set(inForce.map((rate) => rate.region))].sort(
    (one, other) => other.length - one.length,
  );
  return regions.map((wanted) => {
    const lines = inForce.filter((rate) => rate.region === wanted);
    const latest = lines.reduce((day, rate) => (rate.from > day ? rate.from : day), '');
    return lines.filter((rate) => rate.from === latest).sort(nearerFirst);
  });
}

/** The line that says more comes first: payer, class, grade. */
function nearerFirst(one: FeeRate, other: FeeRate): number {
  const detail = (rate: FeeRate): number =>
    (rate.subject === undefined ? 0 : 100) +
    rate.landClass.length * 10 +
    (rate.grades === undefined ? 0 : 1);
  return detail(other) - detail(one);
}

function fits(line: FeeRate, group: FeeGroup, subject: string | undefined): boolean {
  const { qualityGrade: grade } = group;
  return (
    group.landClass.startsWith(line.landClass) &&
    (line.subject === undefined || line.subject === subject) &&
    (line.grades === undefined ||
      (grade !== null && line.grades.best <= grade && grade <= line.grades.last))
  );
}

/** Why no line fits. */
function gapOf(group: FeeGroup, lines: readonly FeeRate[], subject: string | undefined): Bilingual {
  const { landClass, qualityGrade } = group;
  if (lines.length === 0)
    return say('开垦费标准未录入', 'no table of reclamation fees has been entered');
  const subjects = [...new Set(lines.flatMap((line) => line.subject ?? []))];
  if (subjects.length > 0 && (subject === undefined || !subjects.includes(subject)))
    return say(
      `没有写明缴费主体（${subjects.join('、')}）`,
      `the payer is not told (${subjects.join(', ')})`,
    );
  return qualityGrade === null
    ? say(`地类 ${landClass} 有地块缺质量等级`, `ground of class ${landClass} has no quality grade`)
    : say(
        `标准中没有地类 ${landClass}、${qualityGrade} 等的一行`,
        `the table has no line for class ${landClass}, grade ${qualityGrade}`,
      );
}

function feeRow(group: FeeGroup, rate: FeeRate, law: LawOfDay): FeeRow {
  const factor = group.isPermanent ? law.value('permanentFeeFactor') : 1;
  return {
    ...group,
    rate,
    factor,
    fen: money(group.area, rate, rate.fen, factor),
    upkeepFen: rate.upkeepFen === undefined ? null : money(group.area, rate, rate.upkeepFen, 1),
  };
}

/** Parts of a factor that are told apart. */
const FACTOR_PARTS = 1000;

/** Fen for an area, rounded once; 1 亩 is 200 000/3 of 0.01 m². */
function money(area: Area, { unit }: FeeRate, fen: number, factor: number): bigint {
  const [times, per] = unit === 'mu' ? [3n, 200_000n] : [1n, 100n];
  const parts = BigInt(Math.round(factor * FACTOR_PARTS));
  return roundHalfUp(area * times * BigInt(fen) * parts, per * BigInt(FACTOR_PARTS));
}

/** numerator / denominator of what is not negative, half upwards. */
function roundHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}
