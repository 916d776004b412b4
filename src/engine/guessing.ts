/** What a reference system must be by its numbers alone. */
import { type Bounds, type Crs, crsOfCode } from '../geo/index.ts';

/** 中国陆域 in degrees, generously. */
const CHINA = { west: 73, east: 136, south: 3, north: 54 } as const;

/**
 * CGCS2000 in degrees, or the zone whose number stands before the eastings (13–23: 6°; 25–45: 3°); null when the numbers
 * do not tell, as those of a zone without its number.
 */
export function guessCrs([minX, minY, maxX, maxY]: Bounds): Crs | null {
  if (minX >= CHINA.west && maxX <= CHINA.east && minY >= CHINA.south && maxY <= CHINA.north)
    return crsOfCode(4490) ?? null;
  const zone = Math.floor(minX / 1_000_000);
  if (zone !== Math.floor(maxX / 1_000_000)) return null;
  if (zone >= 13 && zone <= 23) return crsOfCode(4491 + zone - 13) ?? null;
  if (zone >= 25 && zone <= 45) return crsOfCode(4513 + zone - 25) ?? null;
  return null;
}
