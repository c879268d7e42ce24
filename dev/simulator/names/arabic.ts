import { readNames, type Culture } from './culture.ts';

/** Invented people with Arabic names, in Arabic script or transliterated. */
export const arabic: Culture = {
  id: 'arabic',
  female: readNames(
    'فاطمة:Fatima,مريم:Maryam,عائشة:Aisha,زينب:Zaynab,خديجة:Khadija,سارة:Sara,نور:Nour,هدى:Huda,ليلى:Layla,أمينة:Amina,' +
      'رقية:Ruqayya,سلمى:Salma,هبة:Hiba,رنا:Rana,دعاء:Duaa,إيمان:Iman,شيماء:Shaimaa,سعاد:Suad,منى:Mona,ياسمين:Yasmin,' +
      'آية:Aya,حنان:Hanan,نادية:Nadia,وفاء:Wafaa,جميلة:Jamila,سميرة:Samira',
  ),
  male: readNames(
    'محمد:Mohammed,أحمد:Ahmad,علي:Ali,حسن:Hasan,حسين:Husayn,عمر:Omar,خالد:Khalid,عبد الله:Abdullah,عبد الرحمن:Abd al-Rahman,' +
      'يوسف:Yusuf,إبراهيم:Ibrahim,مصطفى:Mustafa,كريم:Karim,سعيد:Said,طارق:Tariq,زيد:Zayd,بلال:Bilal,حمزة:Hamza,' +
      'إسماعيل:Ismail,ياسر:Yasir,ماهر:Mahir,رامي:Rami,سامي:Sami,نبيل:Nabil,فادي:Fadi,أنس:Anas',
  ),
  family: readNames(
    'المصري:al-Masri,الحسن:al-Hasan,الأحمد:al-Ahmad,الخطيب:al-Khatib,النجار:al-Najjar,الحداد:al-Haddad,حمدان:Hamdan,' +
      'العبيدي:al-Obaidi,الجبوري:al-Jubouri,الشمري:al-Shammari,السعدي:al-Saadi,صالح:Saleh,قاسم:Qasim,عيسى:Issa,' +
      'منصور:Mansour,الزهراني:al-Zahrani,بكر:Bakr,التميمي:al-Tamimi,خليل:Khalil,درويش:Darwish,الراوي:al-Rawi,سليمان:Sulayman',
  ),
  streets: ['شارع الرشيد', 'شارع فلسطين', 'حي السلام', 'شارع الجامعة', 'Al-Rasheed Street', 'Hay al-Salam'],
  places: ['بغداد', 'الموصل', 'البصرة', 'Mosul', 'Basra', 'Kirkuk'],
  phonePrefix: '+964',
  mobile: '77',
  phoneDigits: 8,
  naming: 'shared',
  latinShare: 0.35,
  weight: 3,
};
