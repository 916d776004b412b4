/**
 * 地类归一 — from the class codes of a file to TD/T 1055, so that two years are compared only after mapping. Which scheme a
 * file uses is read from codes that only one scheme has, then from the names beside the codes.
 */
import { type Finding, type Place, say, type TextColumn, textAt } from '../base/index.ts';
import { crosswalk, landClass } from './land-classes.ts';
import type { LandClassScheme } from './survey.ts';

/** How a mapping file translates classes. */
export interface ClassMapping {
  readonly map?: Readonly<Record<string, string>>;
  readonly default?: string;
}

/** What the class column is read with. */
export interface ClassInput {
  readonly raw: TextColumn;
  /** 地类名称 beside the codes, where the file has them. */
  readonly names: TextColumn | undefined;
  readonly mapping: ClassMapping | undefined;
  /** What the mapping file says; otherwise it is detected. */
  readonly scheme: LandClassScheme | undefined;
  readonly id: TextColumn;
  readonly place: Place;
}

/** Codes that only one scheme has decide; where there are none, names do; TD/T 1055 where nothing speaks against it. */
export function detectScheme(codes: TextColumn, names: TextColumn | undefined): LandClassScheme {
  const used = new Set<number>(codes.codes);
  let [survey, unified] = [0, 0];
  codes.dictionary.forEach((code, i) => {
    if (!used.has(i)) return;
    const [here, there] = [landClass('TD1055', code), landClass('YDYH2023', code)];
    if (here && !there) survey++;
    if (there && !here) unified++;
  });
  if (survey === unified && names !== undefined) {
    for (let row = 0; row < codes.codes.length; row++) {
      const [code, name] = [textAt(codes, row) ?? '', textAt(names, row)];
      if (name === null) continue;
      const isSurvey = landClass('TD1055', code)?.zh === name;
      const isUnified = landClass('YDYH2023', code)?.zh === name;
      if (isSurvey && !isUnified) survey++;
      if (isUnified && !isSurvey) unified++;
    }
  }
  return unified > survey ? 'YDYH2023' : 'TD1055';
}

/**
 * Class codes in TD1055. An unknown value stays as it is (未归类) and is one finding per feature; a code of several
 * meanings takes the first and says so; a name that is not that of its code is a finding, in the scheme of the file.
 */
export function mapClasses(input: ClassInput): { landClass: TextColumn; findings: Finding[] } {
  const { raw, names, mapping, id, place } = input;
  const scheme = input.scheme ?? (mapping?.map ? 'TD1055' : detectScheme(raw, names));
  const findings: Finding[] = [];
  const faults = new Map<number, Fault>();
  const dictionary = raw.dictionary.map((text, code) => {
    const value = translated(text, mapping);
    const targets =
      scheme === 'TD1055' ? (landClass('TD1055', value) ? [value] : []) : crosswalk(scheme, value);
    const [first] = targets;
    if (first === undefined)
      faults.set(code, landClass(scheme, value) ? 'no-counterpart' : 'unknown');
    else if (targets.length > 1) faults.set(code, targets);
    return first ?? value;
  });
  if (input.scheme === undefined && scheme === 'YDYH2023') findings.push(schemeFinding(place));
  const checksNames = names !== undefined && mapping?.map === undefined;
  raw.codes.forEach((code, feature) => {
    const where = { ...place, feature, id: textAt(id, feature) ?? '' };
    const fault = code < 0 ? 'unknown' : faults.get(code);
    if (fault !== undefined)
      findings.push(classFinding(code < 0 ? '（空）' : raw.dictionary[code]!, fault, where));
    if (!checksNames || code < 0) return;
    const name = textAt(names, feature);
    const known = landClass(scheme, raw.dictionary[code]!.trim())?.zh;
    if (name !== null && name !== '' && known !== undefined && name !== known)
      findings.push(nameFinding(raw.dictionary[code]!, name, known, where));
  });
  return { landClass: { kind: 'text', codes: raw.codes, dictionary }, findings };
}

type Fault = 'unknown' | 'no-counterpart' | readonly string[];

function translated(text: string, mapping: ClassMapping | undefined): string {
  if (mapping?.map === undefined) return text.trim();
  const said = mapping.map[text];
  if (said !== undefined) return said;
  return mapping.default === undefined || mapping.default === 'error' ? text : mapping.default;
}

const CITATION = { instrument: 'survey-rules', clause: 'C1' } as const;

function schemeFinding(place: Place): Finding {
  return {
    rule: 'C1',
    severity: 'notice',
    place,
    message: say(
      '地类编码按“用地用海分类”理解，已逐一对照为三调工作分类后再比较',
      'The class codes are read as 用地用海分类 and carried over to TD/T 1055 before anything is compared',
    ),
    remedy: say(
      '如理解有误，请在映射文件里写 "scheme": "TD1055"。',
      'If that is wrong, write "scheme": "TD1055" in a mapping file.',
    ),
    citation: CITATION,
  };
}

function classFinding(shown: string, fault: Fault, place: Place): Finding {
  const isReview = typeof fault !== 'string';
  return {
    rule: 'C1',
    severity: isReview ? 'warning' : 'error',
    place,
    message: isReview
      ? say(
          `地类编码 ${shown} 可对应 ${fault.join(' / ')}，暂按 ${fault[0]}，须人工确定`,
          `Class code ${shown} may be ${fault.join(' / ')}; ${fault[0]} is taken, and a person must decide`,
        )
      : fault === 'no-counterpart'
        ? say(
            `地类编码 ${shown} 在三调工作分类中没有对应的地类`,
            `Class code ${shown} has no counterpart in TD/T 1055`,
          )
        : say(`地类编码 ${shown} 不在代码表中`, `Class code ${shown} is not in the code list`),
    remedy: say(
      '请改正编码，或在映射文件的 landClass.map 中指明。',
      'Correct the code, or map it in landClass.map.',
    ),
    citation: CITATION,
  };
}

function nameFinding(code: string, name: string, known: string, place: Place): Finding {
  return {
    rule: 'C1',
    severity: 'error',
    place: { ...place, field: 'DLMC' },
    message: say(
      `地类编码须与名称相符：${code} 应为“${known}”，填的是“${name}”`,
      `The class code must match its name: ${code} is “${known}”, the file has “${name}”`,
    ),
    remedy: say('改正地类编码或名称。', 'Correct the class code or name.'),
    citation: CITATION,
  };
}
