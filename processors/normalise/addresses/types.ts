/** An address in the forms in which it is compared. */
export interface AddressForms {
  /** House, unit, plot or lot numbers, joined by a hyphen in the order written: `12-3a`. */
  readonly house: string | null;
  /** Words of the street, without the words for street. */
  readonly street: readonly string[];
  /** Words of village, ward, town and district. */
  readonly locality: readonly string[];
  readonly postcode: string | null;
}
