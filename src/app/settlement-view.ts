/** A settled year as a few lists of plain figures, for a terminal or a small page. */
import { type Bilingual, formatArea, formatSignedArea, say } from '../base/index.ts';
import {
  type BalanceTest,
  doubtsAbout,
  doubtText,
  type Settlement,
  type Verdict,
} from '../land/index.ts';

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
  /** Whether the rule of the test, a flow in it or a parameter is unconfirmed; the reason names which. */
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

/** What no text confirms of a number, in words; the same judge as in `explain` and on the page. */
function unsure(settlement: Settlement, pointer: string): Bilingual {
  return doubtText(doubtsAbout(settlement, pointer)) ?? NONE;
}

/** Added to a remark about a row: its own flow is what is unconfirmed, so it is not named again. */
function unsureRow(settlement: Settlement, index: number): Bilingual {
  const sure = doubtsAbout(settlement, `/rows/${index}/area`).length === 0;
  return sure ? NONE : say('；未确认', '; unconfirmed');
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
  const doubt = (pointer: string): Bilingual => unsure(settlement, pointer);
  return {
    title: say(
      `${settlement.regionName} ${settlement.year} 年度平衡账`,
      `${settlement.regionName}: balance of ${settlement.year}`,
    ),
    stage: STAGES[settlement.stage],
    totals: [
      line(say('年初耕地', 'opening'), account.opening, 'total'),
      line(
        say('减少', 'losses'),
        (-BigInt(account.losses)).toString(),
        'loss',
        doubt('/account/losses'),
      ),
      line(say('增加', 'gains'), account.gains, 'gain', doubt('/account/gains')),
      line(
        say('订正与残差', 'corrections and residual'),
        account.residual,
        'adjustment',
        doubt('/account/residual'),
      ),
      line(say('年末耕地', 'closing'), account.closing, 'total'),
    ],
    account: [
      line(say('年初耕地', 'opening'), account.opening, 'total'),
      ...settlement.rows.map((row, i) =>
        line(
          row.title,
          row.area,
          row.side,
          say(
            `${row.pieces} 块${row.exempt ? '，免补' : row.duty ? `，${row.duty.zh}` : ''}${unsureRow(settlement, i).zh}`,
            `${row.pieces} ${row.pieces === 1 ? 'piece' : 'pieces'}${row.exempt ? ', exempt' : row.duty ? `, ${row.duty.en}` : ''}${unsureRow(settlement, i).en}`,
          ),
        ),
      ),
      line(say('年末耕地', 'closing'), account.closing, 'total'),
    ],
    stable: [
      line(
        say('年初稳定利用耕地', 'stably used, start'),
        stable.before,
        'total',
        doubt('/stable/before'),
      ),
      line(
        say('年末稳定利用耕地', 'stably used, end'),
        stable.after,
        'total',
        doubt('/stable/after'),
      ),
      line(
        settlement.level === 'province'
          ? say('省域稳定利用耕地净增加量', 'net increase')
          : say('县域稳定利用耕地净增加量（供省级汇总）', 'net increase (for the province)'),
        stable.netIncrease,
        'adjustment',
        doubt('/stable/netIncrease'),
      ),
      line(
        say('　其中 实地增减', '  on the ground'),
        stable.onGround,
        'adjustment',
        doubt('/stable/onGround'),
      ),
      line(
        say('　其中 标注/坡度变化', '  by label or slope'),
        stable.byLabel,
        'adjustment',
        doubt('/stable/byLabel'),
      ),
      line(
        say('　其中 订正与残差', '  by corrections and residual'),
        stable.residual,
        'adjustment',
        doubt('/stable/residual'),
      ),
    ],
    tests: settlement.tests.map((test, i) => testLine(settlement, test, i)),
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

function testLine(settlement: Settlement, test: BalanceTest, index: number): TestLine {
  const doubts = doubtText(doubtsAbout(settlement, `/tests/${index}`));
  return {
    id: test.id,
    title: test.title,
    verdict: test.verdict,
    word: WORDS[test.verdict],
    supplement: test.supplement ?? NONE,
    occupation: test.occupation ?? NONE,
    reason: doubts
      ? say(`${test.reason.zh}${doubts.zh}。`, `${test.reason.en} ${capital(doubts.en)}.`)
      : test.reason,
    unconfirmed: doubts !== null,
    remedy: test.remedy ?? null,
  };
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
