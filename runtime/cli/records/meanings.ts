/** What a column of a file can mean. */
export const meanings = [
  'given-name',
  'middle-name',
  'family-name',
  'full-name',
  'name-suffix',
  'birth-date',
  'birth-year',
  'birth-month',
  'birth-day',
  'age',
  'sex',
  'phone',
  'email',
  'house-number',
  'street',
  'locality',
  'postcode',
  'region',
  'identifier',
  'birth-place',
  'text',
  'household',
  'submission',
  'ignore',
] as const;

export type Meaning = (typeof meanings)[number];

const words = (list: string): string[] => list.split(/\s+/u).filter((word) => word !== '');

/**
 * Names of columns as registries, censuses and benchmarks write them: lower case, accents taken off, words parted by one
 * underscore. The longest that a header holds decides.
 */
const names: Readonly<Record<Exclude<Meaning, 'ignore'>, readonly string[]>> = {
  'given-name':
    words(`given_name given_names givenname given first_name firstname first_names first forename forenames fname
    f_name first_nm christian_name prenom prenoms nombre_de_pila nombres primer_nombre nome_proprio vorname vornamen
    voornaam voornamen imya ism name_first namefirst gname given_nm nama_depan`),
  'middle-name': words(`middle_name middlename middle_names middle mname m_name midl_name middle_initial second_name
    segundo_nombre additional_name addl_name patronymic name_middle middle_nm`),
  'family-name':
    words(`family_name familyname family surname surnames sur_name last_name lastname last lname l_name last_nm
    nom_de_famille apellido apellidos primer_apellido sobrenome cognome nachname familienname achternaam familiya
    name_last namelast sname sur family_nm nama_belakang`),
  'full-name':
    words(`full_name fullname name complete_name person_name client_name patient_name display_name nombre_completo
    nom_complet nome_completo nama nama_lengkap first_and_surname given_and_family_name beneficiary_name head_name
    applicant_name voter_name nombre nom nome naam namn imie`),
  'name-suffix': words(`name_suffix suffix name_sufx name_suffix_lbl generational_suffix sufx suffix_lbl name_sufx_cd`),
  'birth-date':
    words(`date_of_birth dateofbirth birth_date birthdate birthday dob d_o_b date_birth birth_dt dt_birth bdate
    b_date fecha_de_nacimiento fecha_nacimiento fec_nac fechanacimiento date_de_naissance date_naissance naissance
    data_de_nascimento data_nascimento data_nascita data_di_nascita geburtsdatum geburtstag geboortedatum
    tanggal_lahir born birth`),
  'birth-year':
    words(`birth_year birthyear year_of_birth yob yearofbirth by ano_nacimiento annee_naissance annee_de_naissance
    geburtsjahr ano_de_nascimento ano_nascimento born_year dob_year birth_yr`),
  'birth-month': words(`birth_month birthmonth month_of_birth mob bm dob_month birth_mon`),
  'birth-day': words(`birth_day day_of_birth bd dob_day`),
  age: words(`age birth_age age_years edad alter leeftijd idade eta umur age_at_year_end`),
  sex: words(
    `sex gender sexe sexo sesso geschlecht geslacht genre genero jenis_kelamin gender_code sex_code gender_cd pol`,
  ),
  phone:
    words(`phone phones phone_number phonenumber phone_no phone_num telephone telephone_number tel mobile mobile_number
    mobile_phone mobile_no cell cellphone cell_phone telefono telefon telefone telephone_no celular movil msisdn
    contact_number home_phone work_phone full_phone_number full_phone_num handphone no_hp whatsapp`),
  email: words(
    `email e_mail mail email_address emailaddress mail_address_electronic correo correo_electronico courriel`,
  ),
  'house-number':
    words(`house_number housenumber house_no house_num street_number streetnumber street_no street_num house
    building_number civic_number numero numero_casa hausnummer huisnummer flat_number unit_number house_nbr`),
  street: words(`street street_name streetname street_address address address_1 address1 address_line_1 address_line1
    addr addr1 addr_1 addr_line_1 address_2 address2 address_line_2 address_line2 addr2 addr_2 res_street_address
    residential_address home_address mailing_address direccion domicilio calle adresse rue strasse straat endereco rua
    indirizzo via alamat line_1 line1 line_2 line2 full_address mail_addr1 address_3 address3`),
  locality:
    words(`suburb city town locality village municipality place_of_residence district commune ward barangay parish
    ciudad localidad municipio ville ort stadt plaats woonplaats cidade citta kota kecamatan desa kelurahan settlement
    neighbourhood neighborhood res_city_desc city_name town_name village_name post_town posttown hamlet city_desc`),
  postcode:
    words(`postcode post_code postal_code postalcode zip zip_code zipcode zip5 plz cp codigo_postal code_postal cep cap
    kode_pos pincode pin_code postal`),
  region: words(`state region province county governorate state_code state_cd provincia departamento department estado
    bundesland provincie regione provinsi oblast canton res_state state_name state_abbrev county_desc area admin1`),
  identifier: words(`national_id nationalid nid national_identifier national_identity_number national_number id_number
    idnumber identity_number id_card identity_card ssn ssn4 soc_sec_id social_security_number social_security soc_sec
    soc_sec_no passport passport_number passport_no tax_id taxid tin tax_number nhs_number nhs_no nino cpf curp dni rut
    cedula nik aadhaar aadhar bsn inss pesel personnummer driver_license drivers_license drivers_licence license_number
    licence_number drivers_lic voter_id birth_certificate birth_certificate_number medicare medicare_number uid_number
    insurance_number health_card health_id mrn medical_record_number student_id`),
  'birth-place':
    words(`birth_place birthplace place_of_birth placeofbirth pob birth_city birth_town birth_country birth_state
    lugar_de_nacimiento lugar_nacimiento lieu_de_naissance lieu_naissance geburtsort luogo_di_nascita
    local_de_nascimento tempat_lahir country_of_birth birth_location parish_of_birth bp birth_county`),
  text: words(`occupation profession job job_title employer ocupacion profesion metier beruf beroep trade religion ethnicity
    ethnic ethnic_group race tribe caste nationality citizenship marital_status civil_status education
    education_level language mother_tongue father_name fathers_name father mother_name mothers_name mother
    mother_maiden_name mothers_maiden_name maiden_name spouse_name spouse husband_name wife_name guardian_name
    name_of_father name_of_mother nombre_padre nombre_madre nickname alias known_as title name_prefix party party_cd
    race_code ethnic_code death_date date_of_death death_place blood_type`),
  household: words(`household_id householdid household hh_id hhid hh household_number family_id family_number hogar
    id_hogar menage id_menage family_no hh_number household_no`),
  submission: words(`submission submission_id submissionid form_id application_id application_number registration_form
    questionnaire_id interview_id`),
};

