import { expect } from 'chai';
import { describe, it } from 'mocha';
import { words } from './names.ts';
import type { Form } from './names.ts';

/** Spellings that agree in a form. */
const agree: Readonly<Record<string, readonly (readonly [form: Form, ...spellings: string[]])[]>> = {
  Latin: [
    ['native', 'Ann Doe', 'ANN DOE', ' ann   doe ', 'Änn Doe', 'DOE, ANN'],
    ['native', "Sean O'Neil", 'Seán Ó Neil', 'Sean O’Neil', 'Sean ONeil'],
    ['native', 'Jan van der Berg', 'Jan Van Der Berg', 'Jan vander Berg', 'Jan Vanderberg'],
    ['latin', 'Ian MacDonald', 'Ian McDonald', 'Ian Mc Donald'],
    ['native', 'Mr John Smith', 'Dr. John Smith', 'Prof. Dr John Smith', 'John Smith'],
    ['skeleton', 'Geoffrey Clarke', 'Jeffrey Clark'],
  ],
  Spanish: [
    ['native', 'María de la Cruz', 'Maria De La Cruz', 'Maria dela Cruz', 'Maria Delacruz', 'Doña María de la Cruz'],
    ['native', 'José Ortega y Gasset', 'Jose Ortega Gasset', 'Don José Ortega Gasset'],
    ['native', 'Mª José Peña', 'María José Pena', 'Ma. Jose Peña'],
  ],
  Filipino: [
    ['native', 'Juan delos Santos', 'Juan de los Santos', 'Juan Delos Santos', 'Engr. Juan Delossantos'],
    ['native', 'Ma. Tala De Guzman', 'Maria Tala Deguzman'],
    ['native', 'Maria Sta. Ana', 'Maria Santa Ana', 'Maria Santaana'],
  ],
  Arabic: [
    [
      'latin',
      'abd al-rahman',
      'abdulrahman',
      'abd el rahman',
      'Abdul Rahman',
      'Abdur-Rahman',
      'Abdurrahman',
      'Abdirahman',
    ],
    ['native', 'عبد الرحمن', 'عبدالرحمن', 'عَبْدُ الرَّحْمَن'],
    ['skeleton', 'عبد الرحمن', 'Abd al-Rahman', 'Abderrahmane', 'Абдурахман', 'አብዱልረህማን', 'अब्दुल रहमान', 'عەبدولڕەحمان'],
    [
      'skeleton',
      'محمد',
      'Mohammed',
      'Muhammad',
      'Mohamed',
      'Md.',
      'Mohd',
      'Мухаммад',
      'Мохаммед',
      'मोहम्मद',
      'መሐመድ',
      'Maxamed',
    ],
    ['native', 'حسن المصري', 'حسن مصري', 'الحاج حسن المصرى', 'الدكتور حسن المصري'],
    ['skeleton', 'حسن المصري', 'Hassan al-Masri', 'Hasan El Masri'],
    ['skeleton', 'صلاح الدين', 'Salah al-Din', 'Salahuddin', 'Salaheddine', 'Salah ud Din'],
    ['skeleton', 'حبيب الله', 'Habibullah', 'Habib Ullah'],
    ['skeleton', 'أبو بكر', 'Abu Bakr', 'Aboubacar'],
    ['skeleton', 'علي بن أبي طالب', 'ʿAlī ibn Abī Ṭālib', 'Ali bin Abu Talib', 'Ali Abu Talib'],
    ['skeleton', 'فاطمة', 'فاطمه', 'Fatima', 'Fatimah', 'Fatma'],
    ['skeleton', 'يوسف', 'Yusuf', 'Youssef', 'Юсуф'],
    ['skeleton', 'رحيم', 'Rahim', 'Raheem'],
    ['skeleton', 'خديجة', 'Khadija', 'Khadeeja', 'Хадижа'],
    ['skeleton', 'رشيد', 'Rashid', 'Rachid'],
    ['skeleton', 'جمال', 'Jamal', 'Gamal', 'Djamal'],
    ['skeleton', 'عثمان', 'Othman', 'Osman', 'Usman'],
    ['skeleton', 'رمضان', 'Ramadan', 'Ramazan', 'Рамазан', 'ڕەمەزان'],
  ],
  'Kurdish (Sorani and Kurmanji)': [
    ['skeleton', 'ئەحمەد', 'Ehmed', 'Ahmad', 'أحمد'],
    ['latin', 'ئەحمەد', 'Ehmed'],
    ['skeleton', 'Cemîl', 'Jamil', 'جميل'],
    ['skeleton', 'Xalid', 'Khalid', 'خالد'],
    ['skeleton', 'Şîrîn', 'شیرین', 'Shirin'],
    ['skeleton', 'ڕۆژین', 'Rojîn'],
    ['native', 'ئه‌حمه‌د', 'ئەحمەد'],
  ],
  Persian: [
    ['native', 'كريمي', 'کریمی'],
    ['native', 'علی‌رضا', 'علیرضا'],
    ['skeleton', 'پروین', 'Parvin'],
    ['skeleton', 'جواد', 'Javad', 'Jawad'],
    ['skeleton', 'رضا', 'Reza', 'Rida', 'Rıza'],
    ['skeleton', 'آقای رضا کریمی', 'Reza Karimi'],
  ],
  Cyrillic: [
    ['native', 'Пётр Сидоров', 'Петр Сидоров', 'господин Пётр Сидоров'],
    ['latin', 'Юлия', 'Yulia', 'Yuliya', 'Yuliia'],
    ['skeleton', 'Жумабек', 'Jumabek', 'Zhumabek'],
    ['skeleton', 'Сергій', 'Serhii'],
    ['native', 'Айжан Асан кызы', 'Айжан Асанкызы', 'Айжан Асан'],
  ],
  Devanagari: [
    ['latin', 'राम', 'Ram'],
    ['latin', 'श्री संजय शर्मा', 'Shri Sanjay Sharma', 'Sanjay Sharma'],
    ['skeleton', 'लक्ष्मी', 'Lakshmi', 'Laxmi', 'Smt. Laxmi'],
    ['skeleton', 'सिंह', 'Singh'],
    ['skeleton', 'सरस्वती', 'Saraswati'],
    ['native', 'R.K. Narayan', 'R. K. Narayan', 'r k narayan'],
  ],
  Amharic: [
    ['native', 'ወ/ሮ አልማዝ በቀለ', 'ወይዘሮ አልማዝ በቀለ', 'አልማዝ በቀለ'],
    ['native', 'ገ/ማርያም', 'ገብረ ማርያም', 'ገብረማርያም'],
    ['skeleton', 'ገብረ ማርያም', 'G/Mariam', 'Gebre Mariam', 'Gebremariam'],
    ['skeleton', 'ወልደ ሚካኤል', 'Wolde Michael', 'Woldemikael'],
    ['skeleton', 'አቶ ጸጋዬ', 'ፀጋዬ', 'Tsegaye'],
    ['skeleton', 'ደሳለኝ', 'Desalegn'],
  ],
};

