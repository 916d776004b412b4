/**
 * Edges that reach into several tiles. Each tile notes the cuts that it finds and, where the edge begins in it, the faces
 * there. Directed edges, as the rings have them: neighbours match each other in every tile anew.
 */
import { EdgeCuts } from './overlay-many-cuts.ts';
import type { EdgePieces, WalkedEdge } from './overlay-many-pieces.ts';

/** The edges of all layers that no one tile holds whole. */
export class WideEdges {
  private readonly rowOf = new Map<number, number>();
  private readonly edges: WalkedEdge[] = [];
  private readonly cuts = new EdgeCuts();
  /** Sums of faces and of check words at the smaller end, two words a layer. */
  private faces: Int32Array;
  private readonly width: number;

  constructor(layers: number) {
    this.width = 2 * layers;
    this.faces = new Int32Array(this.width * 64);
  }

  /** Notes an edge by its number, with what cuts it in a tile: order[from] … order[to − 1]. Answers with its row. */
  note(number: number, edge: WalkedEdge, cuts: EdgeCuts, from: number, to: number): number {
    let row = this.rowOf.get(number);
    if (row === undefined) {
      row = this.edges.push({ ...edge }) - 1;
      this.rowOf.set(number, row);
    }
    for (let k = from; k < to; k++) {
      const cut = cuts.order[k]!;
      this.cuts.push(row, cuts.at[cut]!, cuts.layer[cut]!, cuts.enter[cut]!, cuts.leave[cut]!);
    }
    return row;
  }

  /** The faces at the smaller end of a noted edge. */
  begin(row: number, faces: Int32Array): void {
    if ((row + 1) * this.width > this.faces.length) {
      const grown = new Int32Array((row + 1) * this.width * 2);
      grown.set(this.faces);
      this.faces = grown;
    }
    this.faces.set(faces, row * this.width);
  }

  /** Adds all edges, each once. */
  addTo(pieces: EdgePieces): void {
    const { cuts, edges, faces, width } = this;
    cuts.group(edges.length);
    edges.forEach((edge, row) =>
      pieces.add(edge, cuts, cuts.starts[row]!, cuts.starts[row + 1]!, faces, row * width),
    );
  }
}
