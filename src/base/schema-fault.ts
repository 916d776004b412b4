/** What is wrong in a file that a JSON Schema describes, in words of both languages: the validator itself speaks English. */
import { type Bilingual, say } from './text.ts';

/** The first fault as a validator reports it. */
export interface SchemaFault {
  /** JSON pointer of the value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** Where the fault is, and what: `/year`, 类型应为 integer. */
export function schemaFault(fault: SchemaFault | undefined): {
  readonly place: string;
  readonly text: Bilingual;
} {
  if (!fault) return { place: '/', text: say('不合格式', 'is not of the format') };
  const { params } = fault;
  const english = fault.message ?? 'is not of the format';
  const list = (value: unknown): string =>
    Array.isArray(value) ? value.map(String).join('、') : String(value);
  const place = fault.instancePath === '' ? '/' : fault.instancePath;
  switch (fault.keyword) {
    case 'additionalProperties': {
      const key = list(params['additionalProperty']);
      return { place, text: say(`不认识的键“${key}”`, `has the unknown key “${key}”`) };
    }
    case 'required': {
      const key = list(params['missingProperty']);
      return { place, text: say(`缺少键“${key}”`, `lacks the key “${key}”`) };
    }
    case 'type':
      return { place, text: say(`类型应为 ${list(params['type'])}`, english) };
    case 'enum':
      return {
        place,
        text: say(
          `只能是 ${list(params['allowedValues'])}`,
          `must be one of ${list(params['allowedValues'])}`,
        ),
      };
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
      return {
        place,
        text: say(`应 ${list(params['comparison'])} ${list(params['limit'])}`, english),
      };
    case 'pattern':
      return { place, text: say(`应符合 ${list(params['pattern'])}`, english) };
    case 'format':
      return {
        place,
        text:
          params['format'] === 'day'
            ? say(
                '应是日历上有的一天，如 2025-12-31',
                'must be a day of the calendar, e.g. 2025-12-31',
              )
            : say(`应是 ${list(params['format'])}`, english),
      };
    case 'oneOf':
    case 'anyOf':
      return { place, text: say('不是允许的写法之一', 'is none of the allowed forms') };
    default:
      return { place, text: say(`不合格式（${english}）`, english) };
  }
}
