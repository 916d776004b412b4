/**
 * Writing layers in any format: which writer does it, what the format does not carry (told in sentences), and one exchange that
 * puts the finished files in their place. Reading what was written gives the same features back, but for what is told.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { type Bilingual, type Column, InputError, say } from '../base/index.ts';
import {
  type BoundaryPointsLosses,
  flatGeobufBlocks,
  type TextEncoding,
  writeBoundaryPoints,
  writeGeoJson,
  writeGeoParquet,
  writeShapefile,
  writeVct,
} from '../formats/index.ts';
import { featureCount, type FeatureTable, shapelessCount } from '../geo/index.ts';
import { gridDigits, gridOf } from './canonical.ts';
import type { ExportFormatName } from './export-formats.ts';
import type { GdalHost } from './gdal.ts';
import { placed, writeBlocks } from './placing.ts';
import { BATCH, sendLayer } from './write.ts';

/** Something that a format does not carry, or carries in another way. */
export interface NotCarried {
  readonly layer: string;
  /**
   * `names`, `layer-name`, `empty-texts`, `blanks`, `field-added`, `digits`, `empty-columns`, `features`, `order`, `columns`, `parts`; `shapes`, `zones` and `layers`
   * from the reading side.
   */
  readonly what: string;
  readonly text: Bilingual;
}

/** Where and how to write. */
export interface ExportRequest {
  /** With the ending of the format. */
  readonly path: string;
  readonly format: ExportFormatName;
  /** Of Shapefile (UTF-8 when nothing is said), VCT and 界址点 TXT (GBK); the others are always UTF-8. */
  readonly encoding?: TextEncoding;
}

/**
 * Writes the layers; what is there is replaced. Formats of one layer take one. InputError for what cannot be written in the
 * format: the codes of the writers, and `export-names`.
 */
export async function exportLayers(
  gdal: GdalHost,
  layers: readonly FeatureTable[],
  request: ExportRequest,
): Promise<NotCarried[]> {
  const lost: NotCarried[] = [];
  const named: FeatureTable[] = [];
  for (const layer of layers) named.push({ ...layer, crs: await namedSystem(gdal, layer) });
  await placed(
    request.path,
    async (folder) => {
      const path = join(folder, basename(request.path));
      lost.push(...(await WRITERS[request.format](gdal, path, named, request)));
    },
    request.format === 'shp' ? shapefileParts(request.path) : [],
  );
  return lost;
}

type Writer = (
  gdal: GdalHost,
  path: string,
  layers: readonly FeatureTable[],
  request: ExportRequest,
) => Promise<NotCarried[]>;

const WRITERS: Readonly<Record<ExportFormatName, Writer>> = {
  gpkg: writeWithGdal,
  gdb: writeWithGdal,
  shp: exportShapefile,
  async geojson(_, path, [layer]) {
    writeBlocks(path, writeGeoJson(layer!));
    return emptyColumns(layer!);
  },
  async parquet(_, path, [layer]) {
    refuseNames(layer!, new Set(['geometry', 'bbox']), (name) => name);
    writeBlocks(path, [writeGeoParquet(layer!, {}, { crs: layer!.crs.definition })]);
    return fileNames(layer!, path);
  },
  async fgb(_, path, [layer]) {
    writeBlocks(path, flatGeobufBlocks(layer!));
    return [];
  },
  async txt(_, path, [layer], { encoding }) {
    const { columns, crs } = layer!;
    const { blocks, losses } = writeBoundaryPoints(layer!, crs.id, {
      ...encodingOption(encoding),
      fields: Object.fromEntries(PLOT_FIELDS_OF.filter(([, name]) => columns.has(name))),
    });
    writeBlocks(path, blocks);
    return plotLosses(layer!.name, losses);
  },
  async vct(_, path, layers, { encoding }) {
    const definitions = new Set(layers.map(({ crs }) => crs.definition));
    if (definitions.size > 1) throw severalSystems();
    writeBlocks(path, [writeVct(layers, layers[0]!.crs.definition, encodingOption(encoding))]);
    return layers.flatMap(withoutShape);
  },
};

