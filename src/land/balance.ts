/**
 * 平衡检验 — Q1 to Q5 of a year. Decisions are made on exact numbers, never on rounded ones; a grade that is missing
 * anywhere makes the test 缺数据, never a pass.
 */
import { type Bilingual, formatArea, formatScaled, say } from '../base/index.ts';
import { BALANCE_RULES, type RuleSet } from '../policy/index.ts';
import type { UnknownGround } from './boundary.ts';
import { flowKind } from './flow-table.ts';
import { isPaddy } from './land-classes.ts';
import type { BalanceTest, Verdict } from './settlement.ts';

/** A piece that occupies or supplements, as the tests see it. Area is net cultivated area, 0.01 m², positive. */
export interface BalancePiece {
  readonly flow: string;
  readonly from: string;
  readonly to: string;
  readonly area: number;
  /** Identifier of the cultivated parcel: before for occupation, after for supplement. */
  readonly parcel: string;
  readonly qualityGrade: number | null;
  readonly utilizationGrade: number | null;
}

/** What last year's settlement or office says of construction land: its average grade; null = nothing was occupied. */
export interface LastYearFacts {
  /** A grade as an office states it, or the exact mean of last year's settlement. Undefined: nobody gave it. */
  readonly nonAgriculturalGradeAverage: number | GradeMean | null | undefined;
}

/** 平均等级 as a fraction, so that nothing is lost from one year to the next. */
export interface GradeMean {
  /** Σ area × grade × GRADE_SCALE. */
  readonly weighted: bigint;
  readonly area: bigint;
}

/** The mean that a settlement carried to the next year; null for a text that is none. */
export function gradeMean(text: string): GradeMean | null {
  const [, weighted, area] = /^(\d+)\/([1-9]\d*)$/.exec(text) ?? [];
  return weighted === undefined || area === undefined
    ? null
    : { weighted: BigInt(weighted), area: BigInt(area) };
}

/** Grades carry at most four decimals. */
export const GRADE_SCALE = 10_000;

interface Average extends GradeMean {
  readonly missing: number;
  readonly missingArea: bigint;
}

/** The five tests; `level` decides whether Q1 is a test or a notice. Unknown ground leaves none of them decided. */
export function balanceTests(
  pieces: readonly BalancePiece[],
  rules: RuleSet,
  level: 'county' | 'city' | 'province',
  lastYear: LastYearFacts,
  unknown: UnknownGround = { missing: 0, unclassified: 0 },
): BalanceTest[] {
  const occupied = pieces.filter((piece) => flowKind(piece.flow).balance === 'occupation');
  const supplied = pieces.filter((piece) => flowKind(piece.flow).balance === 'supplement');
  const built = occupied.filter(
    (piece) => piece.flow === 'OCC_NONAGRI' || piece.flow === 'OCC_RESERVOIR',
  );
  const tests = [
    quantity(occupied, supplied, rules, level),
    quality(occupied, supplied),
    constructionQuality(supplied, built, rules, lastYear),
    paddy(pieces, built),
    capacity(occupied, supplied, rules),
  ];
  return unknown.missing + unknown.unclassified === 0
    ? tests
    : tests.map((test) => (test.verdict === 'no-data' ? test : undecided(test, unknown)));
}

/** A test that compares what is known while other ground may hold occupation that nobody sees. */
function undecided(test: BalanceTest, unknown: UnknownGround): BalanceTest {
  const parts = [
    unknown.missing > 0 ? hectares(BigInt(unknown.missing)) : null,
    unknown.unclassified > 0 ? hectares(BigInt(unknown.unclassified)) : null,
  ];
  const [missing, unclassified] = parts;
  const zh = [
    missing ? `缺漏图斑 ${missing.zh}` : '',
    unclassified ? `未归类 ${unclassified.zh}` : '',
  ];
  const en = [
    missing ? `${missing.en} are missing from one year` : '',
    unclassified ? `${unclassified.en} have an unknown class` : '',
  ];
  return {
    ...test,
    verdict: 'no-data',
    reason: say(
      `${zh.filter(Boolean).join('，')}：其中占用或补充了多少不得而知，不能算通过。`,
      `${en.filter(Boolean).join(' and ')}: what was occupied or replenished there is not known, and nothing passes.`,
    ),
    remedy: say(
      '请补齐缺漏的图斑、改正地类编码（见发现的问题 X4、X8），重新导入并结算。',
      'Complete the parcels and correct the class codes (findings X4 and X8), import and settle again.',
    ),
  };
}

