/**
 * 避让方案 — two ways to keep a site off permanent basic farmland: which of its parts to drop, and the smallest shift of the whole
 * that takes none. A raster says where to look; the overlay says what is true.
 */
import { type Area, type Bilingual, compareText, InputError, say } from '../base/index.ts';
import {
  boundsOf,
  featuresNear,
  insideRows,
  overlayAtoms,
  type Polygons,
  reproject,
  takeFeatures,
} from '../geo/index.ts';
import { cultivatedArea, type GroundPiece, type SiteFacts } from '../policy/index.ts';
import { siteFacts, type SiteInput } from './ground-facts.ts';
import { leastArea, nearby, unitsPerMetre } from './ground.ts';

/** What can be done about permanent basic farmland. */
export interface SiteAlternatives {
  /** The parts that take it, largest first. */
  readonly drops: readonly SiteDrop[];
  /** What is left of the site without them. */
  readonly restArea: Area;
  /** The smallest shift that takes none and leaves no more of the site outside the survey; null when none was found. */
  readonly shift: SiteShift | null;
}

/** Permanent basic farmland that the site takes of one parcel. */
export interface SiteDrop extends Pick<GroundPiece, 'parcel' | 'village' | 'landClass'> {
  readonly area: Area;
}

/** The site at another place. */
export interface SiteShift {
  readonly metres: number;
  readonly direction: Bilingual;
  /** Metres east and north, on the grid of the site's reference system. */
  readonly east: number;
  readonly north: number;
  readonly takes: {
    readonly area: Area;
    /** Net, without ridges. */
    readonly cultivatedArea: Area;
    readonly paddyArea: Area;
    readonly permanentArea: Area;
  };
  /** Facts of the site there, so that all rules can be asked again. */
  readonly facts: SiteFacts;
}

/** Shifts go as far as this; give windows of the survey and the layers that reach as far around the site. */
export const SHIFT_METRES = 300;
const STEP_METRES = 5;
/** Exact trials at most: a bound in time that does not hang on a clock. */
const MOST_TRIALS = 40;

/** Part of the cells of a site that may lie on the layer where the overlay finds none: cells along its border. */
const NEARLY = 0.05;

/** 16 directions, clockwise from the north. */
const DIRECTIONS: readonly Bilingual[] = [
  say('北', 'N'),
  say('北东北', 'NNE'),
  say('东北', 'NE'),
  say('东东北', 'ENE'),
  say('东', 'E'),
  say('东东南', 'ESE'),
  say('东南', 'SE'),
  say('南东南', 'SSE'),
  say('南', 'S'),
  say('南西南', 'SSW'),
  say('西南', 'SW'),
  say('西西南', 'WSW'),
  say('西', 'W'),
  say('西西北', 'WNW'),
  say('西北', 'NW'),
  say('北西北', 'NNW'),
];

/** A place to try: so many metres in a direction. */
interface Move {
  readonly metres: number;
  readonly direction: number;
}

/**
 * Alternatives of a site that takes permanent basic farmland; `facts` are those of `input`. Null when the layer YJJBNTTB is
 * missing or nothing of it is taken. The same input gives the same answer.
 */
export function siteAlternatives(input: SiteInput, facts: SiteFacts): SiteAlternatives | null {
  const taken = facts.layers.YJJBNTTB;
  if (taken.state === 'missing' || taken.area === 0n) return null;
  const drops = facts.pieces
    .flatMap(({ parcel, village, landClass, within }) =>
      within.YJJBNTTB === undefined ? [] : [{ parcel, village, landClass, area: within.YJJBNTTB }],
    )
    .sort((p, q) => Number(q.area - p.area) || compareText(p.parcel, q.parcel));
  return { drops, restArea: facts.area - taken.area, shift: smallestShift(input, facts) };
}

function smallestShift(input: SiteInput, facts: SiteFacts): SiteShift | null {
  const { ground } = input;
  const { table } = input.layers.get('YJJBNTTB')!;
  const perMetre = unitsPerMetre(ground.crs, ground.polygons);
  const reach = (SHIFT_METRES + STEP_METRES) * Math.max(perMetre.x, perMetre.y);
  const here = reproject(ground.polygons, ground.crs, table.crs);
  const own = unitsPerMetre(table.crs, here);
  const rows = featuresNear(
    table.polygons,
    boxAround(here, (SHIFT_METRES + STEP_METRES) * Math.max(own.x, own.y)),
    0,
  );
  const permanent = takeFeatures(table.polygons, rows);
  const least = leastArea(ground);
  const isFree = (move: Move): boolean => {
    const moved = { polygons: shifted(ground.polygons, move, perMetre), crs: ground.crs };
    const { placed } = nearby(permanent, table.crs, moved);
    const area = overlayAtoms([moved, placed]).reduce(
      (sum, atom) => (atom.faces[1]!.length > 0 ? sum + atom.area : sum),
      0,
    );
    return area < least;
  };
  const shareOn = siteOnLayer(
    ground.polygons,
    reproject(permanent, table.crs, ground.crs),
    perMetre,
    reach,
  );
  const likely = moves(STEP_METRES, SHIFT_METRES, STEP_METRES).filter(
    (move) => shareOn(move) === 0,
  );
  for (const move of likely.slice(0, MOST_TRIALS)) {
    if (!isFree(move)) continue;
    const near = moves(move.metres - STEP_METRES + 1, move.metres - 1, 1)
      .filter((one) => shareOn(one) <= NEARLY)
      .find(isFree);
    const shift = shiftBy(input, near ?? move, perMetre);
    if (shift !== null && shift.facts.outsideArea <= facts.outsideArea) return shift;
  }
  return null;
}