/** Fields of a plot that those of land surveys (TD/T 1057) give. */
const PLOT_FIELDS_OF = [
  ['地块编号', 'BSM'],
  ['地类编码', 'DLBM'],
] as const;

function encodingOption(encoding: TextEncoding | undefined): {
  readonly encoding?: Lowercase<TextEncoding>;
} {
  return encoding === undefined
    ? {}
    : { encoding: encoding.toLowerCase() as Lowercase<TextEncoding> };
}

function plotLosses(layer: string, losses: BoundaryPointsLosses): NotCarried[] {
  const { columns, trimmed, severalParts, withoutShape: bare } = losses;
  const told = (what: string, zh: string, en: string): NotCarried => ({
    layer,
    what,
    text: say(zh, en),
  });
  const lost = [
    told('layer-name', '图层名不写进界址点 TXT', 'The name of the layer is not in the file'),
  ];
  if (columns.length > 0)
    lost.push(
      told(
        'columns',
        `没有位置放这些字段：${columns.join('、')}`,
        `There is no place for these fields: ${columns.join(', ')}`,
      ),
    );
  if (trimmed.length > 0)
    lost.push(
      told(
        'blanks',
        `这些字段的文本失去首尾空格，空文本成为空值：${trimmed.join('、')}`,
        `Texts of these fields lose blanks at their ends, and empty ones become NULL: ${trimmed.join(', ')}`,
      ),
    );
  if (severalParts > 0)
    lost.push(
      told(
        'parts',
        `${severalParts} 个地块有多个部分，圈号依次续编；别的程序未必能分开`,
        `${severalParts} plots have several parts, whose rings are numbered on; other programs may not tell them apart`,
      ),
    );
  if (bare > 0)
    lost.push(
      told(
        'features',
        `${bare} 个要素没有图形，写成没有点的地块`,
        `${bare} features have no shape and are plots of no points`,
      ),
    );
  return lost;
}

/** The system with a definition that FlatGeobuf can carry to GDAL: a code or WKT. */
async function namedSystem(gdal: GdalHost, { crs }: FeatureTable): Promise<FeatureTable['crs']> {
  if (/^EPSG:\d+$/.test(crs.id) || /^(PROJ|GEO)/i.test(crs.definition)) return crs;
  const { wkt } = await gdal.ask({ op: 'crs', code: crs.definition });
  return wkt === '' ? crs : { ...crs, definition: wkt };
}

async function writeWithGdal(
  gdal: GdalHost,
  path: string,
  layers: readonly FeatureTable[],
  { format }: ExportRequest,
): Promise<NotCarried[]> {
  const driver = format === 'gpkg' ? 'GPKG' : 'OpenFileGDB';
  const file = randomUUID();
  let isNew = true;
  const lost: NotCarried[] = [];
  for (const layer of layers) {
    refuseNames(layer, new Set(), (name) => name.toLowerCase());
    const layerOptions =
      driver === 'GPKG' ? geoPackageOptions(layer) : geodatabaseOptions(layer, lost);
    await sendLayer(gdal, { driver, file, isNew, layerOptions }, layer);
    isNew = false;
  }
  const written = await gdal.ask({ op: 'written', driver, file });
  layers.forEach((layer, i) => {
    const known = written.layers[i];
    if (!known) throw new TypeError(`GDAL wrote no layer ${layer.name}`);
    lost.push(...changedNames(layer, known));
  });
  if (driver === 'GPKG') writeBlocks(path, [written.files[0]!.bytes]);
  else {
    mkdirSync(path);
    for (const { name, bytes } of written.files) writeBlocks(join(path, name), [bytes]);
  }
  return lost;
}

function geoPackageOptions({ columns }: FeatureTable): string[] {
  return [
    'SPATIAL_INDEX=YES',
    `FID=${freeName('fid', columns.keys())}`,
    `GEOMETRY_NAME=${freeName('geom', columns.keys())}`,
  ];
}

