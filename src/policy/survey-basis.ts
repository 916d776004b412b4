/** 调查标准 — the texts that the rules of survey data rest on; the rules themselves stand with the survey, in the room `land`. */
import { say } from '../base/index.ts';
import { instrument } from './instrument.ts';

export const SURVEY_BASIS = instrument(
  {
    id: 'survey-rules',
    title: say('国土变更调查的标准和质检规则', 'standards and check rules of the yearly survey'),
    from: '2019-01-01',
  },
  {
    clause: 'TD/T 1055',
    about: say('地类、面积计算和上图面积', 'classes, areas and smallest mapped ground'),
    by: 'land/survey-rules.ts',
    waitsFor: say('标准原文', 'the words of the standard'),
  },
  {
    clause: 'TD/T 1057',
    about: say('数据库的图层和字段', 'layers and fields of the data base'),
    by: 'land/survey-rules.ts',
    waitsFor: say('标准原文', 'the words of the standard'),
  },
  {
    clause: '自然资办发〔2024〕44号',
    about: say('标准时点 12 月 31 日', 'the standard time is 31 December'),
    by: 'land/year.ts',
  },
);
