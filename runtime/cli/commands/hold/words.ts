/** How a person calls an area; registrants without one count as one area. */
export const areaWord = (area: string): string => (area === '' ? '(no area)' : area);

const reasons: Readonly<Record<string, string>> = {
  held: 'a merge on weighed evidence would touch an enrolment',
  'held:split': 'a registrant with an enrolment would be parted',
  'held:adopted': 'evidence alone would make one of two whom an adopted registry had apart',
  'held:death': 'a living person would become one with somebody who has died',
  'held:switch:merge': 'merges are held by the switch',
  'held:switch:split': 'splits are held by the switch',
  'held:switch:withdraw': 'withdrawals are held by the switch',
  'held:area:merge': 'a merge in an area with too many changes',
  'held:area:split': 'a split in an area with too many changes',
  'held:area:withdraw': 'a withdrawal in an area with too many changes',
};

/** What a reason of `review list` means. */
export const reasonWord = (reason: string): string => reasons[reason] ?? reason;