/** A grid as fine as the reader takes it, so that what lies on it comes back to the last bit. */
function geodatabaseOptions(layer: FeatureTable, lost: NotCarried[]): string[] {
  const { polygons, columns, crs } = layer;
  const isGeographic = crs.kind === 'geographic';
  const rounded = gridDigits(polygons, isGeographic);
  let moved = 0;
  for (let i = 0; i < polygons.x.length; i++)
    if (rounded.x[i] !== polygons.x[i] || rounded.y[i] !== polygons.y[i]) moved++;
  const { scale, origin } = gridOf(isGeographic);
  if (moved > 0)
    lost.push({
      layer: layer.name,
      what: 'digits',
      text: say(
        `GDB 把坐标存在格网上：${moved} 个顶点的坐标舍入到 ${1 / scale} ${isGeographic ? '度' : '个坐标单位'}`,
        `A FileGDB keeps coordinates on a grid: ${moved} vertices are rounded to ${1 / scale} ${isGeographic ? 'degrees' : 'units of the system'}`,
      ),
    });
  return [
    `FID=${freeName('OBJECTID', columns.keys())}`,
    `GEOMETRY_NAME=${freeName('SHAPE', columns.keys())}`,
    `XORIGIN=${origin}`,
    `YORIGIN=${origin}`,
    `XYSCALE=${scale}`,
    `XYTOLERANCE=${2 / scale}`,
  ];
}

/** A name that no column has, in capitals or not. */
function freeName(wanted: string, names: Iterable<string>): string {
  const taken = new Set([...names].map((name) => name.toLowerCase()));
  let name = wanted;
  for (let number = 1; taken.has(name.toLowerCase()); number++) name = `${wanted}_${number}`;
  return name;
}

/** Names as the driver wrote them beside those that were asked for. */
function changedNames(
  layer: FeatureTable,
  written: { readonly name: string; readonly fields: readonly { readonly name: string }[] },
): NotCarried[] {
  const pairs = [...layer.columns.keys()].map(
    (name, i) => [name, written.fields[i]?.name] as const,
  );
  const renamed = pairs.filter(([from, to]) => from !== to);
  // Later batches find their fields by name: a changed one would stay empty there.
  if (renamed.length > 0 && featureCount(layer.polygons) > BATCH)
    throw badNames(renamed.map(([from]) => from));
  return [
    ...(layer.name === written.name
      ? []
      : [
          {
            layer: layer.name,
            what: 'layer-name',
            text: say(
              `图层名写成“${written.name}”`,
              `The layer is called "${written.name}" in the file`,
            ),
          },
        ]),
    ...renamedFields(layer.name, renamed),
  ];
}

function renamedFields(
  layer: string,
  renamed: readonly (readonly [from: string, to: string | undefined])[],
): NotCarried[] {
  if (renamed.length === 0) return [];
  const list = renamed.map(([from, to]) => `${from} → ${to ?? '—'}`).join('，');
  const text = say(`字段名改写：${list}`, `Names of fields are changed: ${list}`);
  return [{ layer, what: 'names', text }];
}

async function exportShapefile(
  gdal: GdalHost,
  path: string,
  [layer]: readonly FeatureTable[],
  { encoding = 'UTF-8' }: ExportRequest,
): Promise<NotCarried[]> {
  const { files, losses } = writeShapefile(layer!, encoding);
  const stem = path.slice(0, -extname(path).length);
  for (const [ending, blocks] of files) writeBlocks(`${stem}.${ending}`, blocks);
  const { crs } = layer!;
  const { text } = await gdal.ask({ op: 'prj', crs: crs.id || crs.definition });
  if (text === '') throw noPrj(crs.name);
  writeBlocks(`${stem}.prj`, [new TextEncoder().encode(text)]);
  const told = (what: string, zh: string, en: string): NotCarried => ({
    layer: layer!.name,
    what,
    text: say(zh, en),
  });
  return [
    ...fileNames(layer!, path),
    ...renamedFields(layer!.name, losses.renamed),
    ...(losses.emptyTexts === 0
      ? []
      : [
          told(
            'empty-texts',
            `Shapefile 分不清空文本和空值：${losses.emptyTexts} 个空文本读回来是空值`,
            `A Shapefile cannot tell the empty text from NULL: ${losses.emptyTexts} empty texts come back as NULL`,
          ),
        ]),
    ...(losses.trimmedTexts === 0
      ? []
      : [
          told(
            'blanks',
            `Shapefile 不存文本首尾的空格：${losses.trimmedTexts} 个文本会失去它们`,
            `A Shapefile does not keep blanks at the ends of texts: ${losses.trimmedTexts} texts lose them`,
          ),
        ]),
    ...(losses.isFieldAdded
      ? [
          told(
            'field-added',
            'Shapefile 至少要有一个字段：加了 FID',
            'A Shapefile has at least one field: FID was added',
          ),
        ]
      : []),
  ];
}

