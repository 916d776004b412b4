/**
 * 指标调剂的规则 — how the rules of the Opinions on a transfer of quotas decide: through the provincial platform, own county
 * before city before province, within the yearly volume and the range of prices, by the budget. The words stand with 十二.
 */
import { type Bilingual, say } from '../base/index.ts';
import type { TransferFacts } from './facts.ts';
import { areaFigure, duty, hectares, noData, pass, refuse } from './outcome.ts';
import type { TransferLimit } from './parameters.ts';
import { yuan } from './reclamation-fee.ts';
import type { Figure, LawOfDay, Outcome, Rule, Unsourced } from './rule.ts';

type TransferRule = Unsourced<Rule<'transfer'>>;

/** A rule that one answer decides: yes is kept, no is refused, not told is 缺数据. */
export function mustHold(
  head: Pick<TransferRule, 'id' | 'title' | 'confidence'>,
  field: 'isInPlatform' | 'isInBudget' | 'isRetentionMet',
  words: { readonly kept: Bilingual; readonly broken: Bilingual; readonly remedy: Bilingual },
): TransferRule {
  return {
    ...head,
    subject: 'transfer',
    strength: 'condition',
    layers: [],
    decide(facts) {
      const told = facts[field];
      if (told === null)
        return noData(
          say(`没有说明：${words.kept.zh}`, `It was not told whether ${words.kept.en}`),
          say('查明后重新核查。', 'Find out and check again.'),
        );
      if (told) return pass(words.kept);
      return refuse(words.broken, words.remedy);
    },
  };
}

/** 县域自行 → 市域统筹 → 省域适度: what is nearer is used first. */
export function nearestFirst(facts: TransferFacts): Outcome {
  const { seller, buyer, area, ownCountyArea, ownCityArea } = facts;
  const isOneCity = seller.slice(0, 4) === buyer.slice(0, 4);
  const steps = [
    { area: ownCountyArea, where: say('本县', "the buyer's own county"), key: 'ownCountyArea' },
    ...(isOneCity
      ? []
      : [{ area: ownCityArea, where: say('本市', "the buyer's own city"), key: 'ownCityArea' }]),
  ];
  const unknown = steps.find((step) => step.area === null);
  if (unknown !== undefined)
    return noData(
      say(`不知道${unknown.where.zh}有多少可用指标`, `What ${unknown.where.en} has is not known`),
      say('在省级平台查明后重新核查。', 'Look it up in the provincial platform and check again.'),
    );
  const figures = steps.map((step) =>
    areaFigure(
      say(`${step.where.zh}可用指标`, `quotas of ${step.where.en}`),
      step.area!,
      `/${step.key}`,
    ),
  );
  const nearer = steps.find((step) => step.area! > 0n);
  if (nearer === undefined)
    return pass(say('近处没有可用指标', 'There are no quotas nearer by'), figures);
  const own = hectares(nearer.area!);
  if (nearer.area! >= area)
    return refuse(
      say(
        `${nearer.where.zh}有可用指标 ${own.zh}，够用`,
        `Quotas of ${own.en} in ${nearer.where.en} are enough`,
      ),
      say(`先使用${nearer.where.zh}的指标。`, `Use those of ${nearer.where.en}.`),
      figures,
    );
  return duty(
    say(
      `${nearer.where.zh}有可用指标 ${own.zh}，不够用`,
      `Quotas of ${own.en} in ${nearer.where.en} are not enough`,
    ),
    say(
      `先使用${nearer.where.zh}的 ${own.zh}，调剂只补其余。`,
      `Use the ${own.en} of ${nearer.where.en} first; the transfer brings only the rest.`,
    ),
    figures,
  );
}

/** 由国家统筹跨省域: counties of two provinces do not trade with each other. */
export function withinProvince(facts: TransferFacts): Outcome {
  if (facts.seller.slice(0, 2) === facts.buyer.slice(0, 2))
    return pass(say('在同一省域内', 'Both counties are of one province'));
  return refuse(
    say(
      `${facts.seller} 与 ${facts.buyer} 不在同一省域`,
      `${facts.seller} and ${facts.buyer} are not of one province`,
    ),
    say(
      '在本省省级平台内调剂；国家重大建设项目由省申请国家统筹。',
      'Use the platform of the own province; for a national major project the province asks for national pooling.',
    ),
  );
}

