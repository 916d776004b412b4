/**
 * 用地与补充地块的事实 — what rules need to know of a construction site and of candidate ground, from geometry and the survey. No
 * rule is asked here, and nothing that is not known stands as zero.
 */
import type { Area } from '../base/index.ts';
import type { ParcelTable } from '../land/index.ts';
import type {
  CandidateAnswers,
  CandidateFacts,
  CountyFacts,
  GroundFacts,
  GroundVerb,
  LandUse,
  SiteAnswers,
  SiteFacts,
} from '../policy/index.ts';
import { contiguity } from './contiguity.ts';
import { refuseGround, refuseOverlaid } from './ground-faults.ts';
import { groundLayers } from './ground-layers.ts';
import {
  type GroundInput,
  type GroundOverlay,
  groundPieces,
  outsideArea,
  overlayGround,
} from './ground.ts';

/** A construction site to be checked. */
export interface SiteInput extends GroundInput {
  readonly use: LandUse;
  readonly answers: SiteAnswers;
  readonly county: CountyFacts;
}

/** An earlier survey of the same county, or the window of it around the ground. */
export interface EarlierSurvey {
  readonly year: number;
  /** Id of the stored survey. */
  readonly survey: string;
  readonly parcels: ParcelTable;
}

/** Candidate ground to be checked; the window of its survey reaches `NEIGHBOUR_WINDOW_METRES` around it. */
export interface CandidateInput extends GroundInput {
  readonly verb: GroundVerb;
  readonly quantity: CandidateFacts['quantity'];
  readonly programme: string | null;
  readonly answers: CandidateAnswers;
  readonly county: CountyFacts;
  readonly earlier: readonly EarlierSurvey[];
}

/**
 * Facts of a construction site. Give the overlay where `groundFindings` needs it as well, so that it is made once.
 *
 * @throws InputError when there is no ground, its border crosses itself, or no parcel of the survey lies under it.
 */
export function siteFacts(input: SiteInput, overlay = checkedOverlay(input)): SiteFacts {
  return {
    subject: 'site',
    ...groundFacts(overlay),
    use: input.use,
    answers: input.answers,
    county: input.county,
  };
}

/**
 * Facts of candidate ground, with how it hangs together and where it was cultivated land before.
 *
 * @throws InputError like `siteFacts`.
 */
export function candidateFacts(
  input: CandidateInput,
  overlay = checkedOverlay(input),
): CandidateFacts {
  return {
    subject: 'ground',
    ...groundFacts(overlay),
    verb: input.verb,
    quantity: input.quantity,
    programme: input.programme,
    answers: input.answers,
    earlierYears: [...input.earlier]
      .sort((one, other) => other.year - one.year)
      .map(({ year, survey, parcels }) => ({
        year,
        survey,
        cultivatedArea: cultivatedNet(overlayGround({ ...input, parcels, layers: new Map() })),
      })),
    contiguity: contiguity(overlay),
    county: input.county,
  };
}

function cultivatedNet({ cells }: GroundOverlay): Area {
  return cells.reduce((sum, cell) => (cell.isCultivated ? sum + cell.netArea : sum), 0n);
}

/** The overlay of ground that can be checked; InputError for any other. */
export function checkedOverlay(input: GroundInput): GroundOverlay {
  refuseGround(input);
  const overlay = overlayGround(input);
  refuseOverlaid(overlay);
  return overlay;
}

function groundFacts(overlay: GroundOverlay): GroundFacts {
  const { region, day, survey } = overlay.input;
  const { facts, within } = groundLayers(overlay);
  return {
    region,
    day,
    survey,
    area: overlay.area,
    outsideArea: outsideArea(overlay),
    pieces: groundPieces(overlay).map((piece, i) => ({ ...piece, within: within[i]! })),
    layers: facts,
  };
}
