/** Rows of documents: what cannot stand is found with its place, and excuses nothing. */
import { expect, test } from 'vitest';
import { dateOf } from './evidence.ts';
import { evidenceRows, processRows } from './evidence-rows.ts';

const ROW = {
  KIND: 'eco',
  BSM: '990101200100000007',
  DOCNO: '清政〔2025〕1号',
  DOCDATE: '2025/3/1',
};

test('a whole row is a document', () => {
  expect(evidenceRows([ROW])).toEqual({
    records: [{ kind: 'eco', parcel: ROW.BSM, document: ROW.DOCNO, date: '2025-03-01' }],
    findings: [],
  });
});

test.each([
  ['KIND', { ...ROW, KIND: 'river' }],
  ['KIND', { ...ROW, KIND: null }],
  ['BSM', { ...ROW, BSM: ' ' }],
  ['DOCNO', { ...ROW, DOCNO: '' }],
  ['DOCDATE', { ...ROW, DOCDATE: null }],
  ['DOCDATE', { ...ROW, DOCDATE: '2025-99-99' }],
])('a row whose %s cannot stand is refused and found: %j', (field, row) => {
  const { records, findings } = evidenceRows([ROW, row]);
  expect(records).toHaveLength(1);
  expect(
    findings.map((one) => [one.rule, one.severity, one.place.feature, one.place.field]),
  ).toEqual([['X6', 'error', 1, field]]);
});

test.each([
  [null, false],
  ['', false],
  ['abc', false],
  [-1, false],
  [0, true],
  ['12.34', true],
])('a change record of area %j stands: %s', (TBBGMJ, stands) => {
  const { records, findings } = processRows([{ BGQTBBSM: 'a', BGHTBBSM: 'b', TBBGMJ }]);
  expect([records.length, findings.map((one) => one.rule)]).toEqual(stands ? [1, []] : [0, ['X7']]);
});

test.each([
  ['2025-03-01', '2025-03-01'],
  ['2025/3/1', '2025-03-01'],
  ['2025/03/01 00:00:00+00', '2025-03-01'],
  ['20250301', '2025-03-01'],
  [20_250_301, '2025-03-01'],
  ['2025-99-99', null],
  ['2025-02-29', null],
  ['2025121', null],
  ['2025', null],
  ['', null],
  [null, null],
])('the date %j is read as %s', (written, date) => {
  expect(dateOf(written)).toBe(date);
});
