/** 追溯 — a reference like `year:990101-2025#/account/losses` back to formula, clause and parcels. */
import { type Explanation, InputError, parseReference, say } from '../base/index.ts';
import { explainNumber, type PieceFilter, type Settlement } from '../land/index.ts';
import { loadSettlement } from '../storage/index.ts';
import type { App } from './context.ts';
import { readPieces, type StoredPiece } from './outputs.ts';

/** What the command `explain` prints. */
export interface ExplainReport {
  readonly explanation: Explanation;
  /** The largest pieces behind the number. */
  readonly pieces: readonly StoredPiece[];
  /** How many there are in all, and their effect on cultivated land, 0.01 m². */
  readonly pieceCount: number;
  readonly pieceTotal: string;
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
  const pieces =
    found.pieces === null ? [] : choose(await readPieces(row.report_folder), found.pieces);
  pieces.sort((p, q) => magnitude(q) - magnitude(p));
  return {
    explanation: found.explanation,
    pieces: pieces.slice(0, limit),
    pieceCount: pieces.length,
    pieceTotal: pieces.reduce((sum, piece) => sum + piece.cultivated, 0n).toString(),
    version: row.version,
  };
}

function magnitude(piece: StoredPiece): number {
  return Math.abs(Number(piece.cultivated)) || Number(piece.area) / 1e6;
}

function choose(pieces: readonly StoredPiece[], filter: PieceFilter): StoredPiece[] {
  const flows = filter.flows && new Set(filter.flows);
  const parcels = filter.parcels && new Set(filter.parcels);
  return pieces.filter(
    (piece) =>
      (!flows || flows.has(piece.flow)) &&
      (!parcels || parcels.has(piece.afterId) || parcels.has(piece.beforeId)) &&
      (filter.from === undefined || piece.fromClass === filter.from) &&
      (filter.to === undefined || piece.toClass === filter.to) &&
      (filter.zone === undefined || piece.village.startsWith(filter.zone)),
  );
}
