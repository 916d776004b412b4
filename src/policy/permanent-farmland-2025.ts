/**
 * 永久基本农田保护红线管理办法 — 27 articles in force since 2025-10-01, known from reports of it: what the reports say is carried
 * out, its words were not seen.
 */
import { say } from '../base/index.ts';
import { instrument } from './instrument.ts';
import { replacementDesignation, takesForGood } from './land-administration-law.ts';

export const PERMANENT_FARMLAND_2025 = instrument(
  {
    id: 'permanent-farmland-2025',
    title: say(
      '永久基本农田保护红线管理办法',
      'Rules on the protection line of permanent basic farmland',
    ),
    from: '2025-10-01',
  },
  {
    clause: '补划',
    about: say(
      '占用后补划，储备区是补划的主要来源',
      'what is taken is replaced, the reserve being the main source',
    ),
    rules: [
      {
        id: 'site-permanent-farmland-replacement',
        subject: 'site',
        title: say('永久基本农田补划', 'replacement of permanent basic farmland'),
        confidence: 'unconfirmed',
        strength: 'condition',
        layers: ['YJJBNTTB'],
        appliesTo: takesForGood,
        decide: (facts, law) =>
          replacementDesignation(
            facts,
            law,
            say('优先从永久基本农田储备区补划', 'first from the reserve'),
          ),
      },
    ],
    waitsFor: say('储备区图斑的选取', 'choosing parcels of the reserve'),
  },
  {
    clause: '优化调整',
    about: say('优进劣出，可调整、可纠错', 'better in and worse out, adjusted and corrected'),
    quote: '优进劣出',
    waitsFor: say('集中连片与调整方案', 'plans of adjustment by contiguity'),
  },
  {
    clause: '储备区',
    about: say(
      '县级自然资源部门会同农业农村部门划定储备区',
      'the county draws the reserve together with the agriculture office',
    ),
    waitsFor: say('储备区的划定流程', 'the drawing of the reserve'),
  },
);
