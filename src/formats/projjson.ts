/** A reference system as PROJJSON (schema v0.7), as GeoParquet wants it; null where we hold only a definition text. */
import type { Crs } from '../geo/index.ts';

const DEGREES = 180 / Math.PI;

/** PROJJSON of geographic and Gauss–Krüger systems; null for others, whose definition stands in our own metadata. */
export function projJson(crs: Crs): object | null {
  const code = /^EPSG:(\d+)$/.exec(crs.id)?.[1];
  const id = code === undefined ? {} : { id: { authority: 'EPSG', code: Number(code) } };
  const base = {
    type: 'GeographicCRS',
    name:
      crs.kind === 'geographic'
        ? crs.name
        : crs.ellipsoid.name === 'CGCS2000'
          ? 'China Geodetic Coordinate System 2000'
          : `Geographic on ${crs.ellipsoid.name}`,
    datum: {
      type: 'GeodeticReferenceFrame',
      name:
        crs.ellipsoid.name === 'CGCS2000' ? 'China 2000' : `Unknown based on ${crs.ellipsoid.name}`,
      ellipsoid: {
        name: crs.ellipsoid.name,
        semi_major_axis: crs.ellipsoid.a,
        inverse_flattening: crs.ellipsoid.f === 0 ? 0 : 1 / crs.ellipsoid.f,
      },
    },
    coordinate_system: {
      subtype: 'ellipsoidal',
      axis: [
        { name: 'Geodetic latitude', abbreviation: 'Lat', direction: 'north', unit: 'degree' },
        { name: 'Geodetic longitude', abbreviation: 'Lon', direction: 'east', unit: 'degree' },
      ],
    },
  };
  const schema = { $schema: 'https://proj.org/schemas/v0.7/projjson.schema.json' };
  if (crs.kind === 'geographic') return { ...schema, ...base, ...id };
  if (!crs.transverse) return null;
  const { centralMeridian, latitudeOfOrigin, scale, falseEasting, falseNorthing } = crs.transverse;
  return {
    ...schema,
    type: 'ProjectedCRS',
    name: crs.name,
    base_crs: base,
    conversion: {
      name: 'Gauss-Kruger',
      method: { name: 'Transverse Mercator', id: { authority: 'EPSG', code: 9807 } },
      parameters: [
        {
          name: 'Latitude of natural origin',
          value: round(latitudeOfOrigin * DEGREES),
          unit: 'degree',
          id: { authority: 'EPSG', code: 8801 },
        },
        {
          name: 'Longitude of natural origin',
          value: round(centralMeridian * DEGREES),
          unit: 'degree',
          id: { authority: 'EPSG', code: 8802 },
        },
        {
          name: 'Scale factor at natural origin',
          value: scale,
          unit: 'unity',
          id: { authority: 'EPSG', code: 8805 },
        },
        {
          name: 'False easting',
          value: falseEasting,
          unit: 'metre',
          id: { authority: 'EPSG', code: 8806 },
        },
        {
          name: 'False northing',
          value: falseNorthing,
          unit: 'metre',
          id: { authority: 'EPSG', code: 8807 },
        },
      ],
    },
    coordinate_system: {
      subtype: 'Cartesian',
      axis: [
        { name: 'Northing', abbreviation: 'X', direction: 'north', unit: 'metre' },
        { name: 'Easting', abbreviation: 'Y', direction: 'east', unit: 'metre' },
      ],
    },
    ...id,
  };
}

/** Degrees that went through radians get their last digits back. */
function round(degrees: number): number {
  return Number(degrees.toPrecision(14));
}
