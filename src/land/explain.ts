/**
 * 算式说明 — any number of a settled year with its formula, the numbers that went in, the clause, and which changed pieces
 * or parcels stand behind it. A pure function of the document; pieces and parcels are looked up by the caller.
 */
import { atPointer, type Bilingual, say } from '../base/index.ts';
import {
  accountNumber,
  ACCOUNT_TITLES,
  capNumber,
  classNumber,
  flowNumber,
  rowNumber,
  twoAccountNumber,
  zoneNumber,
} from './explain-account.ts';
import { approvalNumber, stableNumber, testNumber } from './explain-balance.ts';
import {
  counted,
  countTerm,
  type Draft,
  type ExplainedNumber,
  finish,
  hectares,
  parameterValue,
  plain,
  term,
} from './explain-draft.ts';
import type { Settlement } from './settlement.ts';

/**
 * Explains the number at a JSON pointer; undefined when nothing there can be explained. With `version` every reference
 * names it, so that following one never leaves the version that was asked for.
 */
export function explainNumber(
  settlement: Settlement,
  pointer: string,
  version?: number,
): ExplainedNumber | undefined {
  const value = atPointer(settlement, pointer);
  const computed = /^\/tests\/\d+\/(supplement|occupation)$/.test(pointer);
  if (value === undefined || value === null || (computed && typeof value !== 'object'))
    return undefined;
  const draft = draftOf(settlement, pointer.split('/').slice(1));
  const at = version === undefined ? '' : `@${version}`;
  return draft && finish(`year:${settlement.id}${at}`, pointer, draft);
}

/** Which rules, flows and parameters behind a number no text confirms: the one judge of 未确认. */
export function doubtsAbout(settlement: Settlement, pointer: string): readonly Bilingual[] {
  return explainNumber(settlement, pointer)?.doubts ?? [];
}

function draftOf(settlement: Settlement, path: readonly string[]): Draft | undefined {
  const [section = '', second = '', third = '', fourth = ''] = path;
  switch (section) {
    case 'account':
      return accountNumber(settlement, second);
    case 'rows':
      return rowNumber(settlement, Number(second), third);
    case 'flows':
      return flowNumber(settlement, Number(second), third);
    case 'classes':
      return classNumber(settlement, Number(second), third);
    case 'stable':
      return stableNumber(settlement, second, third, fourth);
    case 'tests':
      return testNumber(settlement, Number(second), third);
    case 'zones':
      return zoneNumber(settlement, Number(second), third, fourth);
    case 'cap':
      return capNumber(settlement, second);
    case 'twoAccounts':
      return twoAccountNumber(settlement, second, third);
    case 'approvals':
      return approvalNumber(settlement, Number(second), third);
    case 'before':
    case 'after':
      return inputNumber(settlement, section, second);
    case 'controlArea':
      return controlNumber(settlement, second);
    case 'carry':
      return carryNumber(settlement, second);
    case 'year':
      return yearNumber(settlement);
    case 'allotment':
      return allotmentNumber(settlement);
    case 'layers':
      return layerNumber(settlement, Number(second));
    case 'parameters':
      return parameterNumber(settlement, Number(second));
    case 'findings':
      return second === 'counts' ? findingNumber(settlement, third) : undefined;
    case 'proof':
      return proofNumber(settlement, second);
    default:
      return undefined;
  }
}

function inputNumber(settlement: Settlement, which: 'before' | 'after', name: string): Draft {
  const input = settlement[which];
  const rest = {
    operands: [{ name: say('快照', 'snapshot'), value: plain(input.snapshot) }],
  };
  if (name === 'year')
    return {
      ...rest,
      title: say(`${input.title} 的数据年份`, `${input.title}: year of the data`),
      exact: String(input.year),
      value: plain(String(input.year)),
      formula: say('文件（SJNF）或导入时所载', 'stated by the file (SJNF) or at import'),
      derivation: 'stated',
    };
  if (name === 'parcels')
    return {
      ...rest,
      title: say(`${input.title} 图斑数`, `${input.title}: parcels`),
      exact: String(input.parcels),
      value: counted(input.parcels, '个', 'parcels'),
      formula: say('快照中的图斑数', 'parcels in the snapshot'),
      derivation: 'parcels',
      parcels: { when: which, measure: 'count' },
    };
  return {
    ...rest,
    title: say(`${input.title} 图斑面积合计`, `${input.title}: total parcel area`),
    exact: input.area,
    value: hectares(input.area),
    formula: say('各图斑面积 TBMJ 之和', 'Σ parcel area (TBMJ)'),
    derivation: 'parcels',
    parcels: { when: which, measure: 'gross' },
  };
}

function controlNumber(settlement: Settlement, which: string): Draft | undefined {
  if (which !== 'before' && which !== 'after') return undefined;
  const value = settlement.controlArea[which];
  if (value === null) return undefined;
  return {
    title: say('控制面积', 'control area'),
    exact: value,
    value: hectares(value),
    formula: say('行政区图层 XZQ 所载 KZMJ', 'KZMJ of the layer XZQ'),
    derivation: 'stated',
    operands: [
      {
        name: say('图斑面积合计', 'total parcel area'),
        value: hectares(settlement[which].area),
        ref: `#/${which}/area`,
      },
    ],
  };
}

