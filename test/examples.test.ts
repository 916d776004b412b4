/** The mapping files of examples/ are mappings, name classes that exist, and are all described. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { landClass, parseMapping } from '../src/land/index.ts';
import { parseRulePack } from '../src/policy/index.ts';

const FOLDER = 'examples/mappings';
const files = readdirSync(FOLDER);

test.each(files)('%s is a mapping of classes that exist', (file) => {
  const mapping = parseMapping(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')), file);
  const { map = {}, default: fallback } = mapping.landClass!;
  const codes = [...Object.values(map), ...(fallback === 'error' ? [] : [fallback!])];
  expect(codes.length).toBeGreaterThan(1);
  expect(codes.filter((code) => landClass('TD1055', code) === undefined)).toEqual([]);
  expect(mapping.region).toMatch(/^9902\d\d$/);
  const described = file.replace(/-\d{4}\.json$/, '-*.json');
  expect(readFileSync('examples/README.md', 'utf8')).toContain(`\`${described}\``);
});

test.each(readdirSync('examples/packs'))('%s is a rule pack that says what it rests on', (file) => {
  const pack = parseRulePack(JSON.parse(readFileSync(join('examples/packs', file), 'utf8')), file);
  expect(pack.source).not.toBe('');
});
