import { readNames, type Culture } from './culture.ts';

/** Invented people with Kurdish names. */
export const kurdish: Culture = {
  id: 'kurdish',
  female: readNames(
    'شیلان:Şîlan,ڕۆژین:Rojîn,بێریڤان:Bêrîvan,هێڤی:Hêvî,ژیان:Jiyan,نەسرین:Nesrîn,چنار:Çinar,شیرین:Şîrîn,گوڵاڵە:Gulale,' +
      'هێرۆ:Hêro,ئاواز:Awaz,دلنیا:Dilniya,نازدار:Nazdar,سازگار:Sazgar,تارا:Tara,کوردستان:Kurdistan,پەروین:Perwîn,' +
      'بەناز:Benaz,شنۆ:Şino,ڤیان:Viyan',
  ),
  male: readNames(
    'ئازاد:Azad,ڕێبوار:Rêbwar,دلشاد:Dilşad,هێمن:Hêmin,شوان:Şwan,بەرزان:Berzan,سەردار:Serdar,کاوە:Kawe,ئاسۆ:Aso,هیوا:Hîwa,' +
      'ڕزگار:Rizgar,دارا:Dara,نەوزاد:Newzad,شێرکۆ:Şêrko,سۆران:Soran,زانا:Zana,بێستون:Bêstûn,گۆران:Goran,هەڵۆ:Helo,دیار:Diyar',
  ),
  family: readNames(
    'بارزانی:Barzanî,جاف:Caf,هەورامی:Hewramî,سۆرانی:Soranî,زەنگەنە:Zengene,دزەیی:Dizeyî,بابان:Baban,شارەزووری:Şarezûrî,' +
      'کۆیی:Koyî,ڕەواندزی:Rewandizî,ئاکرەیی:Akreyî,پشدەری:Pişderî,گەرمیانی:Germiyanî,هەڵەبجەیی:Helebceyî',
  ),
  streets: ['شەقامی سالم', 'گەڕەکی ئازادی', 'Salim Street', 'Azadi'],
  places: ['هەولێر', 'سلێمانی', 'دهۆک', 'Hewlêr', 'Slemani'],
  phonePrefix: '+964',
  mobile: '75',
  phoneDigits: 8,
  naming: 'father',
  latinShare: 0.4,
  weight: 2,
};
