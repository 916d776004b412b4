import { expect, test } from 'vitest';
import { crosswalk, isCultivated, landClass, landClassCodes } from './land-classes.ts';

const TD = landClassCodes('TD1055');
const YDYH = landClassCodes('YDYH2023');

test('every class of the survey has counterparts in the other scheme, and they lead back to it', () => {
  for (const code of TD) {
    const there = crosswalk('TD1055', code);
    expect(there.length, code).toBeGreaterThan(0);
    for (const other of there)
      expect(crosswalk('YDYH2023', other), `${code} → ${other}`).toContain(
        code.replace(/[KA]$/, ''),
      );
  }
});

test('every land class of the other scheme leads to classes of the same group; reserved land leads nowhere', () => {
  for (const code of YDYH) {
    const there = crosswalk('YDYH2023', code);
    if (code === '16') {
      expect(there).toEqual([]);
      continue;
    }
    expect(there.length, code).toBeGreaterThan(0);
    for (const other of there)
      expect(landClass('TD1055', other)?.group, `${code} → ${other}`).toBe(
        landClass('YDYH2023', code)!.group,
      );
  }
});

test.each<readonly ['TD1055' | 'YDYH2023', string, readonly string[]]>([
  ['TD1055', '0101', ['0101']],
  ['TD1055', '0204', ['0204', '0205']],
  ['TD1055', '0404', ['0403', '2302']],
  ['TD1055', '0404K', []],
  ['TD1055', '0601', ['1001']],
  ['TD1055', '1006', ['0601']],
  ['TD1055', '0303', ['0507']],
  ['TD1055', '1104A', ['1704']],
  ['YDYH2023', '0601', ['1006']],
  ['YDYH2023', '1001', ['0601']],
  ['YDYH2023', '1202', ['1003']],
  ['YDYH2023', '0703', ['0702']],
  ['YDYH2023', '0303', ['0305']],
  ['YDYH2023', '0702', ['0701', '08H1', '08H2']],
  ['YDYH2023', '1801', []],
])('%s %s may be %j in the other scheme', (scheme, code, others) => {
  expect(crosswalk(scheme, code)).toEqual(others);
});

test('cultivated land is the same three codes in both schemes', () => {
  for (const codes of [TD, YDYH])
    expect(codes.filter(isCultivated)).toEqual(['0101', '0102', '0103']);
  for (const code of ['0101', '0102', '0103']) {
    expect(crosswalk('TD1055', code)).toEqual([code]);
    expect(crosswalk('YDYH2023', code)).toEqual([code]);
  }
});

test('each of the 56 classes of the survey without suffix is there, and no code twice', () => {
  expect(new Set(TD).size).toBe(TD.length);
  expect(new Set(YDYH).size).toBe(YDYH.length);
  expect(TD.filter((code) => !/\d[KA]$/.test(code))).toHaveLength(56);
  expect(landClass('TD1055', '0310')).toBeUndefined();
});
