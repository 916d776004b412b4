/** Reads one stored snapshot; the other side of settle-input.ts. */
import { serveThread } from '../engine/index.ts';
import { readSnapshot } from './snapshot.ts';

serveThread<string>((file) => readSnapshot(file));
