import type { Partner } from './partner.ts';

/** One column of an order. */
interface OrderColumn {
  readonly column: keyof typeof columns;
  readonly descending: boolean;
}

/** The columns by which a search is sorted, the first one first. */
export type Order = readonly OrderColumn[];

type Sortable = string | number | boolean | null;

/** The columns of `res.partner` that a caller can sort by, by their names in Odoo. */
const columns = {
  id: (partner: Partner): Sortable => partner.id,
  name: (partner: Partner): Sortable => partner.name,
  given_name: (partner: Partner): Sortable => partner.givenName,
  family_name: (partner: Partner): Sortable => partner.familyName,
  addl_name: (partner: Partner): Sortable => partner.addlName,
  registration_date: (partner: Partner): Sortable => partner.registrationDate,
  address: (partner: Partner): Sortable => partner.address,
  email: (partner: Partner): Sortable => partner.email,
  birth_place: (partner: Partner): Sortable => partner.birthPlace,
  birthdate: (partner: Partner): Sortable => partner.birthdate,
  gender: (partner: Partner): Sortable => partner.gender,
  is_group: (partner: Partner): Sortable => partner.isGroup,
  create_date: (partner: Partner): Sortable => partner.createdAt,
  write_date: (partner: Partner): Sortable => partner.writtenAt,
};

/** Odoo's order of `res.partner` when a search names none. */
const defaultOrder: Order = [
  { column: 'name', descending: false },
  { column: 'id', descending: true },
];

const isColumn = (name: string): name is keyof typeof columns => Object.hasOwn(columns, name);

/**
 * Reads an order such as `write_date desc, id desc`.
 *
 * @throws Error with Odoo's message when it is not an order of known columns
 */
export const readOrder = (text: string | null | undefined): Order => {
  if (text === null || text === undefined || text.trim() === '') return defaultOrder;
  return text.split(',').map((part) => {
    const [, column = '', direction] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/i.exec(part) ?? [];
    if (!isColumn(column)) {
      throw new Error(
        `Invalid "order" specified (${text}). A valid "order" specification is a comma-separated list of valid field ` +
          'names (optionally followed by asc/desc for the direction)',
      );
    }
    return { column, descending: direction?.toLowerCase() === 'desc' };
  });
};

// PostgreSQL puts null after everything else, and so first when descending.
const compare = (left: Sortable, right: Sortable): number => {
  if (left === right) return 0;
  if (left === null) return 1;
  if (right === null) return -1;
  return left < right ? -1 : 1;
};

/** A sorted copy of a list; what is equal by every column keeps its place. */
export const ordered = (partners: readonly Partner[], order: Order): Partner[] => {
  const rules = order.map(({ column, descending }) => ({ read: columns[column], sign: descending ? -1 : 1 }));
  return [...partners].sort((left, right) => {
    for (const { read, sign } of rules) {
      const difference = compare(read(left), read(right)) * sign;
      if (difference !== 0) return difference;
    }
    return 0;
  });
};
