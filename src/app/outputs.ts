/** Report files of a settled year: balance.json, official tables, report.html, changes.gpkg and changes.parquet. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type Column,
  InputError,
  numberAt,
  numberColumn,
  type Progress,
  say,
  type SecrecyLevel,
  textColumn,
} from '../base/index.ts';
import { writeGeoPackage } from '../engine/index.ts';
import {
  type IntegerColumns,
  readGeoParquet,
  writeGeoParquet,
  writeXlsx,
} from '../formats/index.ts';
import {
  boundsOf,
  type Crs,
  featureCount,
  type FeatureTable,
  type Polygons,
} from '../geo/index.ts';
import {
  type ChangedPiece,
  type ExplainedPiece,
  flowKind,
  type LayerShare,
  type Pairs,
  type Settlement,
} from '../land/index.ts';
import {
  type ApprovedPart,
  type MapOutline,
  type MapPiece,
  officialTables,
  renderReport,
  type ReportMap,
} from '../report/index.ts';
import { both } from './both.ts';
import type { App } from './context.ts';
import type { Survey } from './snapshot.ts';

/** A file of the report folder. */
export interface OutputFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** Everything that the files are made of. */
export interface OutputInput {
  readonly settlement: Settlement;
  readonly version: number;
  readonly settledAt: Date;
  readonly folder: string;
  readonly before: Survey;
  readonly after: Survey;
  /** System of `shapes`. */
  readonly crs: Crs;
  readonly pieces: readonly ChangedPiece[];
  /** Shape k belongs to piece k. */
  readonly shapes: Polygons;
  /** The overlay, and what layers cover of its pairs. */
  readonly pairs: Pairs;
  readonly shares: readonly LayerShare[];
  readonly language: 'zh' | 'en';
}

/** The page draws the largest pieces; all of them stand in changes.gpkg. */
const DRAWN_PIECES = 6000;

