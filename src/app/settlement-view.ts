/** A settled year as a few lists of plain figures, for a terminal or a small page. */
import {
  type Bilingual,
  type Confidence,
  formatArea,
  formatSignedArea,
  say,
} from '../base/index.ts';
import type { Settlement, Verdict } from '../land/index.ts';

/** One line: a name, a figure in 公顷 and in 亩, and a remark. */
export interface FigureLine {
  readonly name: Bilingual;
  readonly hectares: string;
  readonly mu: string;
  readonly remark: Bilingual;
  readonly kind: 'total' | 'loss' | 'gain' | 'adjustment';
}

/** One balance test as a line. */
export interface TestLine {
  readonly id: string;
  readonly title: Bilingual;
  readonly verdict: Verdict;
  readonly word: Bilingual;
  readonly supplement: Bilingual;
  readonly occupation: Bilingual;
  readonly reason: Bilingual;
  /** Whether the rule of the test is unconfirmed. */
  readonly unconfirmed: boolean;
  readonly remedy: Bilingual | null;
}

export interface SettlementView {
  readonly title: Bilingual;
  /** 阶段 of the settlement. */
  readonly stage: Bilingual;
  /** 年初, 减少, 增加, 订正与残差, 年末. */
  readonly totals: readonly FigureLine[];
  readonly account: readonly FigureLine[];
  readonly stable: readonly FigureLine[];
  readonly tests: readonly TestLine[];
  readonly cap: FigureLine | null;
}

const WORDS: Record<Verdict, Bilingual> = {
  pass: say('● 通过', '● pass'),
  fail: say('■ 不通过', '■ fail'),
  notice: say('△ 提示', '△ notice'),
  'no-data': say('⬚ 缺数据', '⬚ no data'),
  'not-applicable': say('○ 不适用', '○ not applicable'),
};

const STAGES: Record<Settlement['stage'], Bilingual> = {
  'county-reported': say('县级自报', 'reported by the county'),
  'province-verified': say('省级核查', 'verified by the province'),
  'state-confirmed': say('国家确认', 'confirmed by the state'),
};

const NONE = say('', '');

/** What is added to a remark when the rule is not confirmed by a text. */
function unsure(confidence: Confidence): Bilingual {
  return confidence === 'unconfirmed' ? say('；未确认', '; unconfirmed') : NONE;
}

function line(
  name: Bilingual,
  area: string,
  kind: FigureLine['kind'],
  remark: Bilingual = NONE,
): FigureLine {
  const value = BigInt(area);
  const show = kind === 'total' ? formatArea : formatSignedArea;
  return { name, hectares: show(value, 'ha'), mu: show(value, 'mu'), remark, kind };
}

/** The headline account with its rows, stable land and tests. */
export function describeSettlement(settlement: Settlement): SettlementView {
  const { account, stable } = settlement;
  return {
    title: say(
      `${settlement.regionName} ${settlement.year} 年度平衡账`,
      `${settlement.regionName}: balance of ${settlement.year}`,
    ),
    stage: STAGES[settlement.stage],
    totals: [
      line(say('年初耕地', 'opening'), account.opening, 'total'),
      line(say('减少', 'losses'), (-BigInt(account.losses)).toString(), 'loss'),
      line(say('增加', 'gains'), account.gains, 'gain'),
      line(say('订正与残差', 'corrections and residual'), account.residual, 'adjustment'),
      line(say('年末耕地', 'closing'), account.closing, 'total'),
    ],
    account: [
      line(say('年初耕地', 'opening'), account.opening, 'total'),
      ...settlement.rows.map((row) =>
        line(
          row.title,
          row.area,
          row.side,
          say(
            `${row.pieces} 块${row.exempt ? '，免补' : row.duty ? `，${row.duty.zh}` : ''}${unsure(row.confidence).zh}`,
            `${row.pieces} ${row.pieces === 1 ? 'piece' : 'pieces'}${row.exempt ? ', exempt' : row.duty ? `, ${row.duty.en}` : ''}${unsure(row.confidence).en}`,
          ),
        ),
      ),
      line(say('年末耕地', 'closing'), account.closing, 'total'),
    ],
    stable: [
      line(say('年初稳定利用耕地', 'stably used, start'), stable.before, 'total'),
      line(say('年末稳定利用耕地', 'stably used, end'), stable.after, 'total'),
      line(
        settlement.level === 'province'
          ? say('省域稳定利用耕地净增加量', 'net increase')
          : say('县域稳定利用耕地净增加量（供省级汇总）', 'net increase (for the province)'),
        stable.netIncrease,
        'adjustment',
        stable.confidence === 'unconfirmed'
          ? say('未确认的排除名录', 'exclusion list unconfirmed')
          : NONE,
      ),
      line(say('　其中 实地增减', '  on the ground'), stable.onGround, 'adjustment'),
      line(say('　其中 标注/坡度变化', '  by label or slope'), stable.byLabel, 'adjustment'),
      line(
        say('　其中 订正与残差', '  by corrections and residual'),
        stable.residual,
        'adjustment',
      ),
    ],
    tests: settlement.tests.map((test) => ({
      id: test.id,
      title: test.title,
      verdict: test.verdict,
      word: WORDS[test.verdict],
      supplement: test.supplement ?? NONE,
      occupation: test.occupation ?? NONE,
      reason: test.reason,
      unconfirmed: test.confidence === 'unconfirmed',
      remedy: test.remedy ?? null,
    })),
    cap:
      settlement.cap === null
        ? null
        : line(
            say(
              `${settlement.cap.forYear} 年度非农建设允许占用耕地规模上限`,
              `cap on land for construction in ${settlement.cap.forYear}`,
            ),
            settlement.cap.area,
            'total',
            settlement.cap.preconditionMet
              ? settlement.cap.fixed
                ? NONE
                : say('国家确认前未定', 'not fixed until the state confirms')
              : say('前提未满足', 'precondition not met'),
          ),
  };
}
