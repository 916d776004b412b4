/**
 * 用地与补充地块的事实 — what rules need to know of a construction site and of candidate ground, from geometry and the survey. No
 * rule is asked here, and nothing that is not known stands as zero.
 */
import type { CountyFacts, GroundFacts, LandUse, SiteAnswers, SiteFacts } from '../policy/index.ts';
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