/** Different names, and a form in which they stay different. */
const differ: readonly (readonly [form: Form, one: string, other: string])[] = [
  ['native', 'Maria Cruz', 'Maria dela Cruz'],
  ['native', 'Hasan', 'Husayn'],
  ['latin', 'حسن', 'حسين'],
  ['skeleton', 'Omar', 'Mir'],
  ['skeleton', 'Jamal', 'Kamal'],
  ['skeleton', 'محمد', 'محمود علي'],
  ['skeleton', 'Ahmad', 'Hamid'],
  ['skeleton', 'Farid', 'Walid'],
  ['skeleton', 'सीता', 'गीता'],
  ['skeleton', 'Иван', 'Юлия'],
  ['skeleton', 'አበበ', 'ከበደ'],
  ['native', 'محمد', 'Mohammed'],
];

describe('name forms: spellings of one name', () => {
  for (const [usage, rows] of Object.entries(agree)) {
    for (const [form, first = '', ...others] of rows) {
      it(`${usage}: ${[first, ...others].join(', ')} agree in ${form}`, () => {
        expect(words(first, form)).not.to.equal('');
        for (const other of others) expect(words(other, form), other).to.equal(words(first, form));
      });
    }
  }

  for (const [form, one, other] of differ) {
    it(`${one} and ${other} differ in ${form}`, () => {
      expect(words(one, form)).not.to.equal(words(other, form));
    });
  }
});
