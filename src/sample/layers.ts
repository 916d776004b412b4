/** The layers of the sample as files hold them: DLTB with all its fields, administrative units, and what constrains land. */
import { type Column, numberColumn, textColumn } from '../base/index.ts';
import {
  type Crs,
  type FeatureTable,
  parseCrs,
  type Polygons,
  polygonsBuilder,
  reproject,
} from '../geo/index.ts';
import { landClass } from '../land/index.ts';
import type { FiledArea } from './areas.ts';
import type { Change, SecondYear } from './changes.ts';
import {
  COUNTY,
  COUNTY_CRS,
  COUNTY_NAME,
  type Plot,
  slopePatches,
  townCode,
  townName,
  townOf,
  villageCode,
  villageName,
} from './county.ts';
import { type Cell, outlinesOf } from './footprints.ts';
import { type Lattice, VILLAGE_COLUMNS, VILLAGE_ROWS } from './lattice.ts';

/** 标识码 of 18 digits. */
export function bsm(serial: number): string {
  return `${COUNTY}2001${String(serial).padStart(8, '0')}`;
}

const crs: Crs = parseCrs(COUNTY_CRS);
const squareMetres = (area: bigint): number => Number(area) / 100;

/** A column with its name. */
export interface Field {
  readonly name: string;
  readonly column: Column;
}

/** A layer in the reference system of the county. */
export function table(name: string, polygons: Polygons, fields: readonly Field[]): FeatureTable {
  return { name, polygons, crs, columns: new Map(fields.map((f) => [f.name, f.column] as const)) };
}

const PLANTING: Readonly<Record<string, string>> = {
  LS: '种植粮食作物',
  FLS: '种植非粮食作物',
  LYFL: '粮与非粮轮作',
  JKHF: '即可恢复',
  GCHF: '工程恢复',
};

/** 地类图斑. */
export function parcelsLayer(
  name: string,
  plots: readonly Plot[],
  shapes: Polygons,
  areas: ReadonlyMap<number, FiledArea>,
  year: number,
): FeatureTable {
  const text = (field: string, value: (plot: Plot) => string | null): Field => ({
    name: field,
    column: textColumn(plots.map(value)),
  });
  const number = (field: string, value: (plot: Plot) => number | null): Field => ({
    name: field,
    column: numberColumn(plots.map(value)),
  });
  const empty = (value: string): string | null => (value === '' ? null : value);
  const area = (plot: Plot): FiledArea => areas.get(plot.serial)!;
  const unit = (plot: Plot): string => `${villageCode(plot.village)}0000000`;
  return table(name, shapes, [
    text('BSM', (p) => bsm(p.serial)),
    text('YSDM', () => '2001010100'),
    text('TBYBH', () => null),
    text('TBBH', (p) => String(p.number).padStart(4, '0')),
    text('DLBM', (p) => p.landClass),
    text('DLMC', (p) => landClass('TD1055', p.landClass)?.zh ?? ''),
    text('QSXZ', (p) => (/^(1003|1101|1103)/.test(p.landClass) ? '20' : '30')),
    // The ground of an enclave belongs to the village next to the one that it lies in.
    text('QSDWDM', (p) => (p.enclave ? unit({ ...p, village: p.village + 1 }) : unit(p))),
    text('QSDWMC', (p) => villageName(p.enclave ? p.village + 1 : p.village)),
    text('ZLDWDM', unit),
    text('ZLDWMC', (p) => villageName(p.village)),
    number('TBMJ', (p) => squareMetres(area(p).parcel)),
    text('KCDLBM', (p) => (p.ridgeRate > 0 ? '1203' : null)),
    number('KCXS', (p) => p.ridgeRate),
    number('KCMJ', (p) => squareMetres(area(p).ridge)),
    number('TBDLMJ', (p) => squareMetres(area(p).parcel - area(p).ridge)),
    text('GDLX', (p) => empty(p.terrace)),
    text('GDPDJB', (p) => empty(p.slope)),
    number('XZDWKD', (p) => p.width),
    text('TBXHDM', (p) => empty(p.refinement)),
    text('TBXHMC', (p) => (p.refinement === 'LQGD' ? '林区耕地' : null)),
    text('ZZSXDM', (p) => empty(p.planting)),
    text('ZZSXMC', (p) => PLANTING[p.planting] ?? null),
    number('GDDB', (p) => p.utilizationGrade),
    number('GDZLDJ', (p) => p.qualityGrade),
    text('FRDBS', (p) => (p.enclave ? '1' : '0')),
    text('CZCSXM', (p) => empty(p.settlement)),
    number('SJNF', () => year),
    text('MSSM', () => '00'),
    text('HDMC', () => null),
    text('BZ', (p) => empty(p.note)),
  ]);
}

