/**
 * 地块叠加 — a piece of ground laid over the survey and over every layer at once: its legal area, and what of it each parcel
 * covers. Sums close: the cells add up to the legal area of the ground to the last 0.01 m².
 */
import {
  adminUnit,
  apportion,
  type Area,
  areaFromSquareMetres,
  type CalendarDate,
  compareText,
} from '../base/index.ts';
import {
  boundsOf,
  type Crs,
  featuresNear,
  type FeatureTable,
  type GroundAtom,
  legalArea,
  legalAreas,
  overlayAtoms,
  perimeters,
  type PlacedLayer,
  type Polygons,
  reproject,
  takeFeatures,
  withoutFarVertices,
} from '../geo/index.ts';
import {
  classReader,
  idReader,
  isCultivated,
  numberReader,
  type ParcelTable,
  textReader,
} from '../land/index.ts';
import type { GroundPiece, LayerKey } from '../policy/index.ts';

/** A layer as it is stored, with its day and where it came from. */
export interface GroundLayer {
  readonly table: FeatureTable;
  /** 数据时点; null when nobody knows it. */
  readonly day: CalendarDate | null;
  readonly source: string;
}

/** Ground to be checked, with the survey and the layers around it. */
export interface GroundInput {
  /** Every feature is a part of the ground; what they share counts once. */
  readonly ground: { readonly polygons: Polygons; readonly crs: Crs };
  /** The survey, or the window of it around the ground. */
  readonly parcels: ParcelTable;
  /** A layer that is not among them is missing, which is not the same as empty. */
  readonly layers: ReadonlyMap<LayerKey, GroundLayer>;
  /** 县级代码, six digits. */
  readonly region: string;
  readonly day: CalendarDate;
  readonly survey: { readonly id: string; readonly year: number };
}

/** The ground in one parcel, or outside the survey. */
export interface GroundCell {
  /** Row of the parcel; −1 is outside. */
  readonly parcel: number;
  /** m², as overlaid. */
  readonly weight: number;
  readonly area: Area;
  /** 扣除田坎后; 0 outside. */
  readonly netArea: Area;
  readonly isCultivated: boolean;
}

/** A layer that was overlaid. */
export interface OverlaidLayer extends GroundLayer {
  readonly key: LayerKey;
  /** Which row of the table each face of the overlay is. */
  readonly rows: Uint32Array;
  /** Which of `GroundAtom.faces` is this layer. */
  readonly at: number;
}

/** What the overlay found. */
export interface GroundOverlay {
  readonly input: GroundInput;
  /** Legal area of the ground, counted once. */
  readonly area: Area;
  /** Legal 0.01 m² per m² of the overlay. */
  readonly scale: number;
  /** Ground of less than this, m², is a border that was drawn twice: strips narrower than the grid of the overlay. */
  readonly least: number;
  /** By identifier of the parcel; the ground outside the survey last, if there is any. */
  readonly cells: readonly GroundCell[];
  readonly atoms: readonly GroundAtom[];
  /** Cell of each atom; −1 where its cell is less than nothing. */
  readonly cellOf: Int32Array;
  readonly layers: readonly OverlaidLayer[];
  /** Parcels that lie over others on the ground, as pairs of rows with m². */
  readonly parcelOverlaps: readonly Shared[];
  /** Features of the ground that lie over each other, likewise. */
  readonly groundOverlaps: readonly Shared[];
}

/** Ground that two features of one layer claim. */
export interface Shared {
  readonly one: number;
  readonly other: number;
  /** m². */
  readonly area: number;
}

const OUTSIDE = -1;

