/** Candidate ground: blocks at each distance, the fields around it, and what it was before. */
import { expect, test } from 'vitest';
import { candidateFacts, type CandidateInput } from './index.ts';
import { box, type Shape, siteInput, survey, type TestParcel } from './testdata/small-ground.ts';

const WASTE: TestParcel = { id: 'waste', landClass: '0404', shape: box(0, 0, 400, 100) };

function candidate(
  shapes: readonly Shape[],
  parcels: readonly TestParcel[],
  rest: Partial<CandidateInput> = {},
) {
  return candidateFacts({
    ...siteInput(shapes, survey(parcels)),
    verb: 'restore',
    quantity: 'new-area',
    programme: null,
    answers: {},
    earlier: [],
    ...rest,
  });
}

test('parts join at 0, 12 and 20 m; the largest block counts', () => {
  // 10 m between the first two, 15 m to the third, which touches the fourth; the fifth is far.
  const shapes = [
    box(0, 0, 40, 50),
    box(50, 0, 40, 50),
    box(105, 0, 40, 50),
    box(145, 0, 10, 50),
    box(300, 0, 50, 50),
  ];
  const { contiguity, area } = candidate(shapes, [WASTE]);
  expect(area).toBe(900_000n);
  expect(contiguity).toEqual([
    { metres: 0, blocks: 4, largestArea: 250_000n, withNeighboursArea: 250_000n },
    { metres: 12, blocks: 3, largestArea: 400_000n, withNeighboursArea: 400_000n },
    { metres: 20, blocks: 2, largestArea: 650_000n, withNeighboursArea: 650_000n },
  ]);
});

test('cultivated land around is reached over other cultivated land, without ridges and without the ground itself', () => {
  const parcels: readonly TestParcel[] = [
    WASTE,
    { id: 'next', landClass: '0101', shape: box(0, 100, 100, 100), ridge: 100_000 },
    { id: 'behind', landClass: '0103', shape: box(0, 215, 100, 100) },
    { id: 'forest', landClass: '0301', shape: box(100, 100, 100, 100) },
    { id: 'beyond forest', landClass: '0103', shape: box(200, 100, 100, 100) },
    { id: 'far', landClass: '0103', shape: box(0, 5000, 100, 100) },
  ];
  // Half a hectare of waste below `next`, and a fifth of `next` itself.
  const { contiguity } = candidate([box(0, 50, 100, 70)], parcels);
  expect(contiguity).toEqual([
    // 7,000 m² of ground; 9,000 m² of the field less a fifth.
    { metres: 0, blocks: 1, largestArea: 700_000n, withNeighboursArea: 1_420_000n },
    { metres: 12, blocks: 1, largestArea: 700_000n, withNeighboursArea: 1_420_000n },
    { metres: 20, blocks: 1, largestArea: 700_000n, withNeighboursArea: 2_420_000n },
  ]);
});

test('what was cultivated land in earlier surveys, latest first and without ridges', () => {
  const before = survey(
    [{ id: 'field', landClass: '0103', shape: box(0, 0, 50, 100), ridge: 50_000 }],
    2019,
  );
  const { earlierYears } = candidate([box(0, 0, 100, 100)], [WASTE], {
    earlier: [
      { year: 2019, survey: 's-2019', parcels: before },
      { year: 2022, survey: 's-2022', parcels: survey([WASTE], 2022) },
    ],
  });
  expect(earlierYears).toEqual([
    { year: 2022, survey: 's-2022', cultivatedArea: 0n },
    { year: 2019, survey: 's-2019', cultivatedArea: 450_000n },
  ]);
});
