/**
 * 更新过程检查 — U2 and A3 of the record of changes (DLTBGXGC) that lies beside a survey: every record names its parcels, the
 * parcel after the change is there, and the parts of a parcel add up to it.
 */
import { type Finding, formatArea, type Place, say } from '../base/index.ts';
import type { ProcessRecord } from './change-records.ts';
import { idReader } from './pieces.ts';
import { surveyFinding } from './survey-rules.ts';
import type { ParcelTable } from './survey.ts';

/**
 * Findings of the records, in their order, then of the parcels whose parts do not add up; `survey` is the layer of the
 * parcels. The parcels before are those of another year: that they were not looked up is told as C0.
 */
export function checkChanges(
  parcels: ParcelTable,
  records: readonly ProcessRecord[],
  survey: { readonly file: string; readonly layer: string },
): Finding[] {
  if (records.length === 0) return [];
  const id = idReader(parcels);
  const rows = new Map<string, number>();
  // A parcel without an identifier is nobody's parcel after.
  for (let row = 0; row < parcels.parcelArea.length; row++)
    if (id(row) !== '') rows.set(id(row), row);
  const place: Place = { file: survey.file, layer: 'DLTBGXGC' };
  const findings: Finding[] = [];
  const sums = new Map<number, bigint>();
  const fault = (record: ProcessRecord, field: string, zh: string, en: string): void => {
    const where = { ...place, id: record.after || record.before, field };
    const named = `${record.before || '—'} → ${record.after || '—'}`;
    findings.push(surveyFinding('U2', where, say(`${named} ${zh}`, `${named} ${en}`)));
  };
  for (const record of records) {
    if (record.before === '') fault(record, 'BGQTBBSM', '没有变更前图斑', 'has no parcel before');
    if (record.area <= 0) fault(record, 'TBBGMJ', '变更面积不大于 0', 'has no area above 0');
    const row = rows.get(record.after);
    if (row === undefined)
      fault(
        record,
        'BGHTBBSM',
        record.after === ''
          ? '没有变更后图斑'
          : `的变更后图斑 ${record.after} 不在 ${survey.layer} 中`,
        record.after === ''
          ? 'has no parcel after'
          : `names ${record.after}, which ${survey.layer} lacks`,
      );
    else sums.set(row, (sums.get(row) ?? 0n) + BigInt(record.area));
  }
  for (const [row, sum] of sums) {
    const area = parcels.parcelArea[row]!;
    if (sum === area) continue;
    const [parts, whole, gap] = [sum, area, sum - area].map((one) => formatArea(one, 'm2'));
    findings.push(
      surveyFinding(
        'A3',
        { ...place, id: id(row), field: 'TBBGMJ' },
        say(
          `更新过程中 ${id(row)} 的各部分共 ${parts} m²，图斑面积 ${whole} m²，差 ${gap}`,
          `the recorded parts of ${id(row)} add up to ${parts} m², the parcel has ${whole} m², difference ${gap}`,
        ),
      ),
    );
  }
  const notLooked = say(
    'U2 未查变更前图斑是否存在、A3 未查其面积，变更前图斑在上一年的数据中，结算两年时检查',
    'U2 did not look up the parcels before the changes and A3 not their areas, which are in the survey of the year before; settling two years does it',
  );
  return [surveyFinding('C0', { ...place, field: 'BGQTBBSM' }, notLooked), ...findings];
}