function sum(pieces: readonly BalancePiece[]): bigint {
  return pieces.reduce((total, piece) => total + BigInt(piece.area), 0n);
}

const hectares = (area: bigint): Bilingual => withUnit(formatArea(area, 'ha'), '公顷', 'ha');

function withUnit(figure: string, zh: string, en: string): Bilingual {
  return say(`${figure} ${zh}`, `${figure} ${en}`);
}

function make(
  id: keyof typeof BALANCE_RULES,
  verdict: Verdict,
  reason: Bilingual,
  rest: Partial<BalanceTest> = {},
): BalanceTest {
  const { title, clause, citation, confidence } = BALANCE_RULES[id];
  return { id, title, verdict, clause, citation, confidence, reason, parcels: [], ...rest };
}

function quantity(
  occupied: readonly BalancePiece[],
  supplied: readonly BalancePiece[],
  rules: RuleSet,
  level: 'county' | 'city' | 'province',
): BalanceTest {
  const [occ, supp] = [sum(occupied), sum(supplied)];
  const values = { supplement: hectares(supp), occupation: hectares(occ) };
  if (supp >= occ)
    return make(
      'Q1',
      'pass',
      say('补充不少于占用。', 'Replenishment is not less than occupation.'),
      values,
    );
  const isTest = level === 'province' || rules.values.countyQuantityIsTest;
  const short = formatArea(occ - supp, 'ha');
  return make(
    'Q1',
    isTest ? 'fail' : 'notice',
    say(
      `补充比占用少 ${short} 公顷${isTest ? '' : '；由省级统筹'}。`,
      `Replenishment is ${short} ha less than occupation${isTest ? '' : '; the province balances the total'}.`,
    ),
    {
      ...values,
      remedy: isTest
        ? say('恢复或垦造耕地，或减少占用。', 'Restore or reclaim land, or occupy less.')
        : say(
            '本级只作提示；可安排恢复耕地。',
            'Only a notice at this level; restoring land helps.',
          ),
    },
  );
}

/** The mean of a grade by area, and what has no grade. */
export function average(
  pieces: readonly BalancePiece[],
  grade: (piece: BalancePiece) => number | null,
): Average {
  let [area, weighted, missing, missingArea] = [0n, 0n, 0, 0n];
  for (const piece of pieces) {
    const value = grade(piece);
    if (value === null) {
      missing++;
      missingArea += BigInt(piece.area);
      continue;
    }
    area += BigInt(piece.area);
    weighted += BigInt(piece.area) * BigInt(Math.round(value * GRADE_SCALE));
  }
  return { area, weighted, missing, missingArea };
}

const gradeFigure = (mean: GradeMean): string =>
  formatScaled(mean.weighted, mean.area * BigInt(GRADE_SCALE), 2);
const gradeText = (mean: GradeMean): Bilingual =>
  say(`${gradeFigure(mean)} 级`, `quality grade ${gradeFigure(mean)}`);

/** Fewest data that a test can go without: no-data with what is missing and who has it. */
function missing(
  id: 'Q2' | 'Q3' | 'Q5',
  what: Bilingual,
  parts: readonly Average[],
  pieces: readonly BalancePiece[],
  grade: (piece: BalancePiece) => number | null,
): BalanceTest {
  const count = parts.reduce((total, part) => total + part.missing, 0);
  const area = formatArea(
    parts.reduce((total, part) => total + part.missingArea, 0n),
    'ha',
  );
  return make(
    id,
    'no-data',
    say(
      `${count} 个变化地块（${area} 公顷）缺${what.zh}，算不出就不算通过。`,
      `${count} changed pieces (${area} ha) have no ${what.en}; what cannot be computed does not pass.`,
    ),
    {
      remedy: say(
        '请农业农村局提供后重新导入并结算。',
        'Get it from the agriculture bureau, import and settle again.',
      ),
      parcels: pieces
        .filter((piece) => grade(piece) === null)
        .slice(0, 20)
        .map((piece) => piece.parcel),
    },
  );
}

const QUALITY_GRADE = say('耕地质量等级', 'quality grade');

