/** 追溯 — a reference like `year:990101-2025#/account/losses` back to formula, clause and parcels. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Bilingual,
  type Explanation,
  InputError,
  parseReference,
  say,
} from '../base/index.ts';
import {
  explainNumber,
  flowKind,
  listShares,
  type ParcelFilter,
  type PieceFilter,
  type PieceMeasure,
  type Settlement,
  SHARES,
  shareText,
  sumOfParcels,
  sumOfPieces,
  sumOfShares,
} from '../land/index.ts';
import { clauseLabel } from '../policy/index.ts';
import {
  findSnapshot,
  listSettlements,
  loadSettlement,
  reportFolder,
  type SettlementRow,
  snapshotFile,
} from '../storage/index.ts';
import type { App } from './context.ts';
import { readPieces, type StoredPiece } from './stored-pieces.ts';
import { readSnapshot } from './snapshot.ts';

/** A piece behind a number, with the grade that was used of it and what it adds to the number. */
export interface ListedPiece extends StoredPiece {
  readonly grade: number | null;
  readonly flowTitle: Bilingual;
  /** In the unit of `counted`; null when its grade is missing. */
  readonly share: bigint | null;
  /** The share for people: m², kg or pieces. */
  readonly shareShown: Bilingual;
}

/** What the command `explain` prints. */
export interface ExplainReport {
  readonly explanation: Explanation;
  /** Which rules, flows and parameters behind the number no text confirms. */
  readonly unconfirmed: readonly Bilingual[];
  /** The citations as people write them, in the same order. */
  readonly clauses: readonly Bilingual[];
  /** The largest pieces behind the number. */
  readonly pieces: readonly ListedPiece[];
  /** What of each piece is counted, in which unit, and what all pieces make; null when no pieces stand behind the number. */
  readonly counted: {
    readonly measure: PieceMeasure;
    readonly head: Bilingual;
    readonly gradeHead: Bilingual | null;
    readonly unit: string;
    /** Null when a grade is missing. */
    readonly total: bigint | null;
    readonly totalShown: Bilingual;
  } | null;
  /** How many there are in all, and their effect on cultivated land, 0.01 m². */
  readonly pieceCount: number;
  readonly pieceTotal: string;
  /** The largest parcels behind the number, when it is a sum over a survey; areas as they count, 0.01 m². */
  readonly parcels: readonly {
    readonly id: string;
    readonly landClass: string;
    readonly area: string;
  }[];
  readonly parcelCount: number;
  /**
   * The number added up again from what stands behind it: terms, pieces or parcels. Null where nothing can be added up
   * here (a stated number, a count of the overlay, a grade that is missing).
   */
  readonly again: string | null;
  readonly version: number;
}