/** The limit of the nearest region of the seller that says something of `field`. */
function limitOf<K extends 'yearlyHectares' | 'price'>(
  facts: TransferFacts,
  law: LawOfDay,
  field: K,
): NonNullable<TransferLimit[K]> | undefined {
  const limits = law
    .value('transferLimits')
    .filter((limit) => facts.seller.startsWith(limit.region) && limit[field] !== undefined)
    .sort((one, other) => other.region.length - one.region.length);
  return limits[0]?.[field] as NonNullable<TransferLimit[K]> | undefined;
}

const notEntered = (name: Bilingual): Outcome =>
  noData(
    say(`${name.zh}未录入`, `The ${name.en} has not been entered`),
    say(
      '由省规则包写明 transferLimits 后重新核查。',
      'State transferLimits in the pack of the province and check again.',
    ),
  );

/** 严格管控调剂规模. */
export function withinVolume(facts: TransferFacts, law: LawOfDay): Outcome {
  const cap = limitOf(facts, law, 'yearlyHectares');
  if (cap === undefined) return notEntered(say('调剂规模', 'yearly volume'));
  if (facts.movedArea === null)
    return noData(
      say('不知道转出县本年已调剂多少', 'What the seller moved this year is not known'),
      say('在省级平台查明后重新核查。', 'Look it up in the provincial platform and check again.'),
    );
  const most = BigInt(Math.round(cap * HECTARE));
  const all = facts.movedArea + facts.area;
  const [moved, allowed] = [hectares(all), hectares(most)];
  const figures: Figure[] = [
    areaFigure(say('本次', 'this transfer'), facts.area, '/area'),
    areaFigure(say('本年已调剂', 'moved this year'), facts.movedArea, '/movedArea'),
    areaFigure(say('年度规模', 'yearly volume'), most),
  ];
  const sentence = say(
    `连同本次共调剂 ${moved.zh}，年度规模 ${allowed.zh}`,
    `With this transfer ${moved.en} are moved; the yearly volume is ${allowed.en}`,
  );
  if (all <= most) return pass(sentence, figures);
  const over = hectares(all - most);
  return refuse(
    say(`${sentence.zh}，超出 ${over.zh}`, `${sentence.en}, ${over.en} too much`),
    say(`减少 ${over.zh}，或等下年度。`, `Move ${over.en} less, or wait for the next year.`),
    figures,
  );
}

/** 0.01 m² in a hectare. */
const HECTARE = 1_000_000;

/** 合理确定调剂补偿标准. */
export function withinPrices({ price, ...facts }: TransferFacts, law: LawOfDay): Outcome {
  const band = limitOf({ price, ...facts }, law, 'price');
  if (band === undefined) return notEntered(say('调剂价格区间', 'range of prices'));
  if (price === null)
    return noData(
      say('没有说明价格', 'The price was not told'),
      say('写明每亩价格后重新核查。', 'State the price per 亩 and check again.'),
    );
  const [asked, least, most] = [price, band.least, band.most].map((fen) => yuan(BigInt(fen)));
  const figures: Figure[] = [
    {
      name: say('价格（元/亩）', 'price (yuan per 亩)'),
      pointer: '/price',
      amount: { unit: 'yuan', value: price / 100 },
    },
  ];
  const sentence = say(
    `价格每亩 ${asked!.zh}，区间 ${least!.zh}至 ${most!.zh}`,
    `The price is ${asked!.en} per 亩, the range ${least!.en} to ${most!.en}`,
  );
  if (band.least <= price && price <= band.most) return pass(sentence, figures);
  return refuse(
    say(`${sentence.zh}，在区间之外`, `${sentence.en}, and lies outside`),
    say('按区间重新商定价格。', 'Agree on a price within the range.'),
    figures,
  );
}