function carryNumber(settlement: Settlement, name: string): Draft | undefined {
  if (name === 'closing')
    return {
      title: say('下年度年初应等于', 'the opening of next year must be'),
      exact: settlement.carry.closing,
      value: hectares(settlement.carry.closing),
      formula: say('等于本年末耕地', 'the closing of this year'),
      derivation: 'terms',
      operands: [term(ACCOUNT_TITLES.closing, settlement.account.closing, '/account/closing')],
    };
  const grade = settlement.carry.nonAgriculturalGradeAverage;
  if (name !== 'nonAgriculturalGradeAverage' || grade === null) return undefined;
  return {
    title: say(
      '本年非农建设占用耕地平均质量等级',
      'average quality grade of land taken for construction',
    ),
    exact: grade,
    value: plain(grade),
    formula: say('Σ 面积 × 质量等级 ÷ Σ 面积', 'Σ area × quality grade ÷ Σ area'),
    derivation: 'pieces',
    pieces: { measure: 'quality', flows: ['OCC_NONAGRI', 'OCC_RESERVOIR'] },
  };
}

function yearNumber(settlement: Settlement): Draft {
  return {
    title: say('结算年度', 'year settled'),
    exact: String(settlement.year),
    value: plain(String(settlement.year)),
    formula: say('年末调查数据的年份', 'the year of the closing survey'),
    derivation: 'terms',
    operands: [
      countTerm(
        say('年末数据的年份', 'year of the closing survey'),
        settlement.after.year,
        '/after/year',
      ),
    ].map((one) => ({ ...one, value: plain(String(settlement.after.year)) })),
  };
}

function allotmentNumber(settlement: Settlement): Draft | undefined {
  if (settlement.allotment === null) return undefined;
  return {
    title: say('省级下达管控规模', 'allotment by the province'),
    exact: settlement.allotment,
    value: hectares(settlement.allotment),
    formula: say('省级下达文件所载', 'stated by the province'),
    derivation: 'stated',
  };
}

function layerNumber(settlement: Settlement, index: number): Draft | undefined {
  const layer = settlement.layers[index];
  if (!layer) return undefined;
  return {
    title: say(`图层 ${layer.title} 的要素数`, `layer ${layer.kind}: features`),
    exact: String(layer.features),
    value: counted(layer.features, '个', 'features'),
    formula: say('图层文件中的要素数', 'features in the file of the layer'),
    derivation: 'stated',
  };
}

function parameterNumber(settlement: Settlement, index: number): Draft | undefined {
  const parameter = settlement.parameters[index];
  if (!parameter) return undefined;
  return {
    title: say(`参数 ${parameter.name}`, `parameter ${parameter.name}`),
    exact: parameter.value,
    value: parameterValue(parameter.name, parameter.value),
    formula: say(
      `规则集 ${settlement.ruleSet}，自 ${parameter.from} 起；来源：${parameter.source}`,
      `rule set ${settlement.ruleSet}, in force from ${parameter.from}`,
    ),
    derivation: 'stated',
    unconfirmed: parameter.confidence === 'unconfirmed',
  };
}

function findingNumber(settlement: Settlement, rule: string): Draft | undefined {
  const count = settlement.findings.counts[rule];
  if (count === undefined) return undefined;
  const examples = settlement.findings.examples.filter((finding) => finding.rule === rule);
  const citation = examples.find((finding) => finding.citation !== undefined)?.citation;
  return {
    title: say(`规则 ${rule} 的问题数`, `findings of rule ${rule}`),
    exact: String(count),
    value: counted(count, '个', 'findings'),
    formula: say('导入检查与结算检查所记', 'found by the checks of import and settlement'),
    derivation: 'counted',
    operands: examples.map((finding) => ({
      name: plain(finding.place.id ?? rule),
      value: finding.message,
    })),
    ...(citation ? { citations: [citation] } : {}),
    ...(examples[0] ? { advice: examples[0].remedy } : {}),
  };
}

function proofNumber(settlement: Settlement, name: string): Draft | undefined {
  const { proof } = settlement;
  if (name === 'pieces')
    return {
      title: say('叠加块数', 'pieces of the overlay'),
      exact: String(proof.pieces),
      value: counted(proof.pieces, '块', 'pieces'),
      formula: say(
        '两年图斑相交的块，连同只在一年内的部分',
        'intersections of the parcels of both years, and what lies in one year only',
      ),
      derivation: 'counted',
      operands: settlement.flows.flatMap((flow, i) =>
        flow.pieces === 0
          ? []
          : [
              countTerm(
                say(
                  `${flow.from || '—'} → ${flow.to || '—'}`,
                  `${flow.from || '—'} → ${flow.to || '—'}`,
                ),
                flow.pieces,
                `/flows/${i}/pieces`,
              ),
            ],
      ),
    };
  if (name === 'unchangedParcels')
    return {
      title: say('未变图斑', 'unchanged parcels'),
      exact: String(proof.unchangedParcels),
      value: counted(proof.unchangedParcels, '个', 'parcels'),
      formula: say(
        '两年几何完全相同的图斑（规范环散列相等），不进入叠加',
        'parcels of equal geometry in both years (equal canonical ring hash); they never enter the overlay',
      ),
      derivation: 'counted',
    };
  if (name !== 'worstParcelDifference') return undefined;
  const text = proof.worstParcelDifference.toString();
  return {
    title: say('图斑吸附差最大', 'largest snapping difference of a parcel'),
    exact: text,
    value: plain(`${proof.worstParcelDifference.toExponential(2)} m²`),
    formula: say(
      '各图斑的块面积之和与其法定公式面积之差的最大值',
      'largest difference between the pieces of a parcel and its own area by the legal formula',
    ),
    derivation: 'counted',
  };
}