/** Lays the ground over the parcels and all layers. The ground must have passed `refuseGround`. */
export function overlayGround(input: GroundInput): GroundOverlay {
  const { ground, parcels } = input;
  const near = nearby(parcels.polygons, parcels.crs, ground);
  const layers = [...input.layers].map(([key, layer], i) => {
    const { rows, placed } = nearby(layer.table.polygons, layer.table.crs, ground);
    return { overlaid: { ...layer, key, rows, at: i + 2 }, placed };
  });
  const atoms = overlayAtoms([ground, near.placed, ...layers.map(({ placed }) => placed)]);
  const least = leastArea(ground);
  const { area, scale } = groundArea(ground, atoms);
  const idOf = idReader(parcels);
  const parcelOf = atoms.map(({ faces: [, found] }) =>
    found!.length === 0
      ? OUTSIDE
      : found!
          .map((face) => near.rows[face]!)
          .reduce((first, row) => (compareText(idOf(row), idOf(first)) < 0 ? row : first)),
  );
  const cells = cellsOf(parcels, parcelOf, atoms, area, least);
  const numberOf = new Map(cells.map((cell, i) => [cell.parcel, i]));
  return {
    input,
    area,
    scale,
    least,
    cells,
    atoms,
    cellOf: Int32Array.from(parcelOf, (parcel) => numberOf.get(parcel) ?? -1),
    layers: layers.map(({ overlaid }) => overlaid),
    parcelOverlaps: sharedGround(atoms, 1, least).map((pair) => ({
      ...pair,
      one: near.rows[pair.one]!,
      other: near.rows[pair.other]!,
    })),
    groundOverlaps: sharedGround(atoms, 0, least),
  };
}

/** Part of its size by which edges that are straight in one system may bend in another. */
const BEND = 2e-3;

/** The features of a layer near the ground, without what lies far away; rows of the layer. */
export function nearby(
  polygons: Polygons,
  crs: Crs,
  ground: GroundInput['ground'],
): { readonly rows: Uint32Array; readonly placed: PlacedLayer } {
  const here = reproject(ground.polygons, ground.crs, crs);
  const [west, south, east, north] = boundsOf(here);
  const margin = Math.max(east - west, north - south) * BEND;
  const rows = featuresNear(polygons, here, margin);
  const box = [west - margin, south - margin, east + margin, north + margin] as const;
  return { rows, placed: { polygons: withoutFarVertices(takeFeatures(polygons, rows), box), crs } };
}

/** Half a legal unit, or a strip of 10 µm along the whole border if that is more. */
export function leastArea({ polygons, crs }: GroundInput['ground']): number {
  const border = perimeters(polygons, crs).reduce((sum, length) => sum + length, 0);
  return Math.max(5e-3, border * 1e-5);
}

/** Legal area of the ground with what its features share counted once, and legal units per m² of the overlay. */
function groundArea(
  { polygons, crs }: GroundInput['ground'],
  atoms: readonly GroundAtom[],
): { readonly area: Area; readonly scale: number } {
  const legal = legalAreas(polygons, crs);
  let [once, all] = [0, 0];
  for (const atom of atoms) {
    once += atom.area;
    all += atom.area * atom.faces[0]!.length;
  }
  const gross = legal.reduce((sum, area) => sum + area, 0);
  const area =
    all - once < 5e-3
      ? legal.reduce((sum, one) => sum + legalArea(one), 0n)
      : legalArea((gross * once) / all);
  return { area, scale: once > 0 ? Number(area) / once : 0 };
}

/** m² to a millionth: equal ground weighs the same in whatever order it was added up. */
export function weightOf(squareMetres: number): number {
  return Math.round(squareMetres * 1e6) / 1e6;
}

function cellsOf(
  parcels: ParcelTable,
  parcelOf: readonly number[],
  atoms: readonly GroundAtom[],
  area: Area,
  least: number,
): GroundCell[] {
  const weights = new Map<number, number>();
  atoms.forEach((atom, i) =>
    weights.set(parcelOf[i]!, (weights.get(parcelOf[i]!) ?? 0) + atom.area),
  );
  const [idOf, classOf] = [idReader(parcels), classReader(parcels)];
  const kept = [...weights]
    .filter(([, weight]) => weight >= least)
    .map(([parcel, weight]) => ({ parcel, weight: weightOf(weight) }))
    .sort(
      (p, q) =>
        Number(p.parcel === OUTSIDE) - Number(q.parcel === OUTSIDE) ||
        compareText(idOf(p.parcel), idOf(q.parcel)) ||
        q.weight - p.weight ||
        p.parcel - q.parcel,
    );
  const areas = apportion(
    area,
    kept.map(({ weight }) => weight),
  );
  return kept
    .map(({ parcel, weight }, i) => ({
      parcel,
      weight,
      area: areas[i]!,
      netArea: parcel === OUTSIDE ? 0n : areas[i]! - ridgesOf(parcels, parcel, areas[i]!),
      isCultivated: isCultivated(classOf(parcel)),
    }))
    .filter((cell) => cell.area > 0n);
}

