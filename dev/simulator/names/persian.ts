import { readNames, type Culture } from './culture.ts';

/** Invented people with Persian names. */
export const persian: Culture = {
  id: 'persian',
  female: readNames(
    'زهرا:Zahra,مینا:Mina,نیلوفر:Niloufar,شیوا:Shiva,پریسا:Parisa,مهسا:Mahsa,الهام:Elham,لاله:Laleh,فرزانه:Farzaneh,' +
      'گلناز:Golnaz,بهار:Bahar,ژاله:Zhaleh,مریم‌السادات:Maryam-sadat,نرگس:Narges,سمانه:Samaneh,آرزو:Arezou,نسترن:Nastaran,' +
      'هانیه:Haniyeh,رویا:Roya,سحر:Sahar',
  ),
  male: readNames(
    'رضا:Reza,امیر:Amir,مهدی:Mehdi,حمید:Hamid,بهرام:Bahram,کیان:Kian,پرویز:Parviz,داریوش:Dariush,فرهاد:Farhad,سیاوش:Siavash,' +
      'غلامحسین:Gholam-Hossein,جواد:Javad,ناصر:Naser,شاهین:Shahin,کورش:Kourosh,آرش:Arash,بابک:Babak,مسعود:Masoud,نیما:Nima,پیمان:Peyman',
  ),
  family: readNames(
    'حسینی:Hosseini,محمدی:Mohammadi,کریمی:Karimi,رضایی:Rezaei,موسوی:Mousavi,جعفری:Jafari,احمدی:Ahmadi,رحیمی:Rahimi,' +
      'هاشمی:Hashemi,نوری:Nouri,کاظمی:Kazemi,صادقی:Sadeghi,یزدانی:Yazdani,شیرازی:Shirazi,تهرانی:Tehrani,گلستانی:Golestani',
  ),
  streets: ['خیابان انقلاب', 'کوچهٔ بهار', 'Enghelab Street', 'Kucheh Bahar'],
  places: ['تهران', 'مشهد', 'هرات', 'Herat', 'Shiraz'],
  phonePrefix: '+98',
  mobile: '91',
  phoneDigits: 8,
  naming: 'shared',
  latinShare: 0.3,
  weight: 1,
};
