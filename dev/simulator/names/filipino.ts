import { readNames, type Culture } from './culture.ts';

/** Invented people with Filipino names. */
export const filipino: Culture = {
  id: 'filipino',
  female: readNames(
    'Maria Clara,Jasmine,Princess,Angelica,Rosalinda,Marites,Lourdes,Luzviminda,Analyn,Divina,Corazon,Liwayway,Tala,Mayumi,' +
      'Ma. Theresa,Jocelyn,Rowena,Cherry Mae,Ligaya,Imelda,Bituin,Hannah Joy',
  ),
  male: readNames(
    'Jose Rizalino,Juan Miguel,Rodrigo,Ferdinand,Jejomar,Reynaldo,Crisanto,Bayani,Datu,Emilio,Angelo,Mark Anthony,John Paul,' +
      'Benigno,Arnel,Rommel,Danilo,Efren,Isagani,Lapu,Nestor,Jericho',
  ),
  family: readNames(
    'dela Cruz,de los Santos,Reyes,Bautista,Ocampo,Garcia,Mendoza,Aquino,Villanueva,Macapagal,Dimaculangan,Batungbakal,' +
      'Catacutan,Pangilinan,San Jose,de Guzman,Magsaysay,Salonga,Tolentino,Abueva',
  ),
  streets: ['Purok 3', 'Rizal Street', 'Sitio Maligaya', 'Barangay Hall Road'],
  places: ['Tacloban', 'Davao', 'Iloilo', 'Quezon City'],
  phonePrefix: '+63',
  mobile: '917',
  phoneDigits: 7,
  naming: 'shared',
  latinShare: 1,
  weight: 3,
};
