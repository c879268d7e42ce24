import { readNames, type Culture } from './culture.ts';

/** Invented people with Amharic names. */
export const amharic: Culture = {
  id: 'amharic',
  female: readNames(
    'ሰላማዊት:Selamawit,ትዕግስት:Tigist,አልማዝ:Almaz,ብርቱካን:Birtukan,መሠረት:Meseret,ገነት:Genet,ሀና:Hana,ማርታ:Marta,ራሄል:Rahel,ቤተልሔም:Bethlehem,' +
      'ሕይወት:Hiwot,ፍቅርተ:Fikirte,አበባ:Abeba,ዘነበች:Zenebech,የሺ:Yeshi,ሙሉ:Mulu,ሊያ:Liya,ሰናይት:Senait,አስቴር:Aster,ጥሩነሽ:Tirunesh',
  ),
  male: readNames(
    'አበበ:Abebe,ከበደ:Kebede,ታደሰ:Tadesse,ግርማ:Girma,ኃይሌ:Haile,ተስፋዬ:Tesfaye,ዳዊት:Dawit,ዮሐንስ:Yohannes,ሙሉጌታ:Mulugeta,በቀለ:Bekele,' +
      'ገብረ:Gebre,ሰለሞን:Solomon,ጌታቸው:Getachew,አለሙ:Alemu,ወንድሙ:Wondimu,ተክሌ:Tekle,ፍቃዱ:Fikadu,መንግሥቱ:Mengistu,ለማ:Lemma,ደሳለኝ:Desalegn',
  ),
  family: readNames(
    'በላይ:Belay,ወልዴ:Wolde,ደስታ:Desta,መኮንን:Mekonnen,አሰፋ:Assefa,ነጋሽ:Negash,ሽፈራው:Shiferaw,አያሌው:Ayalew,ዘለቀ:Zeleke,ኢብሳ:Ibsa',
  ),
  streets: ['ቦሌ መንገድ', 'ቀበሌ 05', 'Bole Road', 'Kebele 05'],
  places: ['አዲስ አበባ', 'ባሕር ዳር', 'Addis Ababa', 'Mekelle'],
  phonePrefix: '+251',
  mobile: '91',
  phoneDigits: 7,
  naming: 'father',
  latinShare: 0.4,
  weight: 2,
};
