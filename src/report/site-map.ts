/**
 * 用地范围图 — the map of an opinion as SVG that needs no script: parcels in the colours of their classes, permanent basic
 * farmland hatched, the site's outline, and in red what it meets where a rule says no; scale bar and north.
 */
import { CLASS_COLOURS, classLabel } from '../land/index.ts';
import { constraintLayer, type LayerKey, type RuleDecision } from '../policy/index.ts';
import { escapeHtml, words } from './figures.ts';

/** Rings in decimetres from the lower left corner, x east, y north: x, y, x, y … */
export type DrawnRings = readonly (readonly number[])[];

/** What is drawn, cut to a box around the site. */
export interface SiteMap {
  /** Size of the box, decimetres. */
  readonly width: number;
  readonly height: number;
  readonly site: DrawnRings;
  readonly parcels: readonly { readonly landClass: string; readonly rings: DrawnRings }[];
  /** Features of the layers in the box. */
  readonly layers: readonly { readonly key: LayerKey; readonly rings: DrawnRings }[];
  /** Parcels that are not drawn because the page would grow too large. */
  readonly omitted: number;
}

/** Permanent basic farmland is always hatched; every other layer only where a rule asks about the site in it. */
const PERMANENT: LayerKey = 'YJJBNTTB';

/** Layers of which a rule said no or asked for an approval. */
function offending(decisions: readonly RuleDecision[]): ReadonlySet<LayerKey> {
  const bad = decisions.filter(({ verdict }) =>
    ['refuse', 'needs-approval', 'excepted'].includes(verdict),
  );
  return new Set(bad.flatMap(({ layers }) => layers.map(({ key }) => key)));
}

/** The picture and its legend. */
export function siteMapSection(map: SiteMap, decisions: readonly RuleDecision[]): string {
  const bad = offending(decisions);
  const path = (rings: DrawnRings): string => rings.map((ring) => ringPath(ring, map)).join('');
  const parcels = map.parcels.map(
    ({ landClass, rings }) =>
      `<path d="${path(rings)}" fill="${colourOf(landClass)}" fill-rule="evenodd"/>`,
  );
  const ofKey = (wanted: (key: LayerKey) => boolean): string =>
    map.layers
      .filter(({ key }) => wanted(key))
      .map(({ rings }) => path(rings))
      .join('');
  const site = path(map.site);
  const [permanent, hits] = [ofKey((key) => key === PERMANENT), ofKey((key) => bad.has(key))];
  // Widths of lines and letters are shares of the box, so that every picture reads the same.
  const unit = map.width / 560;
  return `<div class="map"><svg viewBox="0 0 ${map.width} ${map.height}" role="img" aria-label="map" font-family="inherit">
<defs>${hatch('yj', '#4E7D1E', 9 * unit, 1.3 * unit, 45)}${hatch('hit', '#BE2A22', 6 * unit, 1.8 * unit, -45)}<clipPath id="in"><path d="${site}" clip-rule="evenodd"/></clipPath></defs>
<g stroke="#8A7A50" stroke-opacity=".42" stroke-width="${0.6 * unit}">${parcels.join('')}</g>
<path d="${permanent}" fill="url(#yj)" fill-opacity=".55" stroke="#4E7D1E" stroke-width="${1.4 * unit}"/>
<path d="${site}" fill="#1F4FA3" fill-opacity=".16" fill-rule="evenodd"/>
<g clip-path="url(#in)"><path d="${hits}" fill="#BE2A22" fill-opacity=".35"/><path d="${hits}" fill="url(#hit)"/></g>
<path d="${site}" fill="none" stroke="#fff" stroke-width="${5 * unit}"/><path d="${site}" fill="none" stroke="#1F4FA3" stroke-width="${2.2 * unit}"/>
${scaleBar(map, unit)}${northArrow(map, unit)}</svg></div>${legend(map, bad)}`;
}

function ringPath(ring: readonly number[], map: SiteMap): string {
  const points: string[] = [];
  for (let i = 0; i + 1 < ring.length; i += 2)
    points.push(`${ring[i]} ${map.height - ring[i + 1]!}`);
  return `M${points.join('L')}Z`;
}