/** Writes into a folder beside, then puts it in place by one rename. */
export async function writeOutputs(app: App, input: OutputInput): Promise<void> {
  const { folder, settlement } = input;
  mkdirSync(dirname(folder), { recursive: true });
  const work = `${folder}.${process.pid}.tmp`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work);
  const changes = changesTable(input);
  const sums = {
    area: BigInt64Array.from(input.pieces, (piece) => BigInt(piece.area)),
    cultivated: BigInt64Array.from(input.pieces, (piece) => BigInt(piece.cultivated)),
    stable: BigInt64Array.from(input.pieces, (piece) => BigInt(piece.stable)),
  };
  // GDAL works in its own thread; the other files are made meanwhile.
  const geoPackage = writeGeoPackage(app.gdal, join(work, 'changes.gpkg'), [
    withSquareMetres(changes, sums, settlement.secrecy),
  ]);
  try {
    await both(geoPackage, writeOthers(work, input, changes, sums, app.progress));
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** All report files but the GeoPackage. */
async function writeOthers(
  work: string,
  input: OutputInput,
  changes: FeatureTable,
  sums: IntegerColumns,
  progress: Progress,
): Promise<void> {
  const { settlement } = input;
  writeFileSync(join(work, 'balance.json'), `${JSON.stringify(settlement, null, 1)}\n`);
  writeFileSync(
    join(work, 'changes.parquet'),
    writeGeoParquet(changes, sums, {
      kind: 'changes',
      settlement: settlement.id,
      secrecy: settlement.secrecy,
      units: settlement.units,
      crs: input.crs.definition,
    }),
  );
  const tables = officialTables({
    settlement,
    before: input.before.parcels,
    after: input.after.parcels,
    pieces: input.pieces,
    approved: settlement.approvals === null ? null : approvedParts(input),
  });
  for (const [i, book] of tables.books.entries()) {
    progress(say('写报告', 'writing the report'), i, tables.books.length);
    writeFileSync(join(work, book.fileName), await writeXlsx(book.sheets));
  }
  writeFileSync(
    join(work, 'report.html'),
    renderReport(settlement, mapOf(input), tables, {
      version: input.version,
      settledAt: input.settledAt.toISOString().slice(0, 16).replace('T', ' ') + ' UTC',
      language: input.language,
    }),
  );
}

/** What approvals cover of the changed pieces, with the names that their layer states. */
function approvedParts({ pieces, pairs, shares }: OutputInput): ApprovedPart[] {
  const key = (a: number, b: number): string => `${a}>${b}`;
  const place = new Map(pieces.map((piece, i) => [key(piece.before, piece.after), i]));
  return shares.flatMap((share) => {
    const piece = place.get(key(pairs.a[share.pair]!, pairs.b[share.pair]!));
    if (share.layer !== 'APPROVAL' || piece === undefined) return [];
    const stated = (...fields: readonly string[]): string =>
      String(fields.map((field) => share.attributes[field]).find((value) => value != null) ?? '');
    return {
      piece,
      share: share.share,
      project: stated('XMMC', 'PCMC'),
      document: stated('PWH', 'PZWH'),
      date: stated('PZRQ'),
    };
  });
}

function changesTable(input: OutputInput): FeatureTable {
  const { pieces } = input;
  const texts = (pick: (piece: ChangedPiece) => string): Column => textColumn(pieces.map(pick));
  return {
    name: 'changes',
    polygons: input.shapes,
    crs: input.crs,
    columns: new Map<string, Column>([
      ['before_id', texts((p) => p.beforeId)],
      ['after_id', texts((p) => p.afterId)],
      ['from_class', texts((p) => p.fromClass)],
      ['to_class', texts((p) => p.toClass)],
      ['flow', texts((p) => p.flow)],
      ['village', texts((p) => p.village)],
      ['quality_grade', numberColumn(pieces.map((p) => p.qualityGrade))],
      ['utilization_grade', numberColumn(pieces.map((p) => p.utilizationGrade))],
      ['evidence', texts((p) => p.evidence)],
      ['clause', texts((p) => p.clause)],
    ]),
  };
}

function withSquareMetres(
  table: FeatureTable,
  areas: IntegerColumns,
  secrecy: SecrecyLevel,
): FeatureTable {
  const count = table.polygons.featureStart.length - 1;
  return {
    ...table,
    columns: new Map<string, Column>([
      ...table.columns,
      ...Object.entries(areas).map(
        ([name, values]) =>
          [`${name}_m2`, numberColumn(Array.from(values, (area) => Number(area) / 100))] as const,
      ),
      // GeoPackage has no place for it beside the layer that every program shows.
      ['secrecy', textColumn(Array.from({ length: count }, () => secrecy))],
    ]),
  };
}

/** Whole metres from the corner of the county: enough to draw, and a third of the bytes. */
function mapOf(input: OutputInput): ReportMap {
  const { crs, shapes, pieces, after, settlement } = input;
  const [minX, minY] = boundsOf(after.parcels.polygons);
  const [scaleX, scaleY] =
    crs.unitMetres === 0
      ? [111_320 * Math.cos((minY * Math.PI) / 180), 110_574]
      : [crs.unitMetres, crs.unitMetres];
  const metres = (x: number, y: number): [number, number] => [
    Math.round((x - minX) * scaleX),
    Math.round((y - minY) * scaleY),
  ];
  const order = pieces
    .map((_, i) => i)
    .sort((p, q) => Number(pieces[q]!.area) - Number(pieces[p]!.area));
  const drawn = order
    .slice(0, DRAWN_PIECES)
    .map((i) => mapPiece(pieces[i]!, ringsOf(shapes, i, metres), settlement));
  const outlines: MapOutline[] = after.zones.outlines.map((outline) => ({
    name: after.zones.names[outline.code] ?? outline.code,
    level: outline.level,
    rings: outline.rings.map((ring) => {
      const flat: number[] = [];
      for (let i = 0; i + 1 < ring.length; i += 2) flat.push(...metres(ring[i]!, ring[i + 1]!));
      return flat;
    }),
  }));
  const rank = { county: 0, town: 1, village: 2 };
  return {
    pieces: drawn.filter((piece) => piece.rings.length > 0),
    outlines: outlines.sort((p, q) => rank[q.level] - rank[p.level] || 0).reverse(),
    omitted: Math.max(0, pieces.length - DRAWN_PIECES),
    reference: crs.name,
  };
}

function mapPiece(piece: ChangedPiece, rings: number[][], settlement: Settlement): MapPiece {
  const { side } = flowKind(piece.flow);
  const zone = settlement.zones.find((z) => z.code === piece.village);
  return {
    rings,
    side: side === 'loss' || side === 'gain' ? side : 'other',
    flow: piece.flow,
    from: piece.fromClass,
    to: piece.toClass,
    id: piece.afterId || piece.beforeId,
    before: piece.beforeId,
    village: zone?.name ?? piece.village,
    zone: piece.village,
    area: piece.area,
    evidence: piece.evidence,
  };
}

function ringsOf(
  shapes: Polygons,
  feature: number,
  metres: (x: number, y: number) => [number, number],
): number[][] {
  const rings: number[][] = [];
  if (feature >= featureCount(shapes)) return rings;
  const { x, y, ringStart, featureStart } = shapes;
  for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
    const flat: number[] = [];
    for (let i = ringStart[ring]!; i < ringStart[ring + 1]!; i++) {
      const [px, py] = metres(x[i]!, y[i]!);
      if (flat.at(-2) !== px || flat.at(-1) !== py) flat.push(px, py);
    }
    if (flat.length >= 6) rings.push(flat);
  }
  return rings;
}