/** avg(supplement) ≤ avg(occupation): grade 1 is best. Compared as fractions. */
function quality(
  occupied: readonly BalancePiece[],
  supplied: readonly BalancePiece[],
): BalanceTest {
  const grade = (piece: BalancePiece): number | null => piece.qualityGrade;
  const [occ, supp] = [average(occupied, grade), average(supplied, grade)];
  if (occ.missing + supp.missing > 0)
    return missing('Q2', QUALITY_GRADE, [occ, supp], [...occupied, ...supplied], grade);
  if (occ.area === 0n || supp.area === 0n)
    return make(
      'Q2',
      'not-applicable',
      say(
        '本年没有占用或没有补充，无从比较。',
        'Nothing was occupied or nothing was replenished this year.',
      ),
    );
  const values = { supplement: gradeText(supp), occupation: gradeText(occ) };
  if (supp.weighted * occ.area <= occ.weighted * supp.area) {
    return make(
      'Q2',
      'pass',
      say(
        '补充耕地平均等级不低于占用耕地；等级数字越小越好。',
        'The average quality grade of replenishment is not worse; a lower number is better.',
      ),
      values,
    );
  }
  const worse = supplied.filter(
    (piece) => BigInt(Math.round(piece.qualityGrade! * GRADE_SCALE)) * occ.area > occ.weighted,
  );
  const pulling = worse.sort((a, b) => b.qualityGrade! * b.area - a.qualityGrade! * a.area);
  const area = formatArea(sum(pulling), 'ha');
  return make(
    'Q2',
    'fail',
    say(
      `补充耕地平均 ${gradeFigure(supp)} 级，差于占用耕地的 ${gradeFigure(occ)} 级。拉低平均的有 ${pulling.length} 块（${area} 公顷）。`,
      `Replenishment averages quality grade ${gradeFigure(supp)}, worse than the ${gradeFigure(occ)} of occupation. ${pulling.length} pieces (${area} ha) pull it down.`,
    ),
    {
      ...values,
      remedy: say('换掉或培肥这些地块后可达标。', 'Replacing or improving these pieces mends it.'),
      parcels: pulling.slice(0, 20).map((piece) => piece.parcel),
    },
  );
}

function constructionQuality(
  supplied: readonly BalancePiece[],
  built: readonly BalancePiece[],
  rules: RuleSet,
  lastYear: LastYearFacts,
): BalanceTest {
  const grade = (piece: BalancePiece): number | null => piece.qualityGrade;
  const limit = lastYear.nonAgriculturalGradeAverage;
  if (limit === undefined) {
    return make(
      'Q3',
      'no-data',
      say(
        '缺上年度非农建设占用耕地的平均等级。',
        "Last year's average quality grade of land occupied for construction is missing.",
      ),
      {
        remedy: say(
          '先结算上一年度，或由农业农村局提供。',
          'Settle last year first, or get it from the agriculture bureau.',
        ),
      },
    );
  }
  if (built.length === 0)
    return make(
      'Q3',
      'not-applicable',
      say('本年没有非农建设占用。', 'No construction took cultivated land this year.'),
    );
  const supp = average(supplied, grade);
  if (supp.missing > 0) return missing('Q3', QUALITY_GRADE, [supp], supplied, grade);
  if (supp.area === 0n)
    return make(
      'Q3',
      'not-applicable',
      say('本年没有补充耕地。', 'Nothing was replenished this year.'),
    );
  let bound: GradeMean =
    typeof limit === 'number' || limit === null
      ? { weighted: BigInt(Math.round((limit ?? 0) * GRADE_SCALE)), area: 1n }
      : limit;
  if (limit === null) {
    if (rules.values.gradeFallback === 'not-applicable') {
      return make(
        'Q3',
        'not-applicable',
        say(
          '上年度没有非农建设占用，按规则包不比较。',
          'Nothing was occupied for construction last year; the rule pack does not compare.',
        ),
      );
    }
    const now = average(built, grade);
    if (now.missing > 0) return missing('Q3', QUALITY_GRADE, [now], built, grade);
    bound = now;
  }
  const values = {
    supplement: gradeText(supp),
    occupation: gradeText(bound),
  };
  const passes = supp.weighted * bound.area <= bound.weighted * supp.area;
  const against =
    limit === null
      ? say(
          `上年度没有非农建设占用，按规则包改与本年度占用平均 ${gradeFigure(bound)} 级比较`,
          `nothing was occupied for construction last year, so the rule pack compares with this year's quality grade ${gradeFigure(bound)}`,
        )
      : say(
          `上年度非农占用平均 ${gradeFigure(bound)} 级`,
          `last year's construction at quality grade ${gradeFigure(bound)}`,
        );
  return make(
    'Q3',
    passes ? 'pass' : 'fail',
    say(
      `本年补充耕地平均 ${gradeFigure(supp)} 级，${against.zh}；未指定用途，全部补充耕地参与比较。`,
      `Replenishment averages quality grade ${gradeFigure(supp)}, ${against.en}; as no use is named, all replenishment is compared.`,
    ),
    {
      ...values,
      ...(passes
        ? {}
        : {
            remedy: say(
              '不得用于非农建设占用的补充，先培肥或另选地块。',
              'It may not serve construction; improve it or choose other ground.',
            ),
          }),
    },
  );
}