/** Explains a number of a stored settlement; `REF@N` asks for version N. */
export async function explain(app: App, text: string, limit = 20): Promise<ExplainReport> {
  const [, body = text, version] = /^([^@]*)@(\d+)(?=#|$)/.exec(text) ?? [];
  const rest =
    version === undefined ? text : `${body}${text.slice(body.length + version.length + 1)}`;
  const reference = parseReference(rest);
  if (reference?.kind !== 'year') {
    throw new InputError(
      'bad-reference',
      say(`看不懂引用“${text}”`, `The reference “${text}” is not understood`),
      say(
        '写法如 year:990101-2025#/account/losses；# 后面是 balance.json 中的位置。',
        'Write it like year:990101-2025#/account/losses; after # comes a place in balance.json.',
      ),
    );
  }
  const asked = version === undefined ? undefined : Number(version);
  const row = await loadSettlement(await app.database(), reference.id, asked);
  if (!row) throw await notSettled(app, reference.id, asked);
  const settlement = row.document as Settlement;
  const found = explainNumber(
    settlement,
    reference.pointer === '' ? '/account/closing' : reference.pointer,
    asked,
  );
  if (!found) {
    throw new InputError(
      'no-such-number',
      say(
        `${reference.id} 中没有可说明的数 ${reference.pointer}`,
        `${reference.id} has no number at ${reference.pointer}`,
      ),
      say(
        '位置就是 balance.json 里的路径，例如 /rows/0/area、/stable/netIncrease、/tests/0。',
        'The place is a path in balance.json, e.g. /rows/0/area, /stable/netIncrease, /tests/0.',
      ),
    );
  }
  const { explanation } = found;
  const pieces = await listPieces(app, row, settlement, found.pieces);
  const behind =
    found.parcels === null
      ? { total: null, rows: [] }
      : await parcelsOf(app, settlement, found.parcels);
  const decimals = /\.(\d+)$/.exec(explanation.exact)?.[1]?.length ?? 0;
  const again: Record<Explanation['derivation'], () => string | null> = {
    terms: () => sumOfTerms(explanation),
    pieces: () => found.pieces && sumOfPieces(pieces, found.pieces, settlement, decimals),
    parcels: () => behind.total,
    counted: () => null,
    stated: () => null,
  };
  return {
    explanation,
    unconfirmed: found.doubts,
    clauses: explanation.citations.map(clauseLabel),
    pieces: pieces.slice(0, limit),
    counted: found.pieces && countedOf(found.pieces, pieces, settlement),
    pieceCount: pieces.length,
    pieceTotal: pieces.reduce((sum, piece) => sum + piece.cultivated, 0n).toString(),
    parcels: behind.rows.slice(0, limit),
    parcelCount: behind.rows.length,
    again: again[explanation.derivation](),
    version: row.version,
  };
}

function sumOfTerms(explanation: Explanation): string {
  return explanation.operands
    .reduce((sum, operand) => sum + BigInt(operand.term ?? '0'), 0n)
    .toString();
}

function countedOf(
  filter: PieceFilter,
  pieces: readonly ListedPiece[],
  settlement: Settlement,
): NonNullable<ExplainReport['counted']> {
  const { head, unit, grade } = SHARES[filter.measure];
  const total = sumOfShares(pieces, filter, settlement);
  return {
    measure: filter.measure,
    head: unit === '0.01 m2' ? say(`${head.zh} m²`, `${head.en} m²`) : head,
    gradeHead: grade === null ? null : GRADES[grade],
    unit,
    total,
    totalShown: shown(total, filter.measure),
  };
}

const GRADES = {
  quality: say('质量等级', 'quality grade'),
  utilization: say('利用等别', 'utilization grade'),
} as const;

function shown(share: bigint | null, measure: PieceMeasure): Bilingual {
  if (share === null) return say('缺数据', 'no data');
  const text = shareText(share, measure);
  return say(text, text);
}

/** The pieces behind a number, in the order in which they are listed. */
async function listPieces(
  app: App,
  row: SettlementRow,
  settlement: Settlement,
  filter: PieceFilter | null,
): Promise<ListedPiece[]> {
  if (filter === null) return [];
  const shares = listShares(await piecesOf(app, row, settlement), filter, settlement);
  return shares.map(({ piece, grade, share }) => ({
    ...piece,
    grade,
    flowTitle: flowKind(piece.flow).title,
    share,
    shareShown: shown(share, filter.measure),
  }));
}

/** Why a settlement was not found: another version was meant, or the year was never settled. */
async function notSettled(app: App, id: string, version?: number): Promise<InputError> {
  const newest = await loadSettlement(await app.database(), id);
  if (version === undefined || !newest)
    return new InputError(
      'no-such-year',
      say(`没有结算 ${id}`, `There is no settlement ${id}`),
      say('请先用 settle 结算该年度。', 'Settle that year first.'),
    );
  const [zh, en] =
    newest.version === 1
      ? ['只有第 1 版', 'only version 1 exists']
      : [`有第 1–${newest.version} 版`, `versions 1–${newest.version} exist`];
  return new InputError(
    'no-such-version',
    say(
      `结算 ${id} 没有第 ${version} 版，${zh}`,
      `Settlement ${id} has no version ${version}; ${en}`,
    ),
    say(
      `写 year:${id}@${newest.version}#…；不写 @ 就是最新的第 ${newest.version} 版。`,
      `Write year:${id}@${newest.version}#…; without @ it is the newest, ${newest.version}.`,
    ),
  );
}

/** Pieces of the settlement; those of a province are the pieces of its counties. */
async function piecesOf(
  app: App,
  row: SettlementRow,
  settlement: Settlement,
): Promise<StoredPiece[]> {
  if (settlement.level !== 'province') return readPieces(reportFolder(app.home(), row));
  const rows = await listSettlements(await app.database(), settlement.region.slice(0, 2));
  const counties = rows.filter(
    (one) =>
      one.year === row.year &&
      (one.document as Settlement).level !== 'province' &&
      existsSync(join(reportFolder(app.home(), one), 'changes.parquet')),
  );
  const lists: StoredPiece[][] = [];
  for (const county of counties) lists.push(await readPieces(reportFolder(app.home(), county)));
  return lists.flat();
}

/** Parcels of the surveys that went in: one of a county, several of a province; the largest first. */
async function parcelsOf(app: App, settlement: Settlement, filter: ParcelFilter) {
  let total = 0n;
  const rows: { id: string; landClass: string; area: bigint }[] = [];
  for (const id of settlement[filter.when].snapshot.split(',')) {
    const snapshot = await findSnapshot(await app.database(), id);
    const file = snapshot && snapshotFile(app.home(), snapshot);
    // A survey that is gone takes its parcels with it; the number itself stands.
    if (!file || !existsSync(file)) return { total: null, rows: [] };
    const part = sumOfParcels((await readSnapshot(file)).parcels, filter);
    total += part.total;
    for (const row of part.rows) rows.push(row);
  }
  rows.sort((p, q) => Number(q.area - p.area));
  return { total: total.toString(), rows: rows.map((row) => ({ ...row, area: String(row.area) })) };
}
