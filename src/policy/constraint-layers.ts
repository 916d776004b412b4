/**
 * 约束图层 — the layers beside a survey that rules look at: what each is called in files, in both languages, and what it
 * shows. A rule names the layers that it needs by these keys; a layer that was not given is 缺数据, never a pass.
 */
import { type Bilingual, say } from '../base/index.ts';

/** One kind of layer. */
export interface ConstraintLayer {
  /** Name of the layer in files; the Chinese name is understood as well. */
  readonly key: string;
  readonly name: Bilingual;
  /** Who keeps it, so that an officer knows whom to ask. */
  readonly keeper: Bilingual;
  /** Whether the key stands in a data standard that was seen; otherwise it is this program's own. */
  readonly isStandardKey: boolean;
}

const RESOURCES = say('自然资源部门', 'the natural resources office');
const FORESTRY = say('林草部门', 'the forestry office');
const WATER = say('水利部门', 'the water office');
const AGRICULTURE = say('农业农村部门', 'the agriculture office');

function layer<K extends string>(
  key: K,
  zh: string,
  en: string,
  keeper: Bilingual,
  isStandardKey = false,
): ConstraintLayer & { readonly key: K } {
  return { key, name: say(zh, en), keeper, isStandardKey };
}

/** All kinds of layers that a site check or a ground check looks at. */
export const CONSTRAINT_LAYERS = [
  layer('YJJBNTTB', '永久基本农田', 'permanent basic farmland', RESOURCES, true),
  layer('YJJBNTCBQ', '永久基本农田储备区', 'reserve of permanent basic farmland', RESOURCES),
  layer('STBHHX', '生态保护红线', 'ecological protection red line', RESOURCES, true),
  layer('ZRBHD', '自然保护地', 'protected natural areas', FORESTRY, true),
  layer('CZKFBJ', '城镇开发边界', 'urban growth boundary', RESOURCES, true),
  layer('GHJSYD', '规划建设用地', 'planned construction land', RESOURCES),
  layer('GBZNT', '高标准农田', 'high-standard farmland', AGRICULTURE),
  layer('HTDBHFW', '黑土地保护范围', 'protected black soil', AGRICULTURE),
  layer('GGSY', '农业灌溉水源', 'irrigation water sources', WATER),
  layer('GPGCSS', '灌排工程设施', 'irrigation and drainage works', WATER),
  layer('YZSHTD', '严重沙化土地', 'severely sandy land', FORESTRY),
  layer('YZSMHTD', '严重石漠化土地', 'severely rocky-desertified land', FORESTRY),
  layer('ZDSYQ', '重点沙源区', 'key sand source areas', FORESTRY),
  layer('SCSSTD', '沙尘传输通道', 'dust transport corridors', FORESTRY),
  layer('PDT', '坡度图', 'slope map', RESOURCES, true),
  layer('HHGLFW', '河湖管理范围', 'management range of rivers and lakes', WATER),
  layer('ZDLQ', '重点林区', 'key forest areas', FORESTRY),
  layer('GYLC', '国有林场', 'state forest farms', FORESTRY),
  layer('TGHL', '退耕还林', 'cropland returned to forest', FORESTRY),
  layer('GYL', '公益林', 'public-benefit forest', FORESTRY),
  layer('TRL', '天然林', 'natural forest', FORESTRY),
  layer('BCGD', '已备案补充耕地', 'registered replenished ground', RESOURCES),
] as const;

/** Key of a kind of layer. */
export type LayerKey = (typeof CONSTRAINT_LAYERS)[number]['key'];

const BY_KEY = new Map<string, ConstraintLayer>(CONSTRAINT_LAYERS.map((one) => [one.key, one]));

/** The kind of layer by its key. */
export function constraintLayer(key: LayerKey): ConstraintLayer {
  return BY_KEY.get(key)!;
}

/** The key behind a name in a file, in any case or in 中文; undefined when it is none of these layers. */
export function layerKey(name: string): LayerKey | undefined {
  const wanted = name.trim().toUpperCase();
  return CONSTRAINT_LAYERS.find((one) => one.key === wanted || one.name.zh === wanted)?.key;
}
