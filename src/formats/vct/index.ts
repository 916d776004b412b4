/** VCT (GB/T 17798-2007), the exchange format of land surveys: areas with attributes, read and written. */
export { readVct } from './read.ts';
export { type VctLayer, type VctOptions, writeVct } from './write.ts';