/** Moves by ascending metres, each distance clockwise. */
function moves(from: number, to: number, step: number): Move[] {
  const list: Move[] = [];
  for (let metres = Math.max(1, from); metres <= to; metres += step)
    for (let direction = 0; direction < DIRECTIONS.length; direction++)
      list.push({ metres, direction });
  return list;
}

function shiftBy(
  input: SiteInput,
  move: Move,
  perMetre: { readonly x: number; readonly y: number },
): SiteShift | null {
  const { polygons, crs } = input.ground;
  const facts = factsInSurvey({
    ...input,
    ground: { polygons: shifted(polygons, move, perMetre), crs },
  });
  if (facts === null) return null;
  const permanent = facts.layers.YJJBNTTB;
  const [east, north] = stepsOf(move);
  return {
    metres: move.metres,
    direction: DIRECTIONS[move.direction]!,
    east,
    north,
    takes: {
      area: facts.area,
      cultivatedArea: cultivatedArea(facts),
      paddyArea: cultivatedArea(facts, ({ landClass }) => landClass === '0101'),
      permanentArea: permanent.state === 'given' ? permanent.area : 0n,
    },
    facts,
  };
}

/** Facts at a place, null when nothing of it lies in the survey. */
function factsInSurvey(input: SiteInput): SiteFacts | null {
  try {
    return siteFacts(input);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** Metres east and north. */
function stepsOf({ metres, direction }: Move): readonly [number, number] {
  const angle = (direction * Math.PI) / 8;
  // A zero has no sign.
  const round = (length: number): number => Math.round(length * 1000) / 1000 + 0;
  return [round(metres * Math.sin(angle)), round(metres * Math.cos(angle))];
}

function shifted(
  polygons: Polygons,
  move: Move,
  perMetre: { readonly x: number; readonly y: number },
): Polygons {
  const [east, north] = stepsOf(move);
  return {
    ...polygons,
    x: polygons.x.map((x) => x + east * perMetre.x),
    y: polygons.y.map((y) => y + north * perMetre.y),
  };
}

/** The box of some ground with room around it, as ground. */
function boxAround(ground: Polygons, room: number): Polygons {
  const [west, south, east, north] = boundsOf(ground);
  const [x1, y1, x2, y2] = [west - room, south - room, east + room, north + room];
  return {
    x: Float64Array.of(x1, x2, x2, x1),
    y: Float64Array.of(y1, y1, y2, y2),
    ringStart: Uint32Array.of(0, 4),
    isHole: Uint8Array.of(0),
    featureStart: Uint32Array.of(0, 1),
  };
}

/** About so many cells hold the site, and so many at most the place around it. */
const SITE_CELLS = 4000;
const PLACE_CELLS = 4_000_000;
/** Cells are not smaller than this, metres. */
const LEAST_CELL = 1;

/** Which part of the cells of the site lies on cells of the layer after a move. */
function siteOnLayer(
  site: Polygons,
  layer: Polygons,
  perMetre: { readonly x: number; readonly y: number },
  reach: number,
): (move: Move) => number {
  const [west, south, east, north] = boundsOf(boxAround(site, reach));
  const [width, height] = [(east - west) / perMetre.x, (north - south) / perMetre.y];
  const [, siteSouth, , siteNorth] = boundsOf(site);
  const fine = Math.sqrt(metresInside(site, perMetre, siteSouth, siteNorth) / SITE_CELLS);
  const cell = Math.max(LEAST_CELL, fine, Math.sqrt((width * height) / PLACE_CELLS));
  const [columns, rows] = [Math.ceil(width / cell) + 1, Math.ceil(height / cell) + 1];
  const grid = {
    columns,
    rows,
    cell,
    west,
    south,
    stepX: cell * perMetre.x,
    stepY: cell * perMetre.y,
  };
  const marks = new Uint8Array(columns * rows);
  eachCell(layer, grid, (row, from, to) =>
    marks.fill(1, row * columns + from, row * columns + to + 1),
  );
  const inSite: number[] = [];
  eachCell(site, grid, (row, from, to) => {
    for (let column = from; column <= to; column++) inSite.push(row * columns + column);
  });
  return (move) => {
    const [dx, dy] = stepsOf(move);
    const step = Math.round(dy / cell) * columns + Math.round(dx / cell);
    const met = inSite.reduce((sum, at) => sum + marks[at + step]!, 0);
    return met / Math.max(1, inSite.length);
  };
}

/** Rough area of a site, m². */
function metresInside(
  site: Polygons,
  perMetre: { readonly x: number; readonly y: number },
  south: number,
  north: number,
): number {
  const step = (north - south) / 64;
  const length = insideRows(site, south + step / 2, step, 64)
    .flat()
    .reduce((sum, [from, to]) => sum + to - from, 0);
  return ((length / perMetre.x) * step) / perMetre.y;
}

interface CellGrid {
  readonly columns: number;
  readonly rows: number;
  readonly west: number;
  readonly south: number;
  readonly stepX: number;
  readonly stepY: number;
}

/** Stretches of cells whose middle lies in the polygons. */
function eachCell(
  polygons: Polygons,
  { columns, rows, west, south, stepX, stepY }: CellGrid,
  take: (row: number, from: number, to: number) => void,
): void {
  insideRows(polygons, south + stepY / 2, stepY, rows).forEach((inside, row) => {
    for (const [from, to] of inside) {
      const first = Math.max(0, Math.ceil((from - west) / stepX - 0.5));
      const last = Math.min(columns - 1, Math.floor((to - west) / stepX - 0.5));
      if (first <= last) take(row, first, last);
    }
  });
}