/** Paddy made (also from dry land) against paddy taken by construction. */
function paddy(pieces: readonly BalancePiece[], built: readonly BalancePiece[]): BalanceTest {
  const taken = sum(built.filter((piece) => isPaddy(piece.from)));
  const made = sum(
    pieces.filter(
      (piece) =>
        isPaddy(piece.to) &&
        !isPaddy(piece.from) &&
        (flowKind(piece.flow).balance === 'supplement' || piece.flow === 'IN_PLACE'),
    ),
  );
  const values = { supplement: hectares(made), occupation: hectares(taken) };
  if (made >= taken)
    return make(
      'Q4',
      'pass',
      say(
        '新增水田（含旱改水）不少于非农建设占用水田。',
        'New paddy (dry to paddy included) is not less than paddy taken by construction.',
      ),
      values,
    );
  const short = formatArea(taken - made, 'ha');
  return make('Q4', 'fail', say(`水田不足 ${short} 公顷。`, `Paddy is ${short} ha short.`), {
    ...values,
    remedy: say(
      '补充水田，或按省规则挂钩水田指标。',
      'Make paddy, or link paddy quota by the rules of the province.',
    ),
  });
}

interface CapacityFormula {
  readonly top: number;
  readonly step: number;
}

/** kg per 亩 at a utilization grade: (top − grade) × step, in parts of GRADE_SCALE. */
function perMu(grade: number, formula: CapacityFormula): bigint {
  return BigInt(Math.round((formula.top - grade) * formula.step * GRADE_SCALE));
}

/** kg × 10⁹ of a net area at a utilization grade; one 亩 is 2000/3 m². */
export function capacityNano(area: bigint, grade: number, formula: CapacityFormula): bigint {
  return nano(area * perMu(grade, formula));
}

/** kg × 10⁹ of Σ area × kg per 亩. */
function nano(weighted: bigint): bigint {
  return (weighted * 3n * (1_000_000_000n / BigInt(GRADE_SCALE))) / 200_000n;
}

function capacity(
  occupied: readonly BalancePiece[],
  supplied: readonly BalancePiece[],
  rules: RuleSet,
): BalanceTest {
  const grade = (piece: BalancePiece): number | null => piece.utilizationGrade;
  const [occ, supp] = [average(occupied, grade), average(supplied, grade)];
  if (occ.missing + supp.missing > 0)
    return missing(
      'Q5',
      say('利用等别', 'utilization grade'),
      [occ, supp],
      [...occupied, ...supplied],
      grade,
    );
  const formula = rules.values.capacityFormula;
  // Summed before anything is divided: equal capacities in other pieces must stay equal.
  const weight = (pieces: readonly BalancePiece[]): bigint =>
    pieces.reduce(
      (all, piece) => all + BigInt(piece.area) * perMu(piece.utilizationGrade!, formula),
      0n,
    );
  const [weightOcc, weightSupp] = [weight(occupied), weight(supplied)];
  const [kgOcc, kgSupp] = [nano(weightOcc), nano(weightSupp)];
  const kg = (value: bigint): Bilingual =>
    withUnit(formatScaled(value, 1_000_000_000n, 0), '公斤', 'kg');
  const values = { supplement: kg(kgSupp), occupation: kg(kgOcc) };
  if (weightSupp >= weightOcc)
    return make(
      'Q5',
      'pass',
      say('补充耕地的粮食产能不少于占用耕地。', 'The grain capacity of replenishment is not less.'),
      values,
    );
  return make(
    'Q5',
    'fail',
    say(
      `粮食产能少 ${kg(kgOcc - kgSupp).zh}。`,
      `Grain capacity is ${formatScaled(kgOcc - kgSupp, 1_000_000_000n, 0)} kg short.`,
    ),
    {
      ...values,
      remedy: say('补充等别更高的耕地，或增加面积。', 'Replenish better land, or more of it.'),
    },
  );
}
