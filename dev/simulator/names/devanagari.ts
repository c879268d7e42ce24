import { readNames, type Culture } from './culture.ts';

/** Invented people with Nepali and Hindi names in Devanagari script. */
export const devanagari: Culture = {
  id: 'devanagari',
  female: readNames(
    'सीता:Sita,गीता:Gita,लक्ष्मी:Lakshmi,सरस्वती:Saraswati,पार्वती:Parvati,अनिता:Anita,सुनीता:Sunita,रेखा:Rekha,कमला:Kamala,' +
      'माया:Maya,राधा:Radha,दुर्गा:Durga,सावित्री:Savitri,मीना:Meena,पूजा:Puja,आशा:Asha,उषा:Usha,कविता:Kavita,निर्मला:Nirmala,विमला:Vimala',
  ),
  male: readNames(
    'राम:Ram,कृष्ण:Krishna,हरि:Hari,अर्जुन:Arjun,विष्णु:Vishnu,गणेश:Ganesh,राजेश:Rajesh,सुरेश:Suresh,महेश:Mahesh,दिनेश:Dinesh,' +
      'प्रकाश:Prakash,विजय:Vijay,अशोक:Ashok,मोहन:Mohan,गोपाल:Gopal,शिव:Shiva,बिष्ट:Bishta,अनिल:Anil,संजय:Sanjay,दीपक:Deepak',
  ),
  family: readNames(
    'शर्मा:Sharma,थापा:Thapa,गुरुङ:Gurung,तामाङ:Tamang,श्रेष्ठ:Shrestha,यादव:Yadav,सिंह:Singh,वर्मा:Verma,पाण्डेय:Pandey,' +
      'अधिकारी:Adhikari,भट्टराई:Bhattarai,राई:Rai,मगर:Magar,चौधरी:Chaudhary,मिश्र:Mishra,जोशी:Joshi',
  ),
  streets: ['मुख्य मार्ग', 'वडा नं. ४', 'Main Road', 'Ward No. 4'],
  places: ['काठमाडौँ', 'पोखरा', 'लखनऊ', 'Pokhara'],
  phonePrefix: '+977',
  mobile: '984',
  phoneDigits: 7,
  naming: 'shared',
  latinShare: 0.4,
  weight: 2,
};
