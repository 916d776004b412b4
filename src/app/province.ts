/** 省级汇总 — settles a province from the newest versions of its settled counties. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { InputError, say } from '../base/index.ts';
import { boundsOf, joinPolygons, parseCrs, type Polygons, reproject } from '../geo/index.ts';
import {
  type ChangedPiece,
  flowKind,
  overlappingRegions,
  type Settlement,
  settleProvince as addCounties,
} from '../land/index.ts';
import {
  type Database,
  listSettlements,
  reportFolder,
  runJob,
  saveSettlement,
  type SettlementRow,
} from '../storage/index.ts';
import { provinceTables } from '../report/index.ts';
import type { App } from './context.ts';
import { finished, prepareOut, type SettledResult, writeOutputs } from './outputs.ts';
import { readChanges, type StoredPiece } from './stored-pieces.ts';
import { VERSION } from './version.ts';
import { NO_ZONES } from './zones.ts';

/** Adds up the settled counties of a year. `region` is a province code such as 990000. */
export async function settleProvince(
  app: App,
  region: string,
  year: number,
  options: {
    readonly regionName?: string;
    /** Codes of all counties of the province; one that is not settled leaves it without a cap. */
    readonly counties?: readonly string[] | undefined;
    readonly language?: 'zh' | 'en';
    /** Copies of the report files go there. */
    readonly out?: string | undefined;
  } = {},
): Promise<SettledResult> {
  if (!/^\d{2}0000$/.test(region)) {
    throw new InputError(
      'not-a-province',
      say(`${region} 不是省级代码`, `${region} is not the code of a province`),
      say('省级代码以 0000 结尾，例如 990000。', 'A province code ends in 0000, e.g. 990000.'),
    );
  }
  prepareOut(options.out, []);
  const database = await app.database();
  // What cannot be added up is refused before a run is written down.
  await countiesOf(database, region, year);
  return runJob(
    database,
    { key: `settle ${region}-${year}`, kind: 'settle', region, by: app.person },
    async () => {
      const counties = await countiesOf(database, region, year);
      const settlement: ProvinceSettlement = {
        ...addCounties({
          region,
          regionName: options.regionName ?? region,
          year,
          counties: counties.map((row) => row.document as Settlement),
          ...(options.counties ? { expected: options.counties } : {}),
          engine: `liangtian ${VERSION}`,
        }),
        counties: counties.map(({ id, version }) => ({ id, version })),
      };
      const key = createHash('sha256')
        .update(
          JSON.stringify([
            VERSION,
            region,
            year,
            counties.map((c) => c.input_key).sort(),
            [...(options.counties ?? [])].sort(),
          ]),
        )
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
      if (!existsSync(folder)) await writeProvince(app, stored, counties, options.language ?? 'zh');
      return finished(app, stored, options.out);
    },
  );
}

/** A province's settlement says of which version of which county it is the sum. */
interface ProvinceSettlement extends Settlement {
  readonly counties: readonly { readonly id: string; readonly version: number }[];
}

/** The newest versions of a year in a province. InputError when there is none, or one would be counted twice. */
async function countiesOf(
  database: Database,
  region: string,
  year: number,
): Promise<SettlementRow[]> {
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
  return counties;
}

/** Codes of China's geographic system: counties of one province lie in several zones. */
const PROVINCE_CRS = 'EPSG:4490';

/** The files of a province: its page and balance table, and the changed pieces of its counties in one system. */
async function writeProvince(
  app: App,
  stored: SettlementRow,
  counties: readonly SettlementRow[],
  language: 'zh' | 'en',
): Promise<void> {
  const settlement = stored.document as Settlement;
  const crs = parseCrs(PROVINCE_CRS);
  const pieces: ChangedPiece[] = [];
  const parts: Polygons[] = [];
  for (const [i, county] of counties.entries()) {
    app.progress(say('汇集各县变化', 'gathering the counties'), i, counties.length);
    const changes = await readChanges(reportFolder(app.home(), county));
    parts.push(reproject(changes.shapes, changes.crs, crs));
    for (const piece of changes.pieces) pieces.push(ofProvince(piece));
  }
  const shapes = joinPolygons(parts);
  const bounds = boundsOf(shapes);
  await writeOutputs(app, {
    settlement,
    facts: null,
    version: stored.version,
    settledAt: stored.settled_at,
    folder: reportFolder(app.home(), stored),
    crs,
    pieces,
    shapes,
    zones: NO_ZONES,
    corner: [bounds[0], bounds[1]],
    tables: () => provinceTables(settlement),
    language,
  });
}

/** A piece of a county; its rows are rows of that county's surveys, which a province does not have. */
function ofProvince(piece: StoredPiece): ChangedPiece {
  return {
    ...piece,
    before: -1,
    after: -1,
    area: piece.area.toString(),
    cultivated: piece.cultivated.toString(),
    stable: piece.stable.toString(),
    clause: flowKind(piece.flow).citation.clause,
  };
}
