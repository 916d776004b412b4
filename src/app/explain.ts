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
  choosePieces,
  explainNumber,
  type ParcelFilter,
  type Settlement,
  sumOfParcels,
  sumOfPieces,
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

/** What the command `explain` prints. */
export interface ExplainReport {
  readonly explanation: Explanation;
  /** The citations as people write them, in the same order. */
  readonly clauses: readonly Bilingual[];
  /** The largest pieces behind the number. */
  readonly pieces: readonly StoredPiece[];
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
  const row = await loadSettlement(
    await app.database(),
    reference.id,
    version === undefined ? undefined : Number(version),
  );
  if (!row) {
    throw new InputError(
      'no-such-year',
      say(`没有结算 ${reference.id}`, `There is no settlement ${reference.id}`),
      say('请先用 settle 结算该年度。', 'Settle that year first.'),
    );
  }
  const settlement = row.document as Settlement;
  const found = explainNumber(
    settlement,
    reference.pointer === '' ? '/account/closing' : reference.pointer,
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
  const pieces =
    found.pieces === null ? [] : choosePieces(await piecesOf(app, row, settlement), found.pieces);
  const behind =
    found.parcels === null
      ? { total: null, rows: [] }
      : await parcelsOf(app, settlement, found.parcels);
  pieces.sort((p, q) => magnitude(q) - magnitude(p));
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
    clauses: explanation.citations.map(clauseLabel),
    pieces: pieces.slice(0, limit),
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

function magnitude(piece: StoredPiece): number {
  return Math.abs(Number(piece.cultivated)) || Number(piece.area) / 1e6;
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
