import { readNames, type Culture } from './culture.ts';

/** Invented people with English names. */
export const english: Culture = {
  id: 'english',
  female: readNames(
    'Mary,Elizabeth,Katherine,Catherine,Sarah,Anne-Marie,Grace,Siobhan,Margaret,Peggy,Charlotte,Chloe,Abigail,Naomi,Ruth,' +
      'Hannah,Beatrice,Eleanor,Gladys,Fiona,Imogen,Wanjiru',
  ),
  male: readNames(
    'John,William,Robert,James,Stephen,Steven,Geoffrey,Jeffrey,Thomas,Henry,Albert,Desmond,Samuel,Patrick,Daniel,Kwame,' +
      'Edward,Oliver,Ronald,Walter,Philip,Isaac',
  ),
  family: readNames(
    "Smith,Jones,O'Brien,MacDonald,McDonald,Taylor,Brown,Okafor,Mwangi,Johnson,Johnston,Clarke,Clark,Thompson,Wright," +
      'Fitzgerald,van der Merwe,Banda,Phiri,Mensah',
  ),
  streets: ['12 Main St', 'Church Road', 'Plot 7, Station Road', 'High Street'],
  places: ['Lusaka', 'Kumasi', 'Leeds', 'Blantyre'],
  phonePrefix: '+260',
  mobile: '97',
  phoneDigits: 7,
  naming: 'shared',
  latinShare: 1,
  weight: 3,
};
