import { expect, test } from 'vitest';
import { defaultFlow, FLOWS, flowKind, isCultivated, landClassCodes } from './index.ts';

const CODES = landClassCodes('TD1055');

test('every ordered pair of classes has exactly one flow that moves the account the right way', () => {
  let pairs = 0;
  for (const from of CODES) {
    for (const to of CODES) {
      for (const restorable of [false, true]) {
        const kind = flowKind(defaultFlow(from, to, restorable));
        expect(kind.id).not.toBe('UNCLASSIFIED');
        const [was, is] = [isCultivated(from), isCultivated(to)];
        const side =
          was && !is ? 'loss' : !was && is ? 'gain' : was && from !== to ? 'inside' : 'none';
        expect(kind.side, `${from}→${to}`).toBe(side);
        expect(kind.exempt, `${from}→${to}: exemption needs evidence`).toBe(false);
        pairs++;
      }
    }
  }
  expect(pairs).toBe(2 * CODES.length ** 2);
});

test.each([
  ['0101', '0601', false, 'OCC_NONAGRI'],
  ['0101', '1103', false, 'OCC_RESERVOIR'],
  ['0101', '1101', false, 'LOSS_WATER'],
  ['0103', '1106', false, 'LOSS_WATER'],
  ['0103', '1206', false, 'LOSS_UNUSED'],
  ['0103', '1203', false, 'OCC_RIDGE'],
  ['0102', '0201K', false, 'OCC_ORCHARD'],
  ['0102', '1104A', false, 'OCC_POND'],
  ['0102', '1006', false, 'OCC_ROAD_FARM'],
  ['0102', '1202', false, 'OCC_FACILITY'],
  ['0102', '1201', false, 'OCC_NONAGRI'],
  ['1201', '0103', false, 'SUPP_REHAB'],
  ['0404', '0103', true, 'SUPP_RESTORE'],
  ['0404', '0103', false, 'SUPP_RECLAIM'],
  ['0201', '0103', true, 'SUPP_RESTORE'],
  ['0201', '0103', false, 'SUPP_ORCHARD'],
  ['0201K', '0103', true, 'SUPP_RESTORE'],
  ['0301K', '0101', false, 'SUPP_AGRI'],
  ['0403K', '0103', true, 'SUPP_RESTORE'],
  ['1104K', '0101', true, 'SUPP_RESTORE'],
  ['0103', '0301K', false, 'OCC_FOREST'],
  ['0103', '0403K', false, 'OCC_GRASS'],
  ['0103', '1107A', false, 'OCC_ROAD_FARM'],
  ['0103', '1109', false, 'OCC_NONAGRI'],
  ['0103', '1105', false, 'LOSS_WATER'],
  ['0601', '0103', true, 'SUPP_REHAB'],
  // The label may not stand there, so it does not make new reclamation a restoring.
  ['1206', '0103', true, 'SUPP_RECLAIM'],
  ['1106', '0103', true, 'SUPP_RECLAIM'],
  ['1202', '0103', false, 'SUPP_FACILITY'],
  ['1006', '0103', false, 'SUPP_ROAD'],
  ['1204', '0103', false, 'SUPP_RECLAIM'],
  ['0103', '0101', false, 'IN_PLACE'],
  ['0601', '0701', false, 'NON_CULTIVATED'],
  ['0101', '9999', false, 'UNCLASSIFIED'],
  ['', '0101', false, 'UNCLASSIFIED'],
])('%s → %s (label %s) is %s', (from, to, restorable, flow) => {
  expect(defaultFlow(from, to, restorable)).toBe(flow);
});

test('flow ids are unique and every flow has both names', () => {
  expect(new Set(FLOWS.map((flow) => flow.id)).size).toBe(FLOWS.length);
  for (const flow of FLOWS) expect(flow.title.zh && flow.title.en, flow.id).toBeTruthy();
});
