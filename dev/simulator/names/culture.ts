/** One name in both ways in which registries hold it. */
export interface WrittenName {
  /** In the script of its speakers. */
  readonly native: string;
  /** In Latin letters; the same as `native` where that is Latin. */
  readonly latin: string;
}

/** What people of one naming culture are called and where they live. All people are invented. */
export interface Culture {
  readonly id: string;
  readonly female: readonly WrittenName[];
  readonly male: readonly WrittenName[];
  readonly family: readonly WrittenName[];
  readonly streets: readonly string[];
  readonly places: readonly string[];
  /** Country code of its phones, with the plus. */
  readonly phonePrefix: string;
  /** Digits of a phone number after the country code and the leading digit of mobile phones. */
  readonly phoneDigits: number;
  /** Leading digits of mobile phones. */
  readonly mobile: string;
  /** `shared`: the family has one name. `father`: the second name is the father's given name. */
  readonly naming: 'shared' | 'father';
  /** Share of households written in Latin letters, 0 to 1. */
  readonly latinShare: number;
  /** Share of all households of the registry, relative to the other cultures. */
  readonly weight: number;
}

/**
 * Reads a list of names.
 *
 * @param list names divided by commas; `native:latin` where the two differ
 */
export const readNames = (list: string): WrittenName[] =>
  list.split(',').map((entry) => {
    const [native = '', latin] = entry.trim().split(':');
    return { native, latin: latin ?? native };
  });