function colourOf(landClass: string): string {
  const base = landClass.replace(/[KA]$/, '');
  return (CLASS_COLOURS[landClass] ?? CLASS_COLOURS[base])?.screen ?? '#FFFFFF';
}

function hatch(id: string, colour: string, gap: number, width: number, angle: number): string {
  return `<pattern id="${id}" width="${gap}" height="${gap}" patternUnits="userSpaceOnUse" patternTransform="rotate(${angle})"><path d="M0 0V${gap}" stroke="${colour}" stroke-width="${width}"/></pattern>`;
}

/** A bar of 1, 2 or 5 × 10ⁿ m, about a fifth of the picture. */
function scaleBar(map: SiteMap, unit: number): string {
  const wanted = map.width / 10 / 5;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const metres = ([5, 2, 1].find((step) => step * power <= wanted) ?? 1) * power;
  const length = metres * 10;
  const [x, y, size] = [16 * unit, map.height - 18 * unit, 13 * unit];
  const label = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
  return `<g><rect x="${x - 8 * unit}" y="${y - 14 * unit}" width="${length + 76 * unit}" height="${24 * unit}" rx="${3 * unit}" fill="#fff" fill-opacity=".88"/><path d="M${x} ${y - 4 * unit}V${y + 4 * unit}M${x} ${y}H${x + length}M${x + length} ${y - 4 * unit}V${y + 4 * unit}" stroke="#1B1F24" stroke-width="${1.4 * unit}" fill="none"/><text x="${x + length + 8 * unit}" y="${y + 4.5 * unit}" style="font-size:${size}px;fill:#1B1F24">${label}</text></g>`;
}

function northArrow(map: SiteMap, unit: number): string {
  const [x, y] = [map.width - 28 * unit, 30 * unit];
  return `<g><circle cx="${x}" cy="${y}" r="${18 * unit}" fill="#fff" fill-opacity=".88"/><path d="M${x} ${y - 8 * unit}l${5 * unit} ${16 * unit}l${-5 * unit} ${-4 * unit}l${-5 * unit} ${4 * unit}Z" fill="#1B1F24"/><text x="${x}" y="${y - 9.5 * unit}" text-anchor="middle" style="font-size:${9 * unit}px;fill:#1B1F24">N</text></g>`;
}

/** So many classes stand in the legend; the others can be told by the tables. */
const LEGEND_CLASSES = 8;

function legend(map: SiteMap, bad: ReadonlySet<LayerKey>): string {
  const counts = new Map<string, number>();
  for (const { landClass } of map.parcels) counts.set(landClass, (counts.get(landClass) ?? 0) + 1);
  const common = [...counts].sort((one, other) => other[1] - one[1]).slice(0, LEGEND_CLASSES);
  const classes = common.map(([code]) => {
    const { zh, en } = classLabel(code);
    return `<span><i style="background:${colourOf(code)}"></i>${escapeHtml(code)} ${words(zh, en)}</span>`;
  });
  const drawn = [...new Set(map.layers.map(({ key }) => key))];
  const red = drawn.filter((key) => bad.has(key)).map((key) => constraintLayer(key).name);
  const hits =
    red.length === 0
      ? ''
      : `<span><i style="background:repeating-linear-gradient(135deg,#BE2A22 0 2px,#F3C1BC 2px 5px)"></i>${words(`范围内的${red.map(({ zh }) => zh).join('、')}`, `${red.map(({ en }) => en).join(', ')} in the site`)}</span>`;
  const permanent = drawn.includes(PERMANENT)
    ? `<span><i style="background:repeating-linear-gradient(135deg,#4E7D1E 0 1.5px,#fff 1.5px 5px)"></i>${words('永久基本农田', 'permanent basic farmland')}</span>`
    : '';
  const omitted =
    map.omitted === 0
      ? ''
      : `<span>${words(`另有 ${map.omitted} 个图斑没有画出`, `${map.omitted} more parcels are not drawn`)}</span>`;
  return `<div class="legend"><span><i style="border:2px solid #1F4FA3;background:#1F4FA329"></i>${words('用地范围', 'site')}</span>${hits}${permanent}${classes.join('')}${omitted}</div>`;
}