/** Files of a report folder, sorted by name. */
export function outputsIn(folder: string): OutputFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, path: join(folder, name), bytes: statSync(join(folder, name)).size }));
}

/** Copies the report files; files of the same name are replaced, others stay. */
export function copyOutputs(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const file of outputsIn(from)) copyFileSync(file.path, join(to, file.name));
}

/** A changed piece as it stands in changes.parquet. */
export interface StoredPiece extends ExplainedPiece {
  readonly evidence: string;
}

/** The changed pieces of a stored settlement. */
export async function readPieces(folder: string): Promise<StoredPiece[]> {
  const file = join(folder, 'changes.parquet');
  if (!existsSync(file)) {
    throw new InputError(
      'report-file-missing',
      say('这一版结算的 changes.parquet 不在了', 'The changes.parquet of this settlement is gone'),
      say(
        '请把报告文件夹从备份恢复；没有备份就删去它的文件夹，再结算一次。',
        'Restore the report folder from a backup; without one, remove what is left of it and settle again.',
      ),
      { file },
    );
  }
  const { table, integers } = await readGeoParquet(file);
  const text = (name: string): ((row: number) => string) => {
    const column = table.columns.get(name);
    return (row) =>
      column?.kind === 'text' && column.codes[row]! >= 0
        ? column.dictionary[column.codes[row]!]!
        : '';
  };
  const [beforeId, afterId] = [text('before_id'), text('after_id')];
  const grade = (name: string): ((row: number) => number | null) => {
    const column = table.columns.get(name);
    return (row) => (column?.kind === 'number' ? numberAt(column, row) : null);
  };
  const [quality, utilization] = [grade('quality_grade'), grade('utilization_grade')];
  const [fromClass, toClass] = [text('from_class'), text('to_class')];
  const [flow, village, evidence] = [text('flow'), text('village'), text('evidence')];
  return Array.from({ length: featureCount(table.polygons) }, (_, row) => ({
    beforeId: beforeId(row),
    afterId: afterId(row),
    fromClass: fromClass(row),
    toClass: toClass(row),
    flow: flow(row),
    village: village(row),
    area: integers['area']?.[row] ?? 0n,
    cultivated: integers['cultivated']?.[row] ?? 0n,
    stable: integers['stable']?.[row] ?? 0n,
    qualityGrade: quality(row),
    utilizationGrade: utilization(row),
    evidence: evidence(row),
  }));
}
