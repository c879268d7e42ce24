import { readNames, type Culture } from './culture.ts';

/** Invented people with Spanish names. */
export const spanish: Culture = {
  id: 'spanish',
  female: readNames(
    'María José,Guadalupe,Rosa,Lucía,Ximena,Yolanda,Inés,Concepción,Begoña,Soledad,Juana,Rocío,Paloma,Nayeli,Itzel,Ángela,' +
      'Mónica,Belén,Dolores,Esperanza,Luz Marina,Zoila',
  ),
  male: readNames(
    'José Luis,Juan Carlos,Miguel Ángel,Jesús,Andrés,Íñigo,Óscar,Ramón,Sebastián,Tomás,Efraín,Álvaro,Germán,Nicolás,Raúl,' +
      'Wilson,Edwin,Cuauhtémoc,Ignacio,Hernán,Víctor,Simón',
  ),
  family: readNames(
    'García López,Rodríguez Pérez,Muñoz,Núñez,de la Fuente,Hernández,Quispe Mamani,Ibáñez,Peña,Gutiérrez,Vásquez,Ordóñez,' +
      'Castañeda,Ñáñez,Zúñiga,Huamán,Condori,Güemes,Ríos,Chávez Solís',
  ),
  streets: ['Calle 7 # 12-40', 'Avenida Juárez 15', 'Carrera 9', 'Jr. Ayacucho'],
  places: ['Bogotá', 'Cusco', 'Oaxaca', 'Potosí'],
  phonePrefix: '+57',
  mobile: '310',
  phoneDigits: 7,
  naming: 'shared',
  latinShare: 1,
  weight: 2,
};
