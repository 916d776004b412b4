/** What no layer was given for is told in one finding, with the rules that were not checked. */
import { expect, test } from 'vitest';
import { homelessParcels, missingLayers } from './survey-unchecked.ts';

const PLACE = { file: 's.gpkg', layer: 'DLTB' };
const ALL = {
  county: true,
  villages: true,
  controlAreas: true,
  settlements: true,
  neighbour: true,
};

test('one finding names every missing layer; where none is missing there is none', () => {
  expect(missingLayers(ALL, PLACE)).toEqual([]);
  const none = missingLayers(
    { county: false, villages: false, controlAreas: false, settlements: false, neighbour: false },
    PLACE,
  );
  expect(none).toMatchObject([{ rule: 'T0', severity: 'warning', place: PLACE }]);
  for (const layer of ['XZQ（', 'CJDCQ（', '控制面积 DCMJ（A3）', 'CZCDYD（', '邻县图层（'])
    expect(none[0]!.message.zh).toContain(layer);
});

test('a layer that is there is not named, nor the rules that need it alone', () => {
  const [found] = missingLayers({ ...ALL, villages: false }, PLACE);
  expect(found!.message.en).toMatch(/no pass: CJDCQ \(T2-village, T2-zone\)$/);
  expect(found!.message.zh).not.toContain('XZQ');
});

test('parcels without a village polygon are counted, and the first is shown', () => {
  expect(homelessParcels({ count: 0, feature: -1, id: '', village: '' }, PLACE)).toEqual([]);
  const homeless = { count: 1200, feature: 7, id: 'b8', village: '9901011002000000000' };
  const [found] = homelessParcels(homeless, PLACE);
  expect(found!.place).toEqual({ ...PLACE, feature: 7, id: 'b8', field: 'ZLDWDM' });
  expect(found!.message.zh).toContain('1,200 个图斑的村在 CJDCQ 中没有面');
  expect(found!.message.en).toContain('where ZLDWDM is 9901011002000000000');
  expect(homelessParcels({ ...homeless, village: '' }, PLACE)[0]!.message.zh).toContain('为 空');
});
