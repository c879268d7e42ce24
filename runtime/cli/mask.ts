/**
 * The shape of a value without the value: letters become `a` or `A`, digits `9`, everything else stays; long texts are
 * cut. Enough to see that a date is a date and a phone a phone, not enough to know whose.
 */
export const mask = (value: string): string => {
  const shape = value
    .slice(0, 40)
    .replaceAll(/\p{Lu}/gu, 'A')
    .replaceAll(/(?!A)\p{L}/gu, 'a')
    .replaceAll(/\p{N}/gu, '9')
    .replaceAll(/\p{M}/gu, '');
  return value.length > 40 ? `${shape}…` : shape;
};
