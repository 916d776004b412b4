/**
 * 国办发〔2018〕16号 跨省域补充耕地国家统筹管理办法 — what a province pays that has its cultivated land replenished in another. Its
 * text was not seen: prices and factors are an unconfirmed parameter.
 */
import { type Area, say } from '../base/index.ts';
import type { TransferFacts } from './facts.ts';
import { instrument } from './instrument.ts';
import { duty, noData } from './outcome.ts';
import type { Parameters } from './parameters.ts';
import type { LawOfDay, Outcome } from './rule.ts';

/** 0.01 m² in three 亩, which are 2,000 m². */
const CENTS_IN_THREE_MU = 200_000n;

/**
 * Money of a replenishment in another province, in fen, rounded half up: (price of the ground + price of the capacity) ×
 * factor. The price of capacity is for 100 kg on one 亩, so a total in kg is divided by 100 and not multiplied by the area.
 * Null when the factor of the province is not known.
 */
export function poolingCharge(
  taken: { readonly area: Area; readonly paddyArea: Area; readonly capacityKg: number },
  province: string,
  prices: Parameters['poolingPrices'],
): bigint | null {
  const factor = prices.factors[province];
  if (factor === undefined) return null;
  const { area, paddyArea, capacityKg } = taken;
  const ground = (area - paddyArea) * BigInt(prices.muFen) + paddyArea * BigInt(prices.paddyMuFen);
  const capacity = BigInt(Math.round(capacityKg)) * BigInt(prices.hundredKgFen);
  // Both over one denominator: 200,000/3 for the ground, 100 for the capacity, 10 for the factor.
  const numerator =
    (ground * 3n * 100n + capacity * CENTS_IN_THREE_MU) * BigInt(Math.round(factor * 10));
  const denominator = CENTS_IN_THREE_MU * 100n * 10n;
  return (2n * numerator + denominator) / (2n * denominator);
}

/** A transfer between provinces is none of the counties': the State pools it. */
function acrossProvinces(facts: TransferFacts, law: LawOfDay): Outcome {
  const prices = law.value('poolingPrices');
  const { area, paddyArea, capacity } = facts;
  if (capacity === null)
    return noData(
      say('跨省，没有写明产能', 'It crosses provinces; its grain capacity was not told'),
      say('写明产能（公斤）后重新核查。', 'State the capacity in kg and check again.'),
    );
  const charge = poolingCharge(
    { area, paddyArea, capacityKg: capacity },
    facts.buyer.slice(0, 2),
    prices,
  );
  if (charge === null)
    return noData(
      say(
        `跨省，省级代码 ${facts.buyer.slice(0, 2)} 的调节系数未见`,
        `It crosses provinces; the factor of province ${facts.buyer.slice(0, 2)} was not seen`,
      ),
      say(
        '在规则包或草案的 poolingPrices 中写明系数后重新核查。',
        'State the factor in poolingPrices of a pack or draft and check again.',
      ),
    );
  const yuan = Number(charge) / 100;
  return duty(
    say(
      `跨省补充由国家统筹，资金按未确认的标准约 ${yuan.toFixed(2)} 元`,
      `Replenishment across provinces is pooled by the State, for about ${yuan.toFixed(2)} yuan at unconfirmed prices`,
    ),
    say(
      '由省级人民政府向国家申请统筹。',
      'The provincial government applies to the State for pooling.',
    ),
    [
      {
        name: say('跨省统筹资金', 'money of pooling'),
        pointer: '',
        amount: { unit: 'yuan', value: yuan },
      },
    ],
  );
}

export const POOLING_2018 = instrument(
  {
    id: 'pooling-2018-16',
    title: say(
      '国办发〔2018〕16号 跨省域补充耕地国家统筹管理办法',
      'Measures on pooling replenished land across provinces (2018, no. 16)',
    ),
    from: '2018-03-01',
    isDayUnknown: true,
  },
  {
    clause: '资金',
    about: say('跨省域补充耕地资金', 'money of replenishment across provinces'),
    rules: [
      {
        id: 'transfer-across-provinces',
        subject: 'transfer',
        title: say('跨省国家统筹', 'pooling across provinces'),
        confidence: 'unconfirmed',
        strength: 'duty',
        layers: [],
        appliesTo: ({ seller, buyer }) => seller.slice(0, 2) !== buyer.slice(0, 2),
        decide: acrossProvinces,
      },
    ],
    waitsFor: say('拨付补充省份的资金', 'what is paid to the province that replenishes'),
  },
);