/** 行政区 (county and towns) and 村级调查区, with 调查面积 (DCMJ, the 控制面积) = Σ TBMJ. */
export function unitLayers(
  ground: Lattice,
  plots: readonly Plot[],
  areas: ReadonlyMap<number, FiledArea>,
  isAbsent: (i: number, j: number) => boolean,
): FeatureTable[] {
  const villages = VILLAGE_COLUMNS * VILLAGE_ROWS;
  const sums = Array.from({ length: villages }, () => 0n);
  for (const plot of plots) sums[plot.village]! += areas.get(plot.serial)!.parcel;
  const cellsOf = (wanted: (village: number) => boolean): Cell[] => {
    const cells: Cell[] = [];
    for (let i = 0; i < ground.columns; i++) {
      for (let j = 0; j < ground.rows; j++) {
        const village =
          Math.floor(j / (ground.up + 1)) * VILLAGE_COLUMNS + Math.floor(i / (ground.across + 1));
        if (wanted(village) && !isAbsent(i, j)) cells.push([i, j]);
      }
    }
    return cells;
  };
  const total = (wanted: (village: number) => boolean): number =>
    squareMetres(sums.reduce((sum, area, village) => (wanted(village) ? sum + area : sum), 0n));
  const towns = Array.from({ length: 12 }, (_, town) => town);
  const units = [
    { code: COUNTY, name: COUNTY_NAME, wanted: (): boolean => true },
    ...towns.map((town) => ({
      code: townCode(town),
      name: townName(town),
      wanted: (v: number): boolean => townOf(v) === town,
    })),
  ];
  const all = Array.from({ length: villages }, (_, village) => village);
  return [
    table(
      'XZQ',
      outlinesOf(
        ground,
        units.map((unit) => cellsOf(unit.wanted)),
      ),
      [
        { name: 'BSM', column: textColumn(units.map((_, i) => bsm(90_000_000 + i))) },
        { name: 'XZQDM', column: textColumn(units.map((unit) => unit.code)) },
        { name: 'XZQMC', column: textColumn(units.map((unit) => unit.name)) },
        { name: 'DCMJ', column: numberColumn(units.map((unit) => total(unit.wanted))) },
        { name: 'JSMJ', column: numberColumn(units.map((unit) => total(unit.wanted))) },
      ],
    ),
    table(
      'CJDCQ',
      outlinesOf(
        ground,
        all.map((village) => cellsOf((v) => v === village)),
      ),
      [
        { name: 'BSM', column: textColumn(all.map((_, i) => bsm(91_000_000 + i))) },
        {
          name: 'ZLDWDM',
          column: textColumn(all.map((village) => `${villageCode(village)}0000000`)),
        },
        { name: 'ZLDWMC', column: textColumn(all.map(villageName)) },
        { name: 'DCMJ', column: numberColumn(all.map((village) => total((v) => v === village))) },
        { name: 'JSMJ', column: numberColumn(all.map((village) => total((v) => v === village))) },
      ],
    ),
  ];
}

/** A layer whose features are parcels. */
export function plotLayer(
  name: string,
  plots: readonly Plot[],
  shapeOf: (plots: readonly Plot[]) => Polygons,
  fields: Readonly<Record<string, (plot: Plot, i: number) => string | number | null>>,
): FeatureTable {
  return table(
    name,
    shapeOf(plots),
    Object.entries(fields).map(([field, value]) => {
      const values = plots.map(value);
      return values.some((v) => typeof v === 'number')
        ? {
            name: field,
            column: numberColumn(values.map((v) => (typeof v === 'number' ? v : null))),
          }
        : { name: field, column: textColumn(values.map((v) => (v === null ? null : String(v)))) };
    }),
  );
}

