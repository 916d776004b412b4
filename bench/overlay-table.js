/** The results of the overlay benchmark as Markdown, and their place in a document. */
import { readFileSync, writeFileSync } from 'node:fs';
import { median } from './measure.js';
import { UNIT_AREA } from './overlay-check.js';

const BEGIN = '<!-- the table of npm run bench -- overlay begins -->';
const END = '<!-- the table of npm run bench -- overlay ends -->';
const HASHES = { no: 'no', first: 'yes, counted', stored: 'yes, stored' };

const GROUPS = 'ground between land classes and grades, not pairs of parcels';

const HEAD = [
  'engine',
  'threads',
  'second year',
  'equal parcels hashed away',
  'cold, s',
  'warm, s (min–max)',
  'peak memory',
  '× ours',
  'pairs',
  'worst pair, m²',
  'total off, m²',
  'remarks',
];

/**
 * One table per size with the machine above.
 * @param {object} report as `benchOverlay` gives it
 */
export function markdown(report) {
  const sizes = [...new Set(report.results.map((result) => result.parcels))];
  const parts = [
    `${report.date}, ${report.machine}; Liangtian ${report.program}; ${report.runs} rounds.`,
  ];
  for (const parcels of sizes) {
    const own = report.results.filter((result) => result.parcels === parcels);
    parts.push(`### ${count(parcels)} parcels a year`);
    parts.push(
      markdownTable(
        HEAD,
        own.filter((one) => one.runs.length > 0).map((one) => row(one, own)),
      ),
    );
    const missing = [
      ...own.filter((one) => one.runs.length === 0).map((one) => failed(one)),
      ...report.skipped
        .filter((one) => one.parcels === parcels)
        .map(({ name, reason }) => `- ${name}: not run, ${reason}`),
    ];
    if (missing.length > 0) parts.push([...new Set(missing)].join('\n'));
  }
  return parts.join('\n\n');
}

function failed(one) {
  const mode = `${one.threads} threads, ${one.variant}, hashed away: ${HASHES[one.hash]}`;
  return `- ${label(one)}, ${mode}: no figure, ${one.reason}`;
}

/** Writes the table between the two markers of a document; throws when it has none. */
export function writeTable(path, text) {
  const document = readFileSync(path, 'utf8');
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${path} has no place for the table (${BEGIN})`);
  writeFileSync(
    path,
    `${document.slice(0, from + BEGIN.length)}\n\n${text}\n\n${document.slice(to)}`,
  );
}

/** Seconds of the runs after the first of a process; without any, of the first. */
export function usualSeconds({ runs }) {
  const warm = runs.filter((run) => !run.cold);
  return median((warm.length > 0 ? warm : runs).map((run) => run.seconds));
}

/** Ours with as many threads and the same hashing: in WebAssembly where that was measured, else in TypeScript. */
function counterpart(result, all) {
  const same = all.filter(
    (one) =>
      one.isOurs &&
      !one.givesGroups &&
      one.runs.length > 0 &&
      one.variant === result.variant &&
      one.threads === result.threads &&
      one.hash === result.hash,
  );
  return same.find((one) => one.name.includes('WebAssembly')) ?? same[0];
}

function row(result, all) {
  const cold = result.runs.filter((run) => run.cold).map((run) => run.seconds);
  const warm = result.runs.filter((run) => !run.cold).map((run) => run.seconds);
  const ours = counterpart(result, all);
  const ratio =
    ours === undefined || result.givesGroups
      ? '–'
      : digits(usualSeconds(result) / usualSeconds(ours));
  const { pairs, area, sample, note } = result.runs.at(-1);
  return [
    label(result),
    String(result.threads),
    result.variant,
    HASHES[result.hash],
    digits(median(cold)),
    warm.length === 0
      ? '–'
      : `${digits(median(warm))} (${digits(Math.min(...warm))}–${digits(Math.max(...warm))})`,
    result.peakBytes === null ? '–' : `${Math.round(result.peakBytes / 1e6)} MB`,
    ours === result ? '1' : ratio,
    sample || result.givesGroups ? '–' : count(pairs),
    result.check ? `${small(result.check.worst)}${off(result.check)}` : '–',
    sample ? '–' : small((area - result.trueArea) * UNIT_AREA),
    [sample && sampled(sample), result.givesGroups && GROUPS, note].filter(Boolean).join('; '),
  ];
}

function off({ off: pairs, compared }) {
  return pairs === 0 ? '' : ` (${count(pairs)} of ${count(compared)} pairs wrong by ≥ 0.01)`;
}

function sampled({ done, of, what }) {
  const left = what === 'candidate pairs' ? '; conversion and join not counted' : '';
  return `sample of ${count(done)} of ${count(of)} ${what}, extrapolated${left}`;
}

function label({ name, version }) {
  return version ? `${name} ${version}` : name;
}

/** Three significant digits, never as a power of ten. */
function digits(value) {
  return value >= 100 ? count(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** One digit and a power of ten, without a sign. */
function small(value) {
  return value === 0 ? '0' : Math.abs(value).toExponential(0);
}

function count(value) {
  return value.toLocaleString('en-US').replaceAll(',', ' ');
}

function markdownTable(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
