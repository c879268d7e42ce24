/** The schema of an invented registry with a GraphQL API of its own: Relay connections, lists by offset, numbered pages. */
export const definition = `
scalar Date
scalar DateTime

type Identifier { type: String! value: String! expiryDate: Date }
type Phone { number: String! collectedOn: Date disabledOn: Date }

type Person {
  id: ID!
  fullName: String!
  givenName: String
  familyName: String
  additionalName: String
  sex: String
  birthDate: Date
  birthPlace: String
  address: String
  email: String
  registrationDate: Date
  identifiers: [Identifier!]!
  phones: [Phone!]!
  createdAt: DateTime!
  updatedAt: DateTime!
}

type Member { person: Person role: String since: Date }

type Household {
  id: ID!
  name: String!
  kind: String
  isPartial: Boolean
  address: String
  identifiers: [Identifier!]!
  phones: [Phone!]!
  members: [Member]!
  createdAt: DateTime!
  "The latest change of the household or of one of its members."
  updatedAt: DateTime!
}

type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type PersonEdge { cursor: String! node: Person }
type PersonConnection { edges: [PersonEdge!]! nodes: [Person]! pageInfo: PageInfo! totalCount: Int! }
type HouseholdEdge { cursor: String! node: Household }
type HouseholdConnection { edges: [HouseholdEdge!]! nodes: [Household]! pageInfo: PageInfo! totalCount: Int! }
type PersonPage { items: [Person]! total: Int! }
type HouseholdPage { items: [Household]! total: Int! }

type Query {
  people(first: Int = 50, after: String, updatedSince: DateTime): PersonConnection!
  households(first: Int = 50, after: String, updatedSince: DateTime): HouseholdConnection!
  personList(limit: Int = 50, offset: Int = 0, updatedSince: DateTime): [Person]!
  householdList(limit: Int = 50, offset: Int = 0, updatedSince: DateTime): [Household]!
  "Pages are numbered from 1."
  personPage(page: Int = 1, size: Int = 50, updatedSince: DateTime): PersonPage!
  householdPage(page: Int = 1, size: Int = 50, updatedSince: DateTime): HouseholdPage!
}

type Mutation { touch(id: ID!): DateTime }
`;
