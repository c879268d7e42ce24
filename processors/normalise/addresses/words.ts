import { comparableText } from '../text.ts';

const list = (words: string): ReadonlySet<string> => new Set(words.split(' ').map(comparableText));

/** Words for a way, before its name (calle, شارع) or after it (street). */
export const streetWords = list(
  'street st str road rd avenue ave av avenida lane ln drive dr drv boulevard blvd bvd boul highway hwy court ct crescent cres ' +
    'place pl square sq terrace tce terr close cl way parade pde circuit cct grove gr parkway pkwy path alley track trl esplanade ' +
    'calle c/ cll carrera cra kra jiron jr pasaje psje callejon camino rua travessa estrada rue chemin allee ruelle impasse via viale ' +
    'strasse straße jalan jln jl lorong gang soi marg marga gali galli path rasta sokak sk sokagi caddesi cad cadde mahallesi ' +
    'улица ул вулиця вул проспект пр просп пр-т переулок пер провулок пров бульвар бул шоссе тупик проезд көчөсү кочосу ' +
    'شارع طريق زقاق درب جادة سكة خیابان خيابان کوچه بلوار جاده شەقام کۆڵان मार्ग सडक सड़क गली पथ रोड መንገድ ጎዳና',
);

/** Words before the number of a building or a part of it; dropped, and the number is the house's. */
export const houseWords = list(
  'house hse hno home no nr num numero número number nro unit apt apartment flat fl floor suite ste room rm door plot lot blk block ' +
    'bldg building villa casa edificio edif depto dpto interior int manzana mz lote bloque piso appartement appt maison lot ' +
    'haus ev kapi daire дом д будинок буд квартира кв корпус корп منزل دار بيت رقم عمارة شقة بناية پلاک واحد خانه خانوو ماڵ ' +
    'घर मकान न नं फ्लैट ቤት ቁጥር የቤት n°',
);

/** Kinds of place, each with the name under which its number is compared; the words themselves are dropped. */
export const placeKinds: ReadonlyMap<string, string> = new Map(
  [
    'barangay brgy bgy brg bry barangays',
    'purok prk pk',
    'sitio so',
    'kebele ቀበሌ kebelle qebele',
    'woreda wereda ወረዳ',
    'zone zona zn ዞን зона',
    'ward वडा वार्ड wd',
    'sector sec sektor secteur सेक्टर',
    'phase ph',
    'block',
    'subcity kifle ketema ክፍለ ከተማ',
    'village vill vil vlg villaje aldea caserio kampung kg desa село с аул айыл ауыл قرية قریە روستا گوند ग्राम गाउँ गांव',
    'city town ciudad cidade ville kota город г місто م مدينة شهر شار नगर',
    'district dist distrito arrondissement район р-н قضاء ناحية شهرستان بخش ناحیه قەزا जिल्ला ज़िला',
    'province prov provincia county region département departamento область обл محافظة استان پارێزگا',
    'municipality municipio mun mpio commune comuna gemeinde नगरपालिका',
    'quarter quartier barrio bo colonia col mahalla mahalle mah حي محلة محله گەڕەک कॉलोनी टोल',
    'subdivision subd estate compound cmpd camp camps tent مخيم کەمپ',
    'tehsil taluka taluk mandal tehsil upazila thana union',
  ].flatMap((line) => {
    const [kind = '', ...others] = line.split(' ');
    return [kind, ...others].map((word): [string, string] => [comparableText(word), kind]);
  }),
);

/** Words before a postcode. */
export const postcodeWords = list('postcode postal zip zipcode pin pincode cp plz индекс رمز کدپستی');

/** Words that name nothing: joints, articles, compass letters stay. */
export const emptyWords = list('of the and near de del la las los el al y da do dos des du le les po box في قرب نزد');

/** A field that says that there is no address. */
export const noAddress: ReadonlySet<string> = new Set(
  [
    ...[
      'na',
      'n a',
      'nil',
      'none',
      'null',
      'unknown',
      'unk',
      'no',
      'no address',
      'not known',
      'not available',
      'test',
      'xxx',
    ],
    ...[
      'not applicable',
      'same',
      'same address',
      'homeless',
      'sin direccion',
      'sin dato',
      'sin datos',
      'no aplica',
      's n',
    ],
    ...[
      'desconocido',
      'conocido',
      'domicilio conocido',
      'inconnu',
      'sans adresse',
      'wala',
      'нет',
      'неизвестно',
      'без адреса',
    ],
    ...['لا يوجد', 'لايوجد', 'غير معروف', 'بدون عنوان', 'ندارد', 'نامعلوم', 'نییە', 'अज्ञात', 'የለም'],
  ].map(comparableText),
);
