import { readNames, type Culture } from './culture.ts';

/** Invented people with Ukrainian, Russian and Kyrgyz names in Cyrillic script. */
export const cyrillic: Culture = {
  id: 'cyrillic',
  female: readNames(
    'Анна:Anna,Олена:Olena,Світлана:Svitlana,Наталія:Nataliia,Айгуль:Aigul,Гульнара:Gulnara,Мария:Mariya,Ольга:Olga,' +
      'Ірина:Iryna,Катерина:Kateryna,Динара:Dinara,Людмила:Lyudmila,Тетяна:Tetiana,Жанна:Zhanna,Юлія:Yuliia,Алтынай:Altynai,' +
      'Зарина:Zarina,Оксана:Oksana,Валентина:Valentina,Надія:Nadiia',
  ),
  male: readNames(
    'Олександр:Oleksandr,Сергій:Serhii,Андрій:Andrii,Дмитро:Dmytro,Нурлан:Nurlan,Азамат:Azamat,Иван:Ivan,Михаил:Mikhail,' +
      'Тарас:Taras,Богдан:Bohdan,Бакыт:Bakyt,Рустам:Rustam,Віктор:Viktor,Юрий:Yury,Ярослав:Yaroslav,Улан:Ulan,Фёдор:Fyodor,' +
      'Максим:Maksym,Тимур:Timur,Павло:Pavlo',
  ),
  family: readNames(
    'Шевченко:Shevchenko,Коваленко:Kovalenko,Бондаренко:Bondarenko,Ткаченко:Tkachenko,Асанов:Asanov,Жумабаев:Zhumabaev,' +
      'Кравченко:Kravchenko,Олійник:Oliinyk,Исаков:Isakov,Токтогулов:Toktogulov,Лысенко:Lysenko,Мороз:Moroz,Савченко:Savchenko,' +
      'Щербак:Shcherbak,Усенов:Usenov,Полищук:Polishchuk',
  ),
  streets: ['вулиця Шевченка', 'вул. Центральна', 'улица Манаса', 'Manas Street'],
  places: ['Київ', 'Львів', 'Бишкек', 'Osh'],
  phonePrefix: '+380',
  mobile: '67',
  phoneDigits: 7,
  naming: 'shared',
  latinShare: 0.25,
  weight: 2,
};