/** 是否稳定利用耕地 of permanent basic farmland: what it states of itself goes before slope and label. */
export function saysStable(plot: Plot): boolean {
  return plot.serial % 40 !== 0;
}

/** The constraint layers: those that changes brought, and the standing ones. */
export function constraintLayers(
  ground: Lattice,
  year: SecondYear,
  permanent: readonly Plot[],
  highStandard: readonly Plot[],
  shapeOf: (plots: readonly Plot[]) => Polygons,
  lastYearGrade: number,
  seed: number,
): FeatureTable[] {
  const partOf = (change: Change): Plot => change.after[change.part]!;
  const brought = (name: string): Change[] =>
    year.changes.filter((change) => change.layer?.name === name);
  const layer = (name: string, keys: readonly string[]): FeatureTable => {
    const list = brought(name);
    return plotLayer(name, list.map(partOf), shapeOf, {
      BSM: (_, i) => bsm(92_000_000 + i),
      ...Object.fromEntries(
        keys.map((key) => [key, (_: Plot, i: number) => list[i]!.layer!.attributes[key] ?? '']),
      ),
    });
  };
  const documents = year.changes.filter((change) => change.document);
  const [first] = permanent;
  return [
    plotLayer('YJJBNTTB', permanent, shapeOf, {
      BSM: (plot) => bsm(plot.serial),
      DLBM: (plot) => plot.landClass,
      WDGD: (plot) => (saysStable(plot) ? '是' : '否'),
    }),
    layer('STBHHX', ['HXMC']),
    layer('ZRBHD', ['BHDMC']),
    layer('LSYD', ['PWH', 'PZRQ', 'JSRQ']),
    layer('APPROVAL', ['PWH', 'PZRQ', 'XMMC']),
    plotLayer('PZWJSTD', year.notBuilt, shapeOf, {
      BSM: (_, i) => bsm(93_000_000 + i),
      PZWH: (_, i) => `示政土〔2023〕${31 + i}号`,
    }),
    plotLayer('GBZNT', highStandard, shapeOf, {
      BSM: (plot) => bsm(plot.serial),
      XMMC: () => '清源县高标准农田建设项目',
    }),
    plotLayer('EVIDENCE', documents.map(partOf), shapeOf, {
      KIND: (_, i) => documents[i]!.document!.kind,
      BSM: (plot) => bsm(plot.serial),
      DOCNO: (_, i) => documents[i]!.document!.number,
      DOCDATE: (_, i) => documents[i]!.document!.date,
    }),
    plotLayer('LASTYEAR', first ? [first] : [], shapeOf, {
      NF: () => 2024,
      PJDJ: () => lastYearGrade,
    }),
    slopeMap(ground, seed),
    inDegrees(
      table('CZKFBJ', outlinesOf(ground, [townSeat(ground)]), [
        { name: 'BSM', column: textColumn([bsm(94_000_000)]) },
        { name: 'MC', column: textColumn(['清源县城镇开发边界']) },
      ]),
    ),
  ];
}

/** 坡度图, as the slope levels of the parcels were read from it. */
function slopeMap(ground: Lattice, seed: number): FeatureTable {
  const patches = slopePatches(ground, seed);
  const builder = polygonsBuilder();
  for (const { block } of patches) {
    builder.beginFeature();
    const ring = ground.ring(block);
    builder.addRing(ring, 0, ring.length / 2, 2, false, false);
  }
  return table('PDT', builder.finish().polygons, [
    { name: 'BSM', column: textColumn(patches.map((_, i) => bsm(95_000_000 + i))) },
    { name: 'PDJB', column: textColumn(patches.map((patch) => patch.level)) },
  ]);
}

/** A layer in degrees of CGCS2000, as planning offices hand theirs over. */
export function inDegrees(layer: FeatureTable): FeatureTable {
  const degrees = parseCrs('EPSG:4490');
  return { ...layer, crs: degrees, polygons: reproject(layer.polygons, layer.crs, degrees) };
}

/** Cells of the seat of the county. */
export function townSeat(ground: Lattice): Cell[] {
  const cells: Cell[] = [];
  for (let i = 0; i < (ground.across + 1) * 2; i++)
    for (let j = 0; j < ground.up + 1; j++) cells.push([i, j]);
  return cells;
}
