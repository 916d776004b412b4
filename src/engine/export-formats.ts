/** The formats that layers can be written in: how they are called, which endings they have, and whether several layers fit in. */
import { basename, extname } from 'node:path';
import { InputError, say } from '../base/index.ts';

/** What is known of a format before anything is written. */
export interface ExportFormat {
  readonly name: string;
  /** As it is called in sentences. */
  readonly title: string;
  /** The first one is the usual one. */
  readonly endings: readonly string[];
  readonly holdsSeveral: boolean;
}

/** Every format, by the name behind `--format`. */
export const EXPORT_FORMATS = [
  { name: 'gpkg', title: 'GeoPackage', endings: ['.gpkg'], holdsSeveral: true },
  { name: 'gdb', title: 'FileGDB', endings: ['.gdb'], holdsSeveral: true },
  { name: 'shp', title: 'Shapefile', endings: ['.shp'], holdsSeveral: false },
  { name: 'geojson', title: 'GeoJSON', endings: ['.geojson', '.json'], holdsSeveral: false },
  {
    name: 'parquet',
    title: 'GeoParquet',
    endings: ['.parquet', '.geoparquet'],
    holdsSeveral: false,
  },
  { name: 'fgb', title: 'FlatGeobuf', endings: ['.fgb'], holdsSeveral: false },
  { name: 'txt', title: '界址点 TXT', endings: ['.txt'], holdsSeveral: false },
  { name: 'vct', title: 'VCT', endings: ['.vct'], holdsSeveral: true },
] as const satisfies readonly ExportFormat[];

export type ExportFormatName = (typeof EXPORT_FORMATS)[number]['name'];

/**
 * The format and the whole file name: the format that is named, else that of the ending; a name without an ending of a format
 * gets one. InputError `export-format` when neither tells, or when they differ.
 */
export function exportFormatOf(
  path: string,
  name?: ExportFormatName,
): { readonly format: ExportFormat & { readonly name: ExportFormatName }; readonly path: string } {
  const ending = extname(path).toLowerCase();
  const byEnding = EXPORT_FORMATS.find(({ endings }) =>
    (endings as readonly string[]).includes(ending),
  );
  const named = EXPORT_FORMATS.find((format) => format.name === name);
  const format = named ?? byEnding;
  if (format === undefined)
    throw new InputError(
      'export-format',
      say(
        `从文件名“${basename(path)}”看不出要写成什么格式`,
        `The file name "${basename(path)}" does not tell which format is wanted`,
      ),
      say(
        `请用 --format，或让文件名以这些后缀之一结尾：${KNOWN.join('、')}。`,
        `Use --format, or let the name end with one of: ${KNOWN.join(', ')}.`,
      ),
      { file: path },
    );
  if (byEnding !== undefined && byEnding !== format)
    throw new InputError(
      'export-format',
      say(
        `--format ${format.name} 与文件名的后缀“${ending}”不一致`,
        `--format ${format.name} contradicts the ending "${ending}" of the file name`,
      ),
      say('请改后缀，或去掉 --format。', 'Change the ending, or leave --format out.'),
      { file: path },
    );
  return { format, path: byEnding === undefined ? `${path}${format.endings[0]}` : path };
}

const KNOWN = EXPORT_FORMATS.map(({ title, endings }) => `${endings[0]} (${title})`);
