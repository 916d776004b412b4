/** 省级汇总 — settles a province from the newest versions of its settled counties. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, say } from '../base/index.ts';
import {
  overlappingRegions,
  type Settlement,
  settleProvince as addCounties,
} from '../land/index.ts';
import {
  listSettlements,
  reportFolder,
  saveSettlement,
  type SettlementRow,
} from '../storage/index.ts';
import type { App } from './context.ts';
import { VERSION } from './version.ts';

/** Adds up the settled counties of a year. `region` is a province code such as 990000. */
export async function settleProvince(
  app: App,
  region: string,
  year: number,
  regionName = region,
): Promise<SettlementRow> {
  if (!/^\d{2}0000$/.test(region)) {
    throw new InputError(
      'not-a-province',
      say(`${region} 不是省级代码`, `${region} is not the code of a province`),
      say('省级代码以 0000 结尾，例如 990000。', 'A province code ends in 0000, e.g. 990000.'),
    );
  }
  const database = await app.database();
  const rows = await listSettlements(database, region.slice(0, 2));
  const counties = rows.filter(
    (row) => row.year === year && (row.document as Settlement).level !== 'province',
  );
  if (counties.length === 0) {
    throw new InputError(
      'no-counties',
      say(
        `${region} 没有已结算的县（${year} 年度）`,
        `No county of ${region} is settled for ${year}`,
      ),
      say('请先逐县结算。', 'Settle the counties first.'),
    );
  }
  const twice = overlappingRegions(counties.map((row) => row.region_code));
  if (twice.length > 0) {
    throw new InputError(
      'counties-overlap',
      say(
        `${twice.join('、')} 与所在的市都已结算，汇总会重复计算`,
        `${twice.join(', ')} and the city around are both settled and would be counted twice`,
      ),
      say(
        '省级汇总按县或按市取其一；请在另一个数据目录中结算另一种。',
        'A province is added up by counties or by cities; settle the other ones in another home.',
      ),
    );
  }
  const settlement = addCounties({
    region,
    regionName,
    year,
    counties: counties.map((row) => row.document as Settlement),
    engine: `liangtian ${VERSION}`,
  });
  const key = createHash('sha256')
    .update(JSON.stringify([VERSION, region, year, counties.map((c) => c.input_key).sort()]))
    .digest('hex');
  const stored = await saveSettlement(database, {
    id: settlement.id,
    region_code: region,
    year,
    stage: settlement.stage,
    before_snapshot: null,
    after_snapshot: null,
    rule_set: settlement.ruleSet,
    engine: settlement.engine,
    input_key: key,
    document: settlement,
    settled_by: app.person,
  });
  const folder = reportFolder(app.home(), stored);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'balance.json'), `${JSON.stringify(settlement, null, 1)}\n`);
  return stored;
}
