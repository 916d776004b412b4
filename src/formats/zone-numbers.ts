/** 带号 — eastings of which some have the number of the zone in front and some have not: all are given it where they fit. */
import { type Guess, InputError, say } from '../base/index.ts';
import type { NumberOrder } from './boundary-points-system.ts';
import type { PlotNumbers } from './plots.ts';

/** Metres of a degree of latitude, near enough to tell whether an easting fits a zone. */
const DEGREE = 111_320;

/** Ground is drawn in a zone up to so many degrees beyond its border. */
const BEYOND = 1;

/** The numbers of all plots with eastings of one kind. */
export interface OneZone {
  readonly numbers: PlotNumbers;
  readonly order: NumberOrder;
  readonly guesses: readonly Guess[];
}

/**
 * Puts the zone number of the other plots in front of eastings that have none. InputError `mixed-zones` when plots have
 * several zone numbers, or eastings without one are not those of the zone of the others.
 */
export function oneZone(numbers: PlotNumbers, order: NumberOrder): OneZone {
  const asTheyAre = { numbers, order, guesses: [] };
  if (order.isDegrees) return asTheyAre;
  const [north, east] = order.eastFirst
    ? [numbers.second, numbers.first]
    : [numbers.first, numbers.second];
  const zones = zonesOf(east, numbers.plotStarts);
  if (zones.length === 0) return asTheyAre;
  if (zones.length > 1) throw severalZones(zones);
  const [zone] = zones as [number];
  const whole = Float64Array.from(east, (value) =>
    isBare(value) ? value + zone * 1_000_000 : value,
  );
  const moved = numbers.plotStarts.flatMap((start, plot) => {
    const end = numbers.plotStarts[plot + 1] ?? east.length;
    for (let i = start; i < end; i++) if (whole[i] !== east[i]) return [plot];
    return [];
  });
  if (moved.length === 0) return asTheyAre;
  east.forEach((value, i) => {
    if (isBare(value) && !fits(value, north[i]!, zone)) throw foreignEasting(value, zone);
  });
  return {
    numbers: order.eastFirst ? { ...numbers, first: whole } : { ...numbers, second: whole },
    order: { ...order, prefix: zone },
    guesses: [zoneGuess(zone, moved)],
  };
}

function zoneGuess(zone: number, plots: readonly number[]): Guess {
  const first = plots
    .slice(0, 3)
    .map((plot) => plot + 1)
    .join(', ');
  return {
    what: 'zone',
    answer: String(zone),
    why: say(
      `${plots.length} 个地块（第 ${first} 个${plots.length > 3 ? '等' : ''}）的东坐标没有带号，按其他地块的带号 ${zone} 补上`,
      `eastings of ${plots.length} ${plots.length === 1 ? 'plot' : 'plots'} (number ${first}${plots.length > 3 ? ' …' : ''}) have no zone number; they are given that of the other plots, ${zone}`,
    ),
    certainty: 'guess',
  };
}

/** An easting without the number of its zone. */
function isBare(east: number): boolean {
  return east >= 1e5 && east <= 9e5;
}

/** The number of the zone in front of an easting: 13–23 of zones of 6°, 25–45 of zones of 3°; 0 when there is none. */
function zoneOf(east: number): number {
  const zone = Math.floor(east / 1_000_000);
  return (zone >= 13 && zone <= 23) || (zone >= 25 && zone <= 45) ? zone : 0;
}

/** Zone numbers of whole plots; those of single points when no plot has one throughout. */
function zonesOf(east: Float64Array, plotStarts: readonly number[]): number[] {
  const whole = new Set<number>();
  const all = new Set<number>();
  for (const [plot, start] of plotStarts.entries()) {
    const own = new Set<number>();
    const end = plotStarts[plot + 1] ?? east.length;
    for (let i = start; i < end; i++) own.add(zoneOf(east[i]!));
    for (const zone of own) {
      if (zone === 0) continue;
      all.add(zone);
      if (own.size === 1) whole.add(zone);
    }
  }
  return [...(whole.size > 0 ? whole : all)].sort((a, b) => a - b);
}

/** Whether an easting without zone number lies in the zone, or little beyond its border. */
function fits(east: number, north: number, zone: number): boolean {
  const half = zone >= 25 ? 1.5 : 3;
  const degrees = Math.abs(east - 500_000) / (DEGREE * Math.cos((north / DEGREE / 180) * Math.PI));
  return degrees <= half + BEYOND;
}

const REMEDY = say(
  '请核对后给全部坐标写上各自的带号，不同带的分成几个文件。',
  'Check them, write the zone number in front of every easting, and make a file for each zone.',
);

function severalZones(zones: readonly number[]): InputError {
  return new InputError(
    'mixed-zones',
    say(
      `地块的带号不同：${zones.join('、')}`,
      `The plots have different zone numbers: ${zones.join(', ')}`,
    ),
    REMEDY,
  );
}

function foreignEasting(east: number, zone: number): InputError {
  return new InputError(
    'mixed-zones',
    say(
      `有的东坐标带带号 ${zone}，有的没有；没有的如 ${east} 不在 ${zone} 带内`,
      `Some eastings have the zone number ${zone}, some have none; of these ${east} does not lie in zone ${zone}`,
    ),
    REMEDY,
  );
}
