/** The glossary holds every term of the domain texts, where those lie beside the checkout, and every flow of the year. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const glossary = readFileSync('GLOSSARY.md', 'utf8');
const shared = join(process.env['LIANGTIAN_DATA'] ?? '../shared/data', '..');

/** First cells (and third, in a table of two pairs) of the rows between two headings. */
function terms(file: string, from: string, to: string, columns: readonly number[]): string[] {
  const text = readFileSync(join(shared, file), 'utf8');
  const start = text.indexOf(from);
  const end = to === '' ? text.length : text.indexOf(to, start + 1);
  const rows = text
    .slice(start, end)
    .split('\n')
    .filter((line) => /^\| (?!---|term|中文)/.test(line));
  return rows.flatMap((row) => {
    const cells = row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    return columns.map((column) => cells[column] ?? '').filter((cell) => cell !== '');
  });
}

test.runIf(existsSync(join(shared, 'domain.md')))(
  'every term of the domain texts has a row',
  () => {
    const wanted = [
      ...terms('domain.md', '## 14. Glossary', '## 15. ', [0, 2]),
      ...terms('practice.md', '## 7. Words', '', [0]),
    ];
    expect(wanted.length).toBeGreaterThan(100);
    const missing = wanted.filter((term) =>
      term
        .split(/ \/ |\//)
        .some((word) => !glossary.includes(word.replace(/ \(.*\)| 1–1[05]/g, '').trim())),
    );
    expect(missing).toEqual([]);
  },
);

test('every row of the glossary has a code name and an English word', () => {
  const rows = glossary.split('\n').filter((line) => /^\| (?!---|中文)/.test(line));
  expect(rows.length).toBeGreaterThan(100);
  for (const row of rows) {
    const cells = row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    expect(cells.length, row).toBeGreaterThanOrEqual(4);
    expect(
      cells.slice(0, 3).every((cell) => cell !== ''),
      row,
    ).toBe(true);
  }
});