/** The share of the ridges of a parcel that falls on `area` of it, to the nearest unit. */
function ridgesOf(parcels: ParcelTable, row: number, area: Area): Area {
  return shareOf(parcels.ridgeArea[row]!, area, parcels.parcelArea[row]!);
}

/** `amount · part / whole` to the nearest unit, half up; 0 when there is no whole. */
export function shareOf(amount: Area, part: Area, whole: Area): Area {
  return whole > 0n ? (2n * amount * part + whole) / (2n * whole) : 0n;
}

/** Pairs of features of one overlaid layer that lie over each other on the ground, by their faces. */
function sharedGround(atoms: readonly GroundAtom[], layer: number, least: number): Shared[] {
  const shared = new Map<string, Shared>();
  for (const { area, faces } of atoms) {
    const found = faces[layer]!;
    found.forEach((one, i) => {
      for (const other of found.slice(i + 1)) {
        const known = shared.get(`${one} ${other}`)?.area ?? 0;
        shared.set(`${one} ${other}`, { one, other, area: known + area });
      }
    });
  }
  return [...shared.values()].filter(({ area }) => area >= least);
}

/** What the cells say of the parcels, without what layers say; in the order of the cells, none for the ground outside. */
export function groundPieces({ input, cells }: GroundOverlay): Omit<GroundPiece, 'within'>[] {
  const { parcels } = input;
  const [idOf, classOf] = [idReader(parcels), classReader(parcels)];
  const text = (name: string): ((row: number) => string | null) => {
    const read = textReader(parcels, name);
    return (row) => read(row).trim() || null;
  };
  const locationOf = textReader(parcels, 'locationUnit');
  const terraceOf = text('terraceType');
  const [slopeOf, plantingOf, refinementOf] = [
    text('slopeLevel'),
    text('plantingAttribute'),
    text('refinement'),
  ];
  const [gradeOf, utilizationOf] = [
    numberReader(parcels, 'qualityGrade'),
    numberReader(parcels, 'utilizationGrade'),
  ];
  return cells
    .filter(({ parcel }) => parcel !== OUTSIDE)
    .map(({ parcel, area, netArea }) => {
      const terrace = terraceOf(parcel);
      return {
        parcel: idOf(parcel),
        village: adminUnit(locationOf(parcel), 'village') || null,
        landClass: classOf(parcel),
        area,
        netArea,
        slopeLevel: slopeOf(parcel),
        terrace: terrace === 'TT' || terrace === 'PD' ? terrace : null,
        planting: plantingOf(parcel),
        refinement: refinementOf(parcel),
        qualityGrade: gradeOf(parcel),
        utilizationGrade: utilizationOf(parcel),
      };
    });
}

/** Ground that no parcel covers. */
export function outsideArea({ cells }: GroundOverlay): Area {
  return cells.find(({ parcel }) => parcel === OUTSIDE)?.area ?? 0n;
}

/** Legal area of some m² of the overlay. */
export function legalOf({ scale }: Pick<GroundOverlay, 'scale'>, squareMetres: number): Area {
  return areaFromSquareMetres((squareMetres * scale) / 100);
}

/** Coordinates of a system per metre east and north at some place; degrees by the sphere, good to 0.5 %. */
export function unitsPerMetre(crs: Crs, at: Polygons): { readonly x: number; readonly y: number } {
  if (crs.unitMetres > 0) return { x: 1 / crs.unitMetres, y: 1 / crs.unitMetres };
  const [, south, , north] = boundsOf(at);
  const degree = (Math.PI / 180) * crs.ellipsoid.a;
  return { x: 1 / (degree * Math.cos(((south + north) * Math.PI) / 360)), y: 1 / degree };
}
