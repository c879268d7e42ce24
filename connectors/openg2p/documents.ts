/** What OpenG2P tells of one person, wherever she stands in the answer. */
const person = `
    name givenName familyName addlName gender birthdate birthPlace address email registrationDate createDate writeDate
    regIds { idTypeAsStr value expiryDate }
    phoneNumberIds { phoneNo phoneSanitized dateCollected disabled }`;

/** Asks for individuals with all that OpenG2P tells of them. */
export const individualsDocument = `{
  getRegistrants {
    isGroup${person}
  }
}`;

/** Asks for groups with their members, and of these all that OpenG2P tells. */
export const groupsDocument = `{
  getRegistrants {
    name isGroup kind isPartialGroup address registrationDate createDate writeDate
    regIds { idTypeAsStr value expiryDate }
    phoneNumberIds { phoneNo phoneSanitized dateCollected disabled }
    groupMembershipIds {
      individual {${person}
      }
      kind { name }
      createDate
      writeDate
    }
  }
}`;
