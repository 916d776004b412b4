/**
 * 官方表 — the tables that offices file (practice 10), as plain sheets that a writer turns into XLSX, and a list of those
 * that cannot be filled because no input supplies their facts.
 */
import { say } from '../base/index.ts';
import type { ChangedPiece, ParcelTable, Settlement } from '../land/index.ts';
import { type AbsentTable, attributeTables } from './attribute-tables.ts';
import { type ApprovedPart, changeList, occupationLedger } from './change-tables.ts';
import { balanceBook, classTables } from './class-tables.ts';
import type { Workbook } from './sheet.ts';

/** What the tables are made of. */
export interface TableInput {
  readonly settlement: Settlement;
  readonly before: ParcelTable;
  readonly after: ParcelTable;
  readonly pieces: readonly ChangedPiece[];
  /** Null when no layer of approvals was given. */
  readonly approved: readonly ApprovedPart[] | null;
}

/** The workbooks of a settled year, and which tables are missing and why. */
export interface OfficialTables {
  readonly books: readonly Workbook[];
  readonly absent: readonly AbsentTable[];
}

/** All tables of a settled year. */
export function officialTables(input: TableInput): OfficialTables {
  const { settlement, before, after, pieces, approved } = input;
  const attributes = attributeTables(settlement, before, after);
  const books = [
    ...classTables(settlement, before, after),
    ...attributes.books,
    changeList(settlement, before, after, pieces),
  ];
  if (approved !== null)
    return {
      books: [...books, occupationLedger(settlement, pieces, approved)],
      absent: attributes.absent,
    };
  const ledger: AbsentTable = {
    name: '占补台账.xlsx',
    why: say(
      '没有批文范围图层（APPROVAL），项目名称、批准文号和日期无从得知；由用地审批处室提供后重新结算。',
      'No layer of approvals (APPROVAL) was given, so projects, documents and dates are unknown; get it from the approval office and settle again.',
    ),
  };
  return { books, absent: [...attributes.absent, ledger] };
}

/** The table of a province; what stands by parcel or by town stands in the tables of its counties. */
export function provinceTables(settlement: Settlement): OfficialTables {
  const byCounty: AbsentTable = {
    name: '其余各表',
    why: say(
      '按图斑和乡镇统计，见各县报告文件夹中的同名表；省级只汇总平衡表。',
      'They count by parcel and town and stand in the report folders of the counties; of a province only the balance table is written.',
    ),
  };
  return { books: [balanceBook(settlement)], absent: [byCounty] };
}
