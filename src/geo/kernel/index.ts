/**
 * The inner work of the overlay on one tile: the two sides of a border become one edge with a face left and right, edges go
 * into cells, every crossing of an edge of layer A with one of layer B is found once, and the rings are walked with the
 * face of the other layer in mind. The formulas stand in overlay.ts, the symbolic shift of layer B in predicate.ts.
 *
 * The files of this folder are compiled twice: as they stand, and to WebAssembly (bin/kernel.js). Hence flat arrays, plain
 * loops and no objects. Coordinates are whole numbers relative to the tile; borders of tiles and cells lie half a unit below, so no
 * vertex ever lies on one. Records, in 32-bit words or doubles:
 *
 *   run      RUN = 4 words     first vertex, edges, face (from 1), check word of the face
 *   edge     EDGE = 6 doubles  x1, y1, x2, y2, the end with the smaller x, then y, first; C and the magnitude of its terms
 *   side     SIDE = 8 words    face left, face right (0: none); what crossing the edge from right to left adds to the sum of
 *                              faces and of their check words; what going along the edge adds to the sums of the other
 *                              layer; its box of cells
 *   pair     2 words, 2 doubles face of A, face of B; Σ of terms, Σ of their magnitudes
 *
 * Faces are carried as two sums modulo 2³²: of their numbers and of their check words. Over clean ground one face covers a
 * point, and the second sum is the check word of the first; where faces overlap it is not (but for one chance in 2³²), and
 * the edge is left to be looked at by itself.
 */
export { checkWord } from './records.ts';
export { faceCorners, fillCells, isWest, matchTwins, sumCells } from './arrange.ts';
export { crossEdges, meetingEdges } from './cross.ts';
export { takePairs } from './pairs.ts';
export { walkRuns } from './walk.ts';
