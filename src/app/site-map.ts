/** 用地范围图的数据 — the site, the parcels and the layers around it, as decimetres from a corner. */
import { boundsOf, type Crs, type Polygons, reproject, takeFeatures } from '../geo/index.ts';
import { classReader } from '../land/index.ts';
import type { LayerKey, SiteFacts } from '../policy/index.ts';
import type { SiteMap } from '../report/index.ts';
import { metresPerUnit, ringsOf } from './report-map.ts';
import type { SiteLayers } from './site-layers.ts';
import { around, type ReadGround, rowsWithin, type SurveyAround } from './site-survey.ts';

/** A page with more parcels than these grows too large. */
const DRAWN_PARCELS = 3000;

/** Permanent basic farmland is drawn wherever it is; other layers where the site meets them. */
const ALWAYS: LayerKey = 'YJJBNTTB';

/** What an opinion draws. `site` is the ground as it was read. */
export function siteMap(
  survey: SurveyAround,
  site: ReadGround,
  layers: SiteLayers,
  facts: SiteFacts,
): SiteMap {
  const { parcels, ground } = survey;
  const box = around(boundsOf(ground), parcels.crs);
  const [scaleX, scaleY] = metresPerUnit(parcels.crs, box[1]);
  const place = (x: number, y: number): readonly [number, number] => [
    Math.round((x - box[0]) * scaleX * 10),
    Math.round((y - box[1]) * scaleY * 10),
  ];
  const rings = (shapes: Polygons): number[][] =>
    Array.from({ length: shapes.featureStart.length - 1 }, (_, f) =>
      ringsOf(shapes, f, place),
    ).flat();
  const classOf = classReader(parcels);
  const near = rowsWithin(parcels.polygons, box);
  return {
    width: place(box[2], box[3])[0],
    height: place(box[2], box[3])[1],
    site: rings(ground),
    parcels: near.slice(0, DRAWN_PARCELS).map((row) => ({
      landClass: classOf(row),
      rings: ringsOf(parcels.polygons, row, place),
    })),
    layers: [...layers].flatMap(([key, { table }]) => {
      const fact = facts.layers[key];
      if (key !== ALWAYS && (fact.state === 'missing' || fact.hits.length === 0)) return [];
      const drawn = rings(nearby(table.polygons, table.crs, site, parcels.crs));
      return drawn.length === 0 ? [] : [{ key, rings: drawn }];
    }),
    omitted: Math.max(0, near.length - DRAWN_PARCELS),
  };
}

/** The features of a layer around the site, in the system of the survey. */
function nearby(polygons: Polygons, crs: Crs, site: ReadGround, to: Crs): Polygons {
  const box = around(boundsOf(reproject(site.polygons, site.crs, crs)), crs);
  return reproject(takeFeatures(polygons, rowsWithin(polygons, box)), crs, to);
}
