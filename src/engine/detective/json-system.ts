/**
 * The `crs` member of a GeoJSON (GeoJSON 2008, §3). GDAL takes a name that it does not know for WGS 84, as if nothing had
 * been said; the reader must ask instead.
 */
import { headOf } from '../file-head.ts';

/** The member stands before the features. */
const HEAD_BYTES = 1 << 16;

/** Names of WGS 84 in degrees, which GDAL gives to files that name no system or one that it does not know. */
const WGS84 = /CRS:*84|EPSG:+[\d.]*:*4326$|WGS[ _]*(19)?84/i;

/** What the file names when it is not what GDAL took it for, else null. `understood` is the WKT that GDAL gives. */
export function unknownJsonSystem(path: string, understood: string): string | null {
  if (!/^GEOG(CRS|CS)\["WGS 84"/.test(understood)) return null;
  const head = new TextDecoder().decode(headOf(path, HEAD_BYTES));
  const member = /"crs"\s*:\s*\{[^{}]*("properties"\s*:\s*\{[^{}]*\})?[^{}]*\}/.exec(head)?.[0];
  const named =
    member && /"(?:name|href|code)"\s*:\s*("(?:[^"\\]|\\.)*"|\d+)\s*\}/.exec(member)?.[1];
  if (!named) return null;
  const name = named.replace(/^"|"$/g, '');
  return WGS84.test(name) ? null : name;
}
