/** 密级 — every data set carries one; publication is off until two persons approve (practice §5). */
export const SECRECY_LEVELS = [
  'public',
  'internal',
  'work-secret',
  'confidential',
  'secret',
  'top-secret',
] as const;
export type SecrecyLevel = (typeof SECRECY_LEVELS)[number];

/** Names as printed on reports. */
export const SECRECY_NAMES: Record<SecrecyLevel, { readonly zh: string; readonly en: string }> = {
  public: { zh: '公开', en: 'public' },
  internal: { zh: '内部', en: 'internal' },
  'work-secret': { zh: '工作秘密', en: 'work secret' },
  confidential: { zh: '秘密', en: 'confidential' },
  secret: { zh: '机密', en: 'secret' },
  'top-secret': { zh: '绝密', en: 'top secret' },
};

/** Survey data are classified in practice; so this is what an import gets unless told otherwise. */
export const DEFAULT_SECRECY: SecrecyLevel = 'work-secret';