/** A file of one layer whose layer is called like the file. */
function fileNames(layer: FeatureTable, path: string): NotCarried[] {
  const stem = basename(path, extname(path));
  if (stem === layer.name) return [];
  const text = say(`图层随文件名叫“${stem}”`, `The layer is called "${stem}", like the file`);
  return [{ layer: layer.name, what: 'layer-name', text }];
}

/** Columns of numbers without a single one: GeoJSON does not say that they are numbers. */
function emptyColumns(layer: FeatureTable): NotCarried[] {
  const isEmpty = (column: Column): boolean =>
    column.kind === 'number' && column.values.every((value) => Number.isNaN(value));
  const names = [...layer.columns].filter(([, column]) => isEmpty(column)).map(([name]) => name);
  if (names.length === 0) return [];
  const text = say(
    `没有一个数的字段在 GeoJSON 里没有类型：${names.join('、')}`,
    `Fields of numbers without any number have no type in GeoJSON: ${names.join(', ')}`,
  );
  return [{ layer: layer.name, what: 'empty-columns', text }];
}

/** A VCT file keeps the rows of features without a shape behind all others, and nothing of those without attributes. */
function withoutShape({ name, polygons, columns }: FeatureTable): NotCarried[] {
  const count = shapelessCount(polygons);
  if (count === 0) return [];
  const text =
    columns.size === 0
      ? say(
          `${count} 个要素既没有图形也没有属性，VCT 里没有它们`,
          `${count} features have neither shape nor attributes and are not in the VCT file`,
        )
      : say(
          `${count} 个没有图形的要素在 VCT 里排在最后`,
          `${count} features without a shape stand last in the VCT file`,
        );
  return [{ layer: name, what: columns.size === 0 ? 'features' : 'order', text }];
}

/** Refuses two names that are one to the format, and names that it needs itself. */
function refuseNames(
  { columns }: FeatureTable,
  taken: Set<string>,
  formOf: (name: string) => string,
): void {
  const bad: string[] = [];
  for (const name of columns.keys()) {
    if (taken.has(formOf(name))) bad.push(name);
    taken.add(formOf(name));
  }
  if (bad.length > 0) throw badNames(bad);
}

function badNames(names: readonly string[]): InputError {
  return new InputError(
    'export-names',
    say(
      `这种格式容不下字段名 ${names.join('、')}：它们已被占用，或只有大小写不同，或含有不允许的字符`,
      `The format has no room for the field names ${names.join(', ')}: they are taken, differ in capitals only, or hold characters that are not allowed`,
    ),
    say('请给字段改名，或换一种格式。', 'Rename the fields, or choose another format.'),
  );
}

function severalSystems(): InputError {
  return new InputError(
    'export-systems',
    say(
      'VCT 文件只有一个坐标系，这些图层的坐标系不同',
      'A VCT file has one reference system, and these layers have several',
    ),
    say('请按坐标系分别写成文件。', 'Write them as several files.'),
  );
}

function noPrj(name: string): InputError {
  return new InputError(
    'export-crs',
    say(`坐标系 ${name} 写不成 .prj`, `The reference system ${name} cannot be written as a .prj`),
    say('请用 --crs 指明坐标系的 EPSG 代码。', 'Name its EPSG code with --crs.'),
  );
}

/** Files that belong to the Shapefile that may lie there, with indices and papers that would not fit the new one. */
export function shapefileParts(path: string): string[] {
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) return [];
  const stem = basename(path, extname(path)).toLowerCase();
  return readdirSync(folder).filter((name) => {
    const lower = name.toLowerCase();
    return (
      lower.startsWith(`${stem}.`) &&
      /^\.(shp|shx|dbf|prj|cpg|sbn|sbx|qix|qpj|idm|ind|ain|aih|atx|shp\.xml)$/.test(
        lower.slice(stem.length),
      )
    );
  });
}
