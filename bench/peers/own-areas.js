/** The plain area of polygons on whole coordinates: what the pairs of a feature must add up to. */

/** Area of every feature in square units: shells run counterclockwise and holes clockwise, so their rings add up. */
export function ownAreas({ x, y, ringStart, featureStart }) {
  const areas = new Float64Array(featureStart.length - 1);
  for (let feature = 0; feature < areas.length; feature++) {
    for (let r = featureStart[feature]; r < featureStart[feature + 1]; r++) {
      const [start, end] = [ringStart[r], ringStart[r + 1]];
      let twice = 0;
      for (let i = start + 1; i < end; i++)
        twice +=
          (x[i - 1] - x[start]) * (y[i] - y[start]) - (y[i - 1] - y[start]) * (x[i] - x[start]);
      areas[feature] += twice / 2;
    }
  }
  return areas;
}