const known: ReadonlyMap<string, Meaning> = new Map(
  (Object.entries(names) as [Meaning, readonly string[]][]).flatMap(([meaning, list]) =>
    list.map((name): [string, Meaning] => [name, meaning]),
  ),
);

/** `Date of Birth`, `dateOfBirth` and `DATE-OF-BIRTH` are one header. */
export const foldHeader = (header: string): string =>
  header
    .replace(/([a-z0-9])([A-Z])/gu, '$1_$2')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/gu, '');

/** A name of fewer letters may stand for a column, but not for a part of one. */
const shortestPart = 4;

/** Parts of headers that say that a column is about something else than the person. */
const foreign =
  /(^|_)(id|ids|key|uuid|guid|cluster|source|file|created|updated|modified|timestamp|flag|status|score|count|hash|index|row|truth|label|match)(_|$)/u;

/**
 * What a header means.
 *
 * @returns undefined when it is none of the names known
 */
export const meaningOf = (header: string): Meaning | undefined => {
  const folded = foldHeader(header);
  const whole = known.get(folded) ?? known.get(folded.replace(/_?\d+$/u, ''));
  if (whole !== undefined) return whole;
  if (foreign.test(folded)) return undefined;
  const parts = folded.split('_');
  for (let length = parts.length - 1; length > 0; length -= 1) {
    for (let start = 0; start + length <= parts.length; start += 1) {
      const part = parts.slice(start, start + length).join('_');
      const found = part.length >= shortestPart || length > 1 ? known.get(part) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
};
